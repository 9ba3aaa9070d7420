// One call at a time, a loop over lanes, any compiler, any instruction set: the same bits.
#include <gtest/gtest.h>

#include <vector>

#include "kernels/math/arctangent.hpp"
#include "kernels/math/binary_softplus.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/hyperbolic.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/sinc.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::math {
namespace {

constexpr int argument_count = 1 << 16;

/// Pseudo-random arguments between low and high, made without rounding surprises: 53-bit uniforms, one fused operation.
template <typename Real>
std::vector<Real> arguments(double low, double high, std::uint32_t stream) {
  std::vector<Real> x(argument_count);
  for (int i = 0; i < argument_count; ++i) {
    const auto id = static_cast<std::uint32_t>(i);
    x[i] = static_cast<Real>(fma(high - low, random::uniform(id, {stream, 7}, 0, random::Purpose::dynamics, 0), low));
  }
  return x;
}

std::uint64_t pattern(double x) { return bits_of(x); }
std::uint64_t pattern(float x) { return std::bit_cast<std::uint32_t>(x); }

template <typename Real>
std::uint64_t checksum(const std::vector<Real>& values) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (const Real value : values) sum = (sum ^ pattern(value) ^ (sum >> 31)) * 0x9e3779b97f4a7c15u;
  return sum;
}

template <typename Function, typename Real>
__attribute__((noinline)) Real one(Function function, Real x) {
  return function(x);
}

/// The function over lanes, checked against single calls bit by bit and then against the recorded checksum.
template <typename Real = double, typename Function>
void expect_bits(Function function, double low, double high, std::uint32_t stream, std::uint64_t recorded) {
  const std::vector<Real> x = arguments<Real>(low, high, stream);
  std::vector<Real> lanes(argument_count);
  const Real* const in = x.data();
  Real* const out = lanes.data();
  STARLING_LANES
  for (int i = 0; i < argument_count; ++i) out[i] = function(in[i]);
  for (int i = 0; i < argument_count; ++i)
    ASSERT_EQ(pattern(lanes[i]), pattern(one(function, x[i]))) << "argument " << x[i];
  EXPECT_EQ(checksum(lanes), recorded) << std::hex << "0x" << checksum(lanes);
}

TEST(Bits, OfTheExponential) {
  expect_bits([](double x) { return math::exp(x); }, -720.0, 720.0, 1, 0x65b2e102690789a7u);
  expect_bits([](double x) { return exp_in_range(x); }, -15.0, 15.0, 2, 0xd44f78794d0ca351u);
}

TEST(Bits, OfTheLogarithm) {
  expect_bits([](double x) { return math::log(x); }, 1e-3, 1e3, 3, 0xf873037fafc04b44u);
  expect_bits([](double x) { return minus_two_log(x); }, 1e-9, 1.0, 4, 0x444e52aea94f662eu);
}

TEST(Bits, OfSineAndCosine) {
  expect_bits([](double x) { return sine_cosine(x).sine; }, -3.1416, 3.1416, 5, 0x9c7bafc03c3f19b0u);
  expect_bits([](double x) { return sine_cosine(x).cosine; }, -3.1416, 3.1416, 6, 0x2eb4e70117c6bdbau);
  expect_bits([](double x) { return sine_cosine_of_turn(x).sine; }, 0.0, 1.0, 7, 0xd9c64152bd6dc9bbu);
  expect_bits([](double x) { return sine_cosine_of_turn(x).cosine; }, 0.0, 1.0, 8, 0xc8c9c19766318668u);
}

TEST(Bits, OfSincAndCosine) {
  expect_bits([](double square) { return sinc_cosine(square).sinc; }, 0.0, 157.9, 17, 0x87a1e1847d1c3005u);
  expect_bits([](double square) { return sinc_cosine(square).cosine; }, 0.0, 157.9, 18, 0xc3c96d999ff4e4fau);
}

TEST(Bits, OfTheArctangent) {
  expect_bits([](double x) { return math::atan2(x, 0.7); }, -5.0, 5.0, 9, 0x3034ea598ccd3535u);
  expect_bits([](double x) { return math::atan2(0.3, x); }, -5.0, 5.0, 10, 0x253401e3d7f13485u);
}

TEST(Bits, OfSoftplusAndItsDerivative) {
  expect_bits([](double x) { return softplus(x); }, -12.0, 15.0, 11, 0x43baeedb66a2ce0cu);
  expect_bits([](double x) { return softplus(x); }, -800.0, 800.0, 12, 0xd9d24c27352d80aeu);
  expect_bits([](double x) { return binary_softplus_over(x, 1.7, 0.9); }, -22.0, 22.0, 16, 0x38523b3bd93fef23u);
  expect_bits([](double x) { return sigmoid(x); }, -12.0, 15.0, 13, 0x6c244fc56653c9e6u);
}

TEST(Bits, OfSinglePrecision) {
  expect_bits<float>([](float x) { return math::exp(x); }, -90.0, 90.0, 19, 0x1865506343862c71u);
  expect_bits<float>([](float x) { return sigmoid(x); }, -90.0, 90.0, 20, 0xd3bab2cb25fc291bu);
  expect_bits<float>([](float x) { return softplus(x); }, -12.0, 15.0, 21, 0xe19588b738018371u);
}

TEST(Bits, OfTheHyperbolicTangent) {
  expect_bits([](double x) { return math::tanh(x); }, -20.0, 20.0, 22, 0xd0dde6c8b4df2eeeu);
  expect_bits([](double x) { return tanh_and_derivative(x).derivative; }, -400.0, 400.0, 23, 0xcc24a59afbb2acd9u);
  expect_bits<float>([](float x) { return math::tanh(x); }, -10.0, 10.0, 24, 0xc6ed7d7147c6a72u);
  expect_bits<float>([](float x) { return tanh_and_derivative(x).derivative; }, -50.0, 50.0, 25, 0x6a289b8c73e57487u);
}

}  // namespace
}  // namespace starling::math
