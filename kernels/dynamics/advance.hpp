// One time step of every particle of a rank.
#pragma once

#include <cstdint>

#include "kernels/dynamics/step_limits.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/purpose.hpp"

namespace starling {

/// Everything a step reads and writes; force and list_position are indexed like StateArrays::position and activity.
template <int D>
struct StepArrays {
  StateArrays<D> now;
  StateArrays<D> next;
  const double* force;          ///< one array a dimension, `now.stride` apart
  const double* list_position;  ///< packed positions at which the neighbour lists were built
  const std::int32_t* id;
  std::int64_t owned;
};

/// Moves a block of `Lanes` particles; instantiated with block_lanes on hosts and 1 on devices, with the same bits.
template <int D, class Dynamics, int Lanes>
struct AdvanceBlocks {
  Dynamics dynamics;
  StepArrays<D> arrays;
  Box<D> box;
  StepLimits limits;
  random::Key key;
  std::uint64_t step;

  static constexpr int components = Dynamics::activity_components > 0 ? Dynamics::activity_components : 1;
  static constexpr int packed = packed_stride<D>;

  /// Raises `alarm` to the worst StepAlarm of the block's owned particles.
  STARLING_FUNCTION void operator()(std::int64_t block, int& alarm) const {
    const int worst = move(block * Lanes);
    alarm = worst > alarm ? worst : alarm;
  }

  STARLING_NOINLINE STARLING_FUNCTION int move(std::int64_t first) const {
    double normal[Dynamics::normals][Lanes];
    random::normals<Dynamics::normals, Lanes>(arrays.id + first, key, step, random::Purpose::dynamics, normal);
    const StateArrays<D>& now = arrays.now;
    const StateArrays<D>& next = arrays.next;
    const double* __restrict position = now.position + first * packed;
    const double* __restrict listed = arrays.list_position + first * packed;
    double* __restrict next_position = next.position + first * packed;
    const std::int64_t owned_lanes = arrays.owned - first;
    std::int64_t soon = 0;
    std::int64_t stale = 0;
    std::int64_t blow_up = 0;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int64_t i = first + lane;
      double activity[components];
      double force[D];
      double noise[Dynamics::normals];
      double displacement[D];
      double next_activity[components];
      for (int c = 0; c < Dynamics::activity_components; ++c) activity[c] = now.activity[c * now.stride + i];
      for (int d = 0; d < D; ++d) force[d] = arrays.force[d * now.stride + i];
      for (int n = 0; n < Dynamics::normals; ++n) noise[n] = normal[n][lane];
      dynamics.step(activity, force, noise, displacement, next_activity);
      for (int c = 0; c < Dynamics::activity_components; ++c) {
        next.activity[c * next.stride + i] = next_activity[c];
      }
      double moved = 0.0;
      double drifted = 0.0;
      for (int d = 0; d < D; ++d) {
        const Wrapped wrapped = wrap(position[lane * packed + d] + displacement[d], box.edge[d]);
        const double since_list = minimum_image(wrapped.coordinate - listed[lane * packed + d], box.edge[d]);
        next_position[lane * packed + d] = wrapped.coordinate;
        next.image[d * next.stride + i] = now.image[d * now.stride + i] + wrapped.crossings;
        moved += displacement[d] * displacement[d];
        drifted += since_list * since_list;
      }
      // Negated comparisons, so that a NaN raises the alarm too.
      const std::int64_t counts = lane < owned_lanes ? 1 : 0;
      soon |= drifted <= limits.soon ? 0 : counts;
      stale |= drifted <= limits.stale ? 0 : counts;
      blow_up |= moved <= limits.displacement ? 0 : counts;
    }
    return static_cast<int>(blow_up != 0 ? StepAlarm::blow_up
                            : stale != 0 ? StepAlarm::stale
                            : soon != 0  ? StepAlarm::soon
                                         : StepAlarm::none);
  }
};

/// Advances all owned particles by one step and returns the worst alarm.
template <int D, class Dynamics>
StepAlarm advance(const Dynamics& dynamics, const StepArrays<D>& arrays, const Box<D>& box, const StepLimits& limits,
                  random::Key key, std::uint64_t step) {
  constexpr int lanes = kernels_run_on_host ? block_lanes : 1;
  int alarm = 0;
  const std::int64_t blocks = whole_blocks(arrays.owned) / lanes;
  Kokkos::parallel_reduce("advance", IndexRange(0, blocks),
                          AdvanceBlocks<D, Dynamics, lanes>{dynamics, arrays, box, limits, key, step},
                          Kokkos::Max<int>(alarm));
  return static_cast<StepAlarm>(alarm);
}

}  // namespace starling
