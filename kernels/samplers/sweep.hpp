// A step of every parameter of every chain, with noise.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/samplers/chain_arrays.hpp"

namespace starling::samplers {

// A step is a device struct of pointers to the chains' arrays. `coefficients` is how many numbers it is given per chain,
// which depend on step length, temperature and the like:
//   static constexpr int coefficients;
//   void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const;
// It moves the parameter at place `at` of the arrays and touches no other; `noise` is a standard normal number.

/// Parameters that one thread takes: a block of lanes on a host, a quad on a device, with the same bits.
inline constexpr int sweep_quads = kernels_run_on_host ? 32 : 1;

/// The quads [block * Quads, ...) of all chains' quads, one after the other.
template <class Step, int Quads>
struct SweepBlocks {
  static constexpr int lanes = Quads * random::parameters_per_draw;

  ChainShape shape;
  ChainNoise noise;
  const double* coefficients;  ///< of chain c: coefficients[c * Step::coefficients + k]
  Step step;

  STARLING_FUNCTION void operator()(std::int64_t block) const { advance(block * Quads); }

  STARLING_NOINLINE STARLING_FUNCTION void advance(std::int64_t first) const {
    const std::int64_t quads_each = shape.quads_each();
    const std::int64_t left = shape.quads() - first;
    const int quads = left < Quads ? static_cast<int>(left) : Quads;
    std::int32_t quad[Quads];
    std::int32_t key_low[Quads];
    std::int32_t key_high[Quads];
    double own[Step::coefficients][lanes];
    std::int64_t chain = first / quads_each;
    std::int64_t place = first - chain * quads_each;
    for (int q = 0; q < Quads; ++q) {
      quad[q] = static_cast<std::int32_t>(place);
      key_low[q] = static_cast<std::int32_t>(noise.keys[chain].low);
      key_high[q] = static_cast<std::int32_t>(noise.keys[chain].high);
      for (int k = 0; k < Step::coefficients; ++k) {
        const double value = coefficients[chain * Step::coefficients + k];
        for (int n = 0; n < random::parameters_per_draw; ++n) own[k][random::parameters_per_draw * q + n] = value;
      }
      if (q + 1 < quads && ++place == quads_each) {
        place = 0;
        ++chain;
      }
    }
    double normal[lanes];
    random::parameter_normals<Quads>(quad, key_low, key_high, noise.step, noise.purpose, normal);
    silence_padding(quad, normal);
    const std::int64_t at = first * random::parameters_per_draw;
    const int count = quads * random::parameters_per_draw;
    STARLING_LANES
    for (int lane = 0; lane < count; ++lane) {
      double k[Step::coefficients];
      for (int c = 0; c < Step::coefficients; ++c) k[c] = own[c][lane];
      step(at + lane, k, normal[lane]);
    }
  }

  /// What is beyond a chain's parameters has no noise.
  STARLING_FUNCTION void silence_padding(const std::int32_t (&quad)[Quads], double (&normal)[lanes]) const {
    constexpr int each = random::parameters_per_draw;
    const std::int64_t beyond = shape.stride - shape.parameters;
    if (beyond == 0) return;
    const auto last = static_cast<std::int32_t>(shape.quads_each() - 1);
    for (int q = 0; q < Quads; ++q) {
      if (quad[q] != last) continue;
      for (int n = each - static_cast<int>(beyond); n < each; ++n) normal[each * q + n] = 0.0;
    }
  }
};

/// Steps all parameters of all chains. The noise of a parameter depends on its chain's key and its number alone.
template <class Step>
void sweep(const ChainShape& shape, const ChainNoise& noise, const double* coefficients, const Step& step) {
  Kokkos::parallel_for("step chains", IndexRange(0, (shape.quads() + sweep_quads - 1) / sweep_quads),
                       SweepBlocks<Step, sweep_quads>{shape, noise, coefficients, step});
}

/// The same for a step without noise, void operator()(at, k).
template <class Step>
struct QuietParameters {
  ChainShape shape;
  const double* coefficients;
  Step step;

  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    double k[Step::coefficients];
    for (int c = 0; c < Step::coefficients; ++c) k[c] = coefficients[chain * Step::coefficients + c];
    STARLING_LANES
    for (std::int64_t i = 0; i < shape.parameters; ++i) step(chain * shape.stride + i, k);
  }
};

template <class Step>
void quiet_sweep(const ChainShape& shape, const double* coefficients, const Step& step) {
  Kokkos::parallel_for("step chains", IndexRange(0, shape.chains), QuietParameters<Step>{shape, coefficients, step});
}

}  // namespace starling::samplers
