// Points drawn from a target's prior, with their log densities.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/targets/arrays.hpp"
#include "kernels/targets/normal_lanes.hpp"

namespace starling {

/// Points that kernels work on side by side on hosts; one on devices, with the same bits.
inline constexpr int target_lanes = 32;

/// Draws blocks of `Lanes` points.
template <class Target, int Lanes>
struct StartBlocks {
  Target target;
  ChainSlots slots;
  random::Key key;

  STARLING_FUNCTION void operator()(std::int64_t block) const { draw(block * Lanes); }

  STARLING_NOINLINE STARLING_FUNCTION void draw(std::int64_t first) const {
    std::int32_t entity[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) entity[lane] = static_cast<std::int32_t>(slots.first_slot + first + lane);
    double normal[most_start_normals][Lanes];
    double state[most_target_dimensions][Lanes];
    double log_prior[Lanes];
    double log_likelihood[Lanes];
    random::normal_rows<Lanes>(entity, key, 0, random::Purpose::target_start, target.start_normals(), normal);
    target.template start<Lanes>(normal, state);
    target.template log_prior<Lanes>(state, log_prior);
    target.template log_likelihood<Lanes>(state, log_likelihood);
    const std::int64_t left = slots.count - first;
    const int lanes = left < Lanes ? static_cast<int>(left) : Lanes;
    double* const to = slots.to.column + first;
    for (int c = 0; c < target.dimension; ++c) {
      for (int lane = 0; lane < lanes; ++lane) to[c * slots.to.stride + lane] = state[c][lane];
    }
    for (int lane = 0; lane < lanes; ++lane) {
      to[target.dimension * slots.to.stride + lane] = log_prior[lane];
      to[(target.dimension + 1) * slots.to.stride + lane] = log_likelihood[lane];
    }
  }
};

/// Fills slots with points from the prior. Noise depends on the slot's number only.
template <StaticTargetModel Target>
void start_points(const Target& target, const ChainSlots& slots, random::Key key) {
  constexpr int lanes = kernels_run_on_host ? target_lanes : 1;
  Kokkos::parallel_for("start points", IndexRange(0, (slots.count + lanes - 1) / lanes),
                       StartBlocks<Target, lanes>{target, slots, key});
}

}  // namespace starling
