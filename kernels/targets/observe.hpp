// Points that see more observations.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/targets/arrays.hpp"
#include "kernels/targets/start.hpp"

namespace starling {

/// Sees blocks of `Lanes` points.
template <class Target, int Lanes>
struct ObservationBlocks {
  Target target;
  TargetPoints points;
  std::int64_t count;
  double* log_weight;

  STARLING_FUNCTION void operator()(std::int64_t block) const { observe(block * Lanes); }

  STARLING_NOINLINE STARLING_FUNCTION void observe(std::int64_t first) const {
    const std::int64_t left = count - first;
    const int lanes = left < Lanes ? static_cast<int>(left) : Lanes;
    double state[most_target_dimensions][Lanes];
    double gained[Lanes];
    for (int c = 0; c < target.dimension; ++c) {
      // Lanes beyond the last point repeat it.
      for (int lane = 0; lane < Lanes; ++lane)
        state[c][lane] = points.column[c * points.stride + first + (lane < lanes ? lane : lanes - 1)];
    }
    target.template log_likelihood<Lanes>(state, gained);
    double* const log_likelihood = points.column + (target.dimension + 1) * points.stride + first;
    for (int lane = 0; lane < lanes; ++lane) {
      log_likelihood[lane] += gained[lane];
      log_weight[first + lane] += gained[lane];
    }
  }
};

/// Adds the target's log likelihood to that of each point and to its log weight.
template <StaticTargetModel Target>
void observe_points(const Target& target, const TargetPoints& points, std::int64_t count, double* log_weight) {
  constexpr int lanes = kernels_run_on_host ? target_lanes : 1;
  Kokkos::parallel_for("observe points", IndexRange(0, (count + lanes - 1) / lanes),
                       ObservationBlocks<Target, lanes>{target, points, count, log_weight});
}

}  // namespace starling
