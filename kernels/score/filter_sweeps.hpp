// The sweeps that make the vectors which reach far, and random probes that give their own tangents.
#pragma once

#include "kernels/random/philox.hpp"
#include "kernels/score/filter_vectors.hpp"
#include "kernels/score/physics_sweeps.hpp"

namespace starling::score {

/// Probes that a particle may have: their signs are the bits of one word for each dimension.
inline constexpr int most_probes = 16;

/// Vectors of all particles side by side, which sweeps take together: component d of column c of particle i is
/// data[(c D + d) stride + i]. Column 0 is of the velocity, the others of probes.
template <int D>
struct VectorColumns {
  double* data;
  int columns;
  std::int64_t stride;

  [[nodiscard]] STARLING_FUNCTION double& at(int column, int d, std::int64_t i) const {
    return data[(column * D + d) * stride + i];
  }
};

/// The velocity, and signs +-1 of each probe, of the first `count` particles. Signs are a function of the particle's id and of
/// where it is: a configuration always has the same ones, two configurations have others.
template <int D>
void start_columns(const PhysicsArrays<D>& physics, const double* position, const std::int32_t* id,
                   const VectorColumns<D>& out, std::int64_t count) {
  Kokkos::parallel_for(
      "start columns", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        const std::uint64_t place = math::bits_of(position[i * packed_stride<D>]);
        const random::Words words = random::philox(
            random::make_counter(static_cast<std::uint32_t>(id[i]), place, random::Purpose::probe, 0), random::Key{});
        for (int d = 0; d < D; ++d) {
          out.at(0, d, i) = physics.number(physics.vector[velocity], d, i);
          for (int c = 1; c < out.columns; ++c) out.at(c, d, i) = (words.w[d] >> (c - 1) & 1u) != 0u ? 1.0 : -1.0;
        }
      });
}

/// out = scale in for the first `count` particles.
template <int D>
void scale_columns(const VectorColumns<D>& in, double scale, const VectorColumns<D>& out, std::int64_t count) {
  Kokkos::parallel_for(
      "scale columns", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        for (int c = 0; c < in.columns; ++c) {
          for (int d = 0; d < D; ++d) out.at(c, d, i) = scale * in.at(c, d, i);
        }
      });
}

/// One step of a recurrence.
struct RecurrenceStep {
  double diagonal;
  double side;
  double scale;
};

/// Vectors of a configuration that is far stiffer than what its polynomials were made for, such as an overlapping start, end
/// here, so that whatever is made of them is a number.
inline constexpr double longest_column = 1e30;

/// x within its bounds; also where it is none.
STARLING_FUNCTION double bounded_component(double x) {
  if (x < longest_column) return x > -longest_column ? x : -longest_column;
  return longest_column;
}

/// out = scale ((H - diagonal) in - side before) for the first `count` particles; `before` is read where side is not 0.
template <int D, class Force, class External>
void sweep_recurrence(const SweepSource<D, Force, External>& source, const RecurrenceStep& step,
                      const VectorColumns<D>& in, const VectorColumns<D>& before, const VectorColumns<D>& out,
                      std::int64_t count) {
  Kokkos::parallel_for(
      "sweep recurrence", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double here[1 + most_probes][D];
        double sum[1 + most_probes][D];
        apply_response(source, i, in.columns, here, sum, [&](int c, std::int64_t j, double* there) {
          for (int d = 0; d < D; ++d) there[d] = in.at(c, d, j);
        });
        for (int c = 0; c < in.columns; ++c) {
          for (int d = 0; d < D; ++d) {
            double next = sum[c][d] - step.diagonal * here[c][d];
            if (step.side != 0.0) next -= step.side * before.at(c, d, i);
            out.at(c, d, i) = bounded_component(step.scale * next);
          }
        }
      });
}

/// Stores vector `filter` of the first `count` particles and, from what has become of the probes, the block of its own
/// tangents: for independent signs z the mean of (p(H) z)_i z_i^T is the block p(H)_ii.
template <int D>
void store_filter(const VectorColumns<D>& start, const VectorColumns<D>& now, int filter, float* out,
                  std::int64_t count) {
  Kokkos::parallel_for(
      "store filter", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        float* const numbers = out + i * filter_numbers<D>;
        for (int d = 0; d < D; ++d) {
          numbers[filter * D + d] = static_cast<float>(now.at(0, d, i));
          for (int e = 0; e < D; ++e) {
            double mean = 0.0;
            for (int c = 1; c < now.columns; ++c) mean += now.at(c, d, i) * start.at(c, e, i);
            numbers[filter_vectors * D + (filter * D + d) * D + e] = static_cast<float>(mean / (now.columns - 1));
          }
        }
      });
}

}  // namespace starling::score
