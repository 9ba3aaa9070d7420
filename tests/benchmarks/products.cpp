// Measures matrix products against the core's own peak of fused multiply-adds, in CPU time. Prints a table.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>

#include "kernels/networks/product.hpp"

namespace {

using namespace starling::networks;

constexpr int repetitions = 31;
constexpr double least_seconds = 0.002;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Median seconds of one call of `work`, each measurement long enough for the clock.
template <class Work>
double median_seconds(const Work& work) {
  int calls = 1;
  for (;; calls *= 2) {
    const double begin = cpu_seconds();
    for (int call = 0; call < calls; ++call) work();
    if (cpu_seconds() - begin > least_seconds) break;
  }
  std::vector<double> seconds;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const double begin = cpu_seconds();
    for (int call = 0; call < calls; ++call) work();
    seconds.push_back((cpu_seconds() - begin) / calls);
  }
  std::nth_element(seconds.begin(), seconds.begin() + repetitions / 2, seconds.end());
  return seconds[repetitions / 2];
}

#if defined(STARLING_VECTOR_LANES_BYTES)

/// Keeps a register's value, of which the compiler then knows nothing.
template <class Register>
void hide(Register& value) {
  asm volatile("" : "+v"(value));
}

/// `steps` of each of twelve independent chains, which stay in registers.
template <class Real>
[[gnu::noinline]] void run_chains(int steps) {
  using Lanes = VectorLanes<Real>;
  auto factor = Lanes::zero();
  hide(factor);
  auto c0 = factor, c1 = factor, c2 = factor, c3 = factor, c4 = factor, c5 = factor, c6 = factor, c7 = factor,
       c8 = factor, c9 = factor, c10 = factor, c11 = factor;
  // Chains that the compiler knew to be equal would become one.
  const auto hide_all = [&] {
    hide(c0), hide(c1), hide(c2), hide(c3), hide(c4), hide(c5);
    hide(c6), hide(c7), hide(c8), hide(c9), hide(c10), hide(c11);
  };
  hide_all();
  for (int i = 0; i < steps; ++i) {
    c0 = Lanes::fma(c0, factor, factor), c1 = Lanes::fma(c1, factor, factor), c2 = Lanes::fma(c2, factor, factor);
    c3 = Lanes::fma(c3, factor, factor), c4 = Lanes::fma(c4, factor, factor), c5 = Lanes::fma(c5, factor, factor);
    c6 = Lanes::fma(c6, factor, factor), c7 = Lanes::fma(c7, factor, factor), c8 = Lanes::fma(c8, factor, factor);
    c9 = Lanes::fma(c9, factor, factor), c10 = Lanes::fma(c10, factor, factor), c11 = Lanes::fma(c11, factor, factor);
  }
  hide_all();
}

/// Billions of floating-point operations per second in registers; the best of a few medians, as a core that others
/// share, or that was idle, is slower for a while.
template <class Real>
double peak() {
  constexpr int steps = 10000;
  double seconds = 1.0;
  for (int turn = 0; turn < 5; ++turn) seconds = std::min(seconds, median_seconds([] { run_chains<Real>(steps); }));
  return 2e-9 * 12 * VectorLanes<Real>::count * steps / seconds;
}

#else

template <class Real>
double peak() {
  return 0.0;  // unknown here
}

#endif

/// Numbers that begin at a multiple of 64 bytes.
template <class Real>
class Numbers {
 public:
  explicit Numbers(std::int64_t count) : storage_(static_cast<std::size_t>(count + vector_columns<Real>)) {
    std::uint64_t state = 1;
    for (Real& number : storage_) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      number = static_cast<Real>(static_cast<double>(state >> 40) * 0x1p-24 - 0.5);
    }
  }
  Real* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    return storage_.data() + (64 - address % 64) % 64 / sizeof(Real);
  }

 private:
  std::vector<Real> storage_;
};

template <class Real>
void report(const char* kind, ProductShape shape, double rate_at_best, double seconds) {
  const double rate = 2e-9 * static_cast<double>(shape.rows * shape.depth * shape.columns) / seconds;
  std::printf("%-8s %-17s %5ld x %4ld x %4ld  %8.1f GF/s  %6.1f %%\n", sizeof(Real) == 4 ? "float" : "double", kind,
              static_cast<long>(shape.rows), static_cast<long>(shape.depth), static_cast<long>(shape.columns), rate,
              100.0 * rate / rate_at_best);
}

/// Rows times packed weights, with biases.
template <class Real>
void measure_forward(ProductShape shape, double rate_at_best) {
  Numbers<Real> left(shape.rows * shape.depth), weights(shape.depth * shape.columns),
      packed(packed_size<Real>(shape.depth, shape.columns)), biases(shape.columns), result(shape.rows * shape.columns);
  pack_panels<Real>(weights.data(), shape.columns, shape.depth, shape.columns, packed.data());
  const double seconds = median_seconds([&] {
    product<Real>(shape, as_left<Real>(left.data(), shape.depth), packed_panels<Real>(packed.data(), shape.depth),
                  {result.data(), shape.columns}, Start::bias, biases.data());
  });
  report<Real>("forward", shape, rate_at_best, seconds);
}

/// The transposed of rows times rows, added up.
template <class Real>
void measure_weight_gradient(ProductShape shape, double rate_at_best) {
  Numbers<Real> left(shape.rows * shape.depth), right(shape.depth * shape.columns), result(shape.rows * shape.columns);
  const double seconds = median_seconds([&] {
    product<Real>(shape, as_transposed_left<Real>(left.data(), shape.rows),
                  as_panels<Real>(right.data(), shape.columns), {result.data(), shape.columns}, Start::present);
  });
  report<Real>("weight gradient", shape, rate_at_best, seconds);
}

template <class Real>
void measure() {
  const double rate_at_best = peak<Real>();
  std::printf("%-8s peak %.1f GF/s\n", sizeof(Real) == 4 ? "float" : "double", rate_at_best);
  for (const ProductShape shape :
       {ProductShape{256, 256, 256}, {4096, 256, 256}, {4096, 64, 64}, {4096, 32, 32}, {4096, 2, 32}, {4096, 32, 16}})
    measure_forward<Real>(shape, rate_at_best);
  for (const ProductShape shape :
       {ProductShape{32, 1024, 32}, {32, 4096, 32}, {64, 4096, 64}, {256, 4096, 256}, {1, 4096, 32}})
    measure_weight_gradient<Real>(shape, rate_at_best);
  std::printf("%-8s peak %.1f GF/s after that\n", sizeof(Real) == 4 ? "float" : "double", peak<Real>());
}

}  // namespace

int main() {
  measure<float>();
  measure<double>();
  return 0;
}
