// One time step of every particle of a rank.
#pragma once

#include <cstdint>

#include "kernels/dynamics/step_limits.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/particles/particle_arrays.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/purpose.hpp"
#include "kernels/random/step_normals.hpp"
#include "kernels/random/uniform.hpp"

namespace starling {

/// Everything a step reads and writes; force and list_position are indexed like StateArrays::activity.
template <int D>
struct StepArrays {
  StateArrays<D> now;
  StateArrays<D> next;
  const double* force;    ///< one array per dimension, `now.stride` apart
  double* list_position;  ///< the same: where the neighbour lists were built; follows particles through the box faces
  const std::int32_t* id;
  std::int64_t owned;
};

/// Uniform numbers that a step of a dynamics takes.
template <class Dynamics>
inline constexpr int uniforms_of = 0;
template <class Dynamics>
requires requires { Dynamics::uniforms; }
inline constexpr int uniforms_of<Dynamics> = Dynamics::uniforms;

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
  static constexpr int uniforms = uniforms_of<Dynamics>;

  /// Raises `alarm` to the worst StepAlarm of the block's owned particles.
  STARLING_FUNCTION void operator()(std::int64_t block, int& alarm) const {
    const int worst = move(block * Lanes);
    alarm = worst > alarm ? worst : alarm;
  }

  STARLING_NOINLINE STARLING_FUNCTION int move(std::int64_t first) const {
    float normal[Dynamics::normals][Lanes];
    random::step_normals<Dynamics::normals, Lanes>(arrays.id + first, key, step, random::Purpose::dynamics, normal);
    double uniform[uniforms > 0 ? uniforms : 1][Lanes];
    if constexpr (uniforms > 0) {
      random::uniforms<uniforms, Lanes>(arrays.id + first, key, step, random::Purpose::dynamics_uniform, uniform);
    }
    const StateArrays<D>& now = arrays.now;
    const StateArrays<D>& next = arrays.next;
    const double* __restrict position = now.position + first * packed;
    double* __restrict next_position = next.position + first * packed;
    const std::int64_t owned_lanes = arrays.owned - first;
    // Largest values by their bits: non-negative numbers are ordered like them, a NaN or a negative is above all.
    std::int64_t moved_most = 0;
    std::int64_t drifted_most = 0;
    std::uint64_t outside = 0;
    STARLING_LANES
    for (std::int64_t lane = 0; lane < Lanes; ++lane) {
      const std::int64_t i = first + lane;
      double activity[components];
      double force[D];
      double noise[Dynamics::normals + uniforms];
      double displacement[D];
      double next_activity[components];
      for (int c = 0; c < Dynamics::activity_components; ++c) activity[c] = now.activity[c * now.stride + i];
      for (int d = 0; d < D; ++d) force[d] = arrays.force[d * now.stride + i];
      for (int n = 0; n < Dynamics::normals; ++n) noise[n] = normal[n][lane];
      for (int n = 0; n < uniforms; ++n) noise[Dynamics::normals + n] = uniform[n][lane];
      dynamics.step(activity, force, noise, displacement, next_activity);
      for (int c = 0; c < Dynamics::activity_components; ++c) {
        next.activity[c * next.stride + i] = next_activity[c];
      }
      double moved = 0.0;
      double drifted = 0.0;
      for (int d = 0; d < D; ++d) {
        const double coordinate = position[lane * packed + d] + displacement[d];
        const double since_list = coordinate - arrays.list_position[d * now.stride + i];
        next_position[lane * packed + d] = coordinate;
        moved = math::fma(displacement[d], displacement[d], moved);
        drifted = math::fma(since_list, since_list, drifted);
        outside |= math::bits_of(coordinate) < math::bits_of(box.edge[d]) ? 0 : 1;
      }
      const std::int64_t counts = lane < owned_lanes ? INT64_MAX : 0;
      moved_most = larger(moved_most, static_cast<std::int64_t>(math::bits_of(moved)) & counts);
      drifted_most = larger(drifted_most, static_cast<std::int64_t>(math::bits_of(drifted)) & counts);
    }
    copy_images(first);
    if (outside != 0) wrap_block(first);
    return static_cast<int>(alarm_of(math::double_of(moved_most), math::double_of(drifted_most)));
  }

 private:
  STARLING_FUNCTION static std::int64_t larger(std::int64_t a, std::int64_t b) { return a > b ? a : b; }

  STARLING_FUNCTION StepAlarm alarm_of(double moved, double drifted) const {
    // Negated comparisons, so that a NaN raises the alarm too.
    if (!(moved <= limits.displacement)) return StepAlarm::blow_up;
    if (!(drifted <= limits.stale)) return StepAlarm::stale;
    return drifted <= limits.soon ? StepAlarm::none : StepAlarm::soon;
  }

  STARLING_FUNCTION void copy_images(std::int64_t first) const {
    for (int d = 0; d < D; ++d) {
      const std::int32_t* __restrict from = arrays.now.image + d * arrays.now.stride + first;
      std::int32_t* __restrict to = arrays.next.image + d * arrays.next.stride + first;
      for (int lane = 0; lane < Lanes; ++lane) to[lane] = from[lane];
    }
  }

  /// Most blocks of most steps have nobody to wrap, so this is kept out of the loop above.
  STARLING_NOINLINE STARLING_FUNCTION void wrap_block(std::int64_t first) const {
    for (int d = 0; d < D; ++d) {
      const double edge = box.edge[d];
      for (std::int64_t i = first; i < first + Lanes; ++i) {
        double& coordinate = arrays.next.position[i * packed + d];
        const Wrapped wrapped = wrap(coordinate, edge);
        coordinate = wrapped.coordinate;
        arrays.next.image[d * arrays.next.stride + i] += wrapped.crossings;
        arrays.list_position[d * arrays.now.stride + i] -= wrapped.crossings * edge;
      }
    }
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
