// One stage of any linear solver: evaluate a field at one vector of every particle, and combine vectors and noise.
#pragma once

#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling {

/// Vectors that a combination may add up.
inline constexpr int most_stage_terms = 8;

/// factor * vector.
struct StageTerm {
  int vector;
  double factor;
};

/// V[output] = F(V[input]), unless output < 0 (then nothing is evaluated);
/// V[result] = sum of terms + noise * normals, unless result < 0.
struct StageWork {
  int input = 0;
  int output = -1;
  int result = -1;
  int terms = 0;
  StageTerm term[most_stage_terms] = {};
  double noise = 0.0;
};

/// This rank's particles: component c of vector v of local slot j is column[(v * dimension + c) * stride + j].
struct ParticleVectors {
  double* column;
  std::int64_t stride;
  int dimension;
  std::int64_t first_slot;
  std::int64_t count;
};

/// The work of a group of slots.
template <int Lanes>
struct LinearStageBlocks {
  FieldView field;
  StageWork work;
  ParticleVectors particles;
  random::Key key;
  std::uint64_t step;

  STARLING_FUNCTION void operator()(std::int64_t group) const {
    const std::int64_t first = group * Lanes - particles.first_slot;
    const LaneRange range = own_lanes<Lanes>(first, particles.count);
    if (work.output >= 0) evaluate(first, range);
    if (work.result >= 0) {
      for (int c = 0; c < particles.dimension; ++c) combine(group, first, range, c);
    }
  }

  [[nodiscard]] STARLING_FUNCTION double* column(int vector, int c, std::int64_t first) const {
    return particles.column + (static_cast<std::int64_t>(vector) * particles.dimension + c) * particles.stride + first;
  }

  /// Part of the components by part, so that there may be any number of them.
  STARLING_NOINLINE STARLING_FUNCTION void evaluate(std::int64_t first, const LaneRange& range) const {
    double responsibility[most_field_components][Lanes];
    double log_density[Lanes];
    double so_far[Lanes];
    double value[Lanes];
    for (int begin = 0; begin < field.components; begin += most_field_components) {
      const FieldView part = field.part(begin, most_field_components);
      find_responsibilities<Lanes>(part, {column(work.input, 0, first), particles.stride}, range, responsibility,
                                   log_density);
      if (begin > 0) {
        share(so_far, log_density);
      } else {
        for (int lane = 0; lane < Lanes; ++lane) so_far[lane] = log_density[lane];
      }
      for (int c = 0; c < particles.dimension; ++c) {
        field_component<Lanes>(part, responsibility, c, column(work.input, c, first), range, value);
        double* const __restrict to = column(work.output, c, first);
        if (begin == 0) {
          for (int lane = range.begin; lane < range.end; ++lane) to[lane] = value[lane];
        } else {
          for (int lane = range.begin; lane < range.end; ++lane)
            to[lane] = math::fma(log_density[lane], value[lane] - to[lane], to[lane]);
        }
      }
    }
  }

  /// Makes of the log densities of what came before and of a part the log of their sum, and the part's share.
  STARLING_FUNCTION static void share(double* __restrict so_far, double* __restrict part) {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double largest = so_far[lane] > part[lane] ? so_far[lane] : part[lane];
      const double mine = math::exp(part[lane] - largest);
      const double sum = math::exp(so_far[lane] - largest) + mine;
      so_far[lane] = largest + math::log(sum);
      part[lane] = mine / sum;
    }
  }

  STARLING_NOINLINE STARLING_FUNCTION void combine(std::int64_t group, std::int64_t first, const LaneRange& range,
                                                   int c) const {
    double value[Lanes] = {};
    if (work.noise != 0.0) {
      random::slot_normal_row<Lanes>(group * Lanes, key, step, random::Purpose::diffusion_step, c, value);
      for (int lane = 0; lane < Lanes; ++lane) value[lane] *= work.noise;
    }
    for (int t = 0; t < work.terms; ++t) {
      const double factor = work.term[t].factor;
      const double* const __restrict from = column(work.term[t].vector, c, first);
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) value[lane] = math::fma(factor, from[lane], value[lane]);
    }
    double* const __restrict to = column(work.result, c, first);
    for (int lane = range.begin; lane < range.end; ++lane) to[lane] = value[lane];
  }
};

/// Does a stage for all particles of this rank; `step` numbers the noise.
inline void do_stage(const FieldView& field, const StageWork& work, const ParticleVectors& particles, random::Key key,
                     std::uint64_t step) {
  Kokkos::parallel_for("linear stage", groups_of_slots(particles.first_slot, particles.count),
                       LinearStageBlocks<field_lanes>{field, work, particles, key, step});
}

}  // namespace starling
