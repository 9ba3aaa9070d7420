// Backward draws of a rank's particles: the step of every smoother that is not a filter's own.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/key.hpp"
#include "kernels/state_space/backward.hpp"
#include "kernels/state_space/backward_exact.hpp"
#include "kernels/state_space/backward_trials.hpp"
#include "kernels/state_space/concepts.hpp"

namespace starling {

/// Trials before a draw from the whole law among `count` particles, which costs as much as some count / 4 of them: nearly
/// the best bound, whatever the chance of acceptance. Part of what is drawn.
STARLING_FUNCTION std::int32_t backward_trial_bound(std::int64_t count) {
  constexpr std::int64_t least = 16;
  constexpr std::int64_t most = 1 << 20;  // trials are numbered in 24 bits
  const std::int64_t bound = count / 4 < least ? least : count / 4;
  return static_cast<std::int32_t>(bound < most ? bound : most);
}

/// All draws of a block of particles: first by rejection, then those that are left.
template <HasTransitionDensity Model, int Lanes, int Block>
struct BackwardBlocks {
  BackwardTrials<Model, Lanes> trials;
  BackwardExact<Model> exact;

  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const BackwardDraws& arrays = trials.arrays;
    const std::int64_t first = block * Block;
    const int count = arrays.count - first < Block ? static_cast<int>(arrays.count - first) : Block;
    bool all_settled = true;
    for (int draw = 0; draw < arrays.draws; ++draw) {
      std::int32_t open[Block];
      for (int i = 0; i < count; ++i) open[i] = static_cast<std::int32_t>(first + i);
      const int left = trials.settle(open, count, draw);
      for (int i = 0; i < left; ++i) arrays.ancestor[std::int64_t{open[i]} * arrays.draws + draw] = -1;
      all_settled = all_settled && left == 0;
    }
    if (all_settled) return;
    for (int i = 0; i < count; ++i) {
      const auto particle = static_cast<std::int32_t>(first + i);
      bool settled = true;
      for (int draw = 0; draw < arrays.draws; ++draw)
        settled = settled && arrays.ancestor[std::int64_t{particle} * arrays.draws + draw] >= 0;
      if (!settled) exact.settle(particle);
    }
  }
};

/// Draws the ancestors at time - 1 of particles at `time`. The draws of a slot depend on the generation before, its state,
/// the key, the time and its number alone.
template <HasTransitionDensity Model>
void draw_backward(const Model& model, const BackwardDraws& draws, random::Key key, std::int64_t time) {
  constexpr int lanes = kernels_run_on_host ? 64 : 1;
  constexpr int block = kernels_run_on_host ? 1024 : 1;
  const std::int64_t blocks = (draws.count + block - 1) / block;
  const std::int32_t bound = backward_trial_bound(draws.before.count);
  Kokkos::parallel_for(
      "draw backward", IndexRange(0, blocks),
      BackwardBlocks<Model, lanes, block>{{model, draws, key, time, bound}, {model, draws, key, time}});
}

}  // namespace starling
