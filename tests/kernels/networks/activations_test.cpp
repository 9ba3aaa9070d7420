// Activation functions: derivatives against differences, limits, and the same bits from every compiler.
#include "kernels/networks/activations.hpp"
#include "tests/kernels/networks/precisions.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace starling::testing {
namespace {

using networks::Derivatives;
using networks::Gelu;
using networks::Identity;
using networks::Silu;
using networks::Softplus;
using networks::Tanh;

using testing_support::is_single;

template <class Real>
class ActivationsIn : public ::testing::Test {};
using testing_support::Precisions;
TYPED_TEST_SUITE(ActivationsIn, Precisions);

template <class Activation>
void expect_derivatives_of_the_value() {
  constexpr double h = 1e-4;
  for (double x = -30.0; x < 30.0; x += 0.0173) {
    const Derivatives<double> f = Activation::derivatives(x);
    const Derivatives<double> above = Activation::derivatives(x + h);
    const Derivatives<double> below = Activation::derivatives(x - h);
    EXPECT_NEAR(f.first, (above.value - below.value) / (2 * h), 1e-7) << Activation::name << " " << x;
    EXPECT_NEAR(f.second, (above.first - below.first) / (2 * h), 1e-7) << Activation::name << " " << x;
    const Derivatives<float> single = Activation::derivatives(static_cast<float>(x));
    const Derivatives<double> same = Activation::derivatives(double{static_cast<float>(x)});
    EXPECT_NEAR(single.value, same.value, 4e-7 * std::fmax(1.0, std::fabs(x)));
    EXPECT_NEAR(single.first, same.first, 4e-7);
    EXPECT_NEAR(single.second, same.second, 4e-7);
  }
}

TEST(Activations, HaveTheDerivativesOfTheirValuesInBothPrecisions) {
  for_each_type<networks::Activations>(
      [](auto type) { expect_derivatives_of_the_value<typename decltype(type)::type>(); });
  expect_derivatives_of_the_value<Identity>();
}

TYPED_TEST(ActivationsIn, EveryNumberHasALimitAndNoNumberHasNone) {
  using Real = TypeParam;
  const Real infinity = std::numeric_limits<Real>::infinity();
  for_each_type<networks::Activations>([&](auto type) {
    using Activation = typename decltype(type)::type;
    const bool is_tanh = std::string(Activation::name) == "tanh";
    for (const Real x : {Real(300), Real(1e30), std::numeric_limits<Real>::max(), infinity}) {
      const Derivatives<Real> above = Activation::derivatives(x);
      EXPECT_EQ(above.value, is_tanh ? Real(1) : x) << Activation::name;
      EXPECT_NEAR(above.first, is_tanh ? 0.0 : 1.0, 2e-33) << Activation::name;
      EXPECT_NEAR(above.second, 0.0, 2e-33) << Activation::name;
      const Derivatives<Real> below = Activation::derivatives(-x);
      EXPECT_NEAR(below.value, is_tanh ? -1.0 : 0.0, 2e-33) << Activation::name;
      EXPECT_NEAR(below.first, 0.0, 2e-33) << Activation::name;
      EXPECT_NEAR(below.second, 0.0, 2e-33) << Activation::name;
    }
    const Derivatives<Real> none = Activation::derivatives(std::numeric_limits<Real>::quiet_NaN());
    EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.first) && std::isnan(none.second)) << Activation::name;
    EXPECT_FALSE(std::isnan(Activation::value(std::numeric_limits<Real>::denorm_min())));
  });
}

TYPED_TEST(ActivationsIn, TheyRiseWhereTheyShould) {
  using Real = TypeParam;
  for (Real x = -25; x < 25; x += Real(0.0625)) {
    const Real next = x + Real(0.0625);
    EXPECT_LE(std::fabs(Tanh::value(x)), Real(1)) << x;
    EXPECT_TRUE(x < -6 || next > 6 || Tanh::value(x) < Tanh::value(next)) << x;
    EXPECT_LT(Softplus::value(x), Softplus::value(next));
    EXPECT_TRUE(x < -1 || Silu::value(x) < Silu::value(next)) << x;
    EXPECT_TRUE(x < Real(-0.6) || Gelu::value(x) < Gelu::value(next)) << x;
    EXPECT_TRUE(next > Real(-1.3) || Silu::value(x) > Silu::value(next)) << x;
    EXPECT_TRUE(next > Real(-0.8) || x < -9 || Gelu::value(x) > Gelu::value(next)) << x;
  }
}

template <class Real>
std::uint64_t hashed(std::uint64_t hash, Real x) {
  using Pattern = std::conditional_t<is_single<Real>, std::uint32_t, std::uint64_t>;
  return (hash ^ std::bit_cast<Pattern>(x) ^ (hash >> 31)) * 0x9e3779b97f4a7c15u;
}

/// Hash of all derivatives over lanes on two grids, once they are found to be those of single calls.
template <class Activation, class Real>
std::uint64_t bits() {
  constexpr int count = 1 << 16;
  constexpr int middle = count / 2;
  std::vector<Real> x(count), value(count), first(count), second(count);
  for (int i = 0; i < count; ++i) x[i] = static_cast<Real>(i - middle) * (i % 2 == 0 ? Real(0x1p-12) : Real(0x1.9p-8));
  const Real* const in = x.data();
  Real* const out[3] = {value.data(), first.data(), second.data()};
  STARLING_LANES
  for (int i = 0; i < count; ++i) {
    const Derivatives<Real> f = Activation::derivatives(in[i]);
    out[0][i] = f.value;
    out[1][i] = f.first;
    out[2][i] = f.second;
  }
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (int i = 0; i < count; ++i) {
    const volatile Real alone = x[i];
    const Derivatives<Real> f = Activation::derivatives(Real(alone));
    EXPECT_TRUE(f.value == value[i] && f.first == first[i] && f.second == second[i]) << Activation::name << " " << x[i];
    EXPECT_EQ(Activation::value(Real(alone)), value[i]) << Activation::name << " " << x[i];
    hash = hashed(hashed(hashed(hash, value[i]), first[i]), second[i]);
  }
  return hash;
}

TEST(Activations, HaveTheRecordedBits) {
  EXPECT_EQ((bits<Silu, float>()), 0x7f2074a836b12b70u);
  EXPECT_EQ((bits<Silu, double>()), 0x81ae27a3f859d92bu);
  EXPECT_EQ((bits<Gelu, float>()), 0xea42345f31c93e21u);
  EXPECT_EQ((bits<Gelu, double>()), 0x2a8da2bce842d5dfu);
  EXPECT_EQ((bits<Tanh, float>()), 0x9fbf5959d930a169u);
  EXPECT_EQ((bits<Tanh, double>()), 0xd2e2d89f834dc796u);
  EXPECT_EQ((bits<Softplus, float>()), 0xd2ef58db4b9f3e8fu);
  EXPECT_EQ((bits<Softplus, double>()), 0x6abe19daa34dd194u);
}

TEST(Activations, AreChosenByName) {
  std::string chosen;
  const auto note = [&](auto type) { chosen = decltype(type)::type::name; };
  for (const char* name : {"silu", "gelu", "tanh", "softplus"}) {
    EXPECT_TRUE(visit_named<networks::Activations>(name, note));
    EXPECT_EQ(chosen, name);
  }
  EXPECT_FALSE(visit_named<networks::Activations>("identity", note));
}

}  // namespace
}  // namespace starling::testing
