// Sweeps over a force's neighbours that give the vectors of the physics: each is one pass, with ghosts brought up to date
// in between.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/forces/external/sweep.hpp"
#include "kernels/forces/pair_observations.hpp"
#include "kernels/score/moving_vectors.hpp"
#include "kernels/score/physics_arrays.hpp"

namespace starling::score {

/// The pair (i, j) under a force, its terms over `rate`.
template <int D, class Force>
STARLING_FUNCTION Edge<D> make_edge(const Force& pair, const double* position, std::int64_t i, std::int64_t j,
                                    const Box<D>& box, double rate) {
  Edge<D> edge{};
  double r2 = 0.0;
  for (int d = 0; d < D; ++d) {
    edge.displacement[d] =
        minimum_image(position[i * packed_stride<D> + d] - position[j * packed_stride<D> + d], box.edge[d]);
    r2 = math::fma(edge.displacement[d], edge.displacement[d], r2);
  }
  edge.distance = std::sqrt(r2);
  edge.neighbour = static_cast<std::int32_t>(j);
  if (r2 < pair.cutoff * pair.cutoff && r2 > 0.0) {
    const PairTerms terms = pair.terms(r2);
    edge.slope = terms.derivative / rate;
    edge.over_distance = terms.force_over_distance / rate;
  }
  return edge;
}

/// Calls visit(edge) for every pair of particle i within the force's range, in ascending global id.
template <int D, class Force, class Visit>
STARLING_FUNCTION void for_each_edge(const Force& pair, const PairArrays<D>& arrays, std::int64_t i, double rate,
                                     const Visit& visit) {
  for_each_listed(arrays.list, i, [&](std::int32_t j) {
    const Edge<D> edge = make_edge<D>(pair, arrays.position, i, j, arrays.box, rate);
    if (edge.distance < pair.cutoff && edge.distance > 0.0) visit(edge);
  });
}

/// The gradient of the external force on particle i over `rate`.
template <int D, class External>
STARLING_FUNCTION SymmetricMatrix<D> external_gradient(const External& external, const StateArrays<D>& state,
                                                       const Box<D>& box, std::int64_t i, double rate) {
  SymmetricMatrix<D> gradient = external_terms(external, state, box, i).gradient;
  for (double& entry : gradient.entry) entry /= rate;
  return gradient;
}

/// Writes a particle's place.
template <int D>
STARLING_FUNCTION void store_place(const ExternalPlace<D>& place, const PhysicsArrays<D>& out, std::int64_t i) {
  int n = 0;
  for (int d = 0; d < D; ++d) out.number(out.place, n++, i) = place.vector[d];
  for (int d = 0; d < D; ++d) out.number(out.place, n++, i) = place.slope[d];
  out.number(out.place, n++, i) = place.mark;
  for (int d = 0; d < D; ++d) out.number(out.place, n++, i) = place.mark_slope[d];
}

/// What a sweep reads besides the vectors.
template <int D, class Force, class External>
struct SweepSource {
  Force pair;
  External external;
  PairArrays<D> arrays;
  StateArrays<D> state;
  bool listed;  ///< whether there are lists; without, there are no pairs
  double rate;
};

/// Stiffness, its square's other half, velocity and place of the first `count` particles; their forces must be good. `unit`
/// is that of forces.
template <int D, class Force, class External>
void sweep_stiffness(const SweepSource<D, Force, External>& source, const PhysicsArrays<D>& out, double unit,
                     std::int64_t count) {
  Kokkos::parallel_for(
      "sweep stiffness", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        SymmetricMatrix<D> sum = external_gradient(source.external, source.state, source.arrays.box, i, source.rate);
        SymmetricMatrix<D> squares{};
        if (source.listed) {
          for_each_edge<D>(source.pair, source.arrays, i, source.rate, [&](const Edge<D>& edge) {
            const SymmetricMatrix<D> gradient = pair_gradient(edge);
            sum += gradient;
            squares += square(gradient);
          });
        }
        out.store(out.stiffness, i, sum);
        out.store(out.squared_stiffness, i, squares);
        double here[D];
        out.load(drive, i, here);
        for (int d = 0; d < D; ++d) here[d] += source.arrays.force[d * source.arrays.stride + i] / unit;
        out.store(velocity, i, here);
        if (out.place != nullptr) {
          const Place<D> at = place_of(source.state, source.arrays.box, i);
          store_place<D>(source.external.place(at.position, at.unwrapped), out, i);
        }
      });
}

/// sum[c] = (H y_c)_i for `columns` vectors y_c, of which load(c, j, out) gives that of particle j; here[c] becomes y_c of i.
template <int D, class Force, class External, class Load>
STARLING_FUNCTION void apply_response(const SweepSource<D, Force, External>& source, std::int64_t i, int columns,
                                      double (*here)[D], double (*sum)[D], const Load& load) {
  const SymmetricMatrix<D> own = external_gradient(source.external, source.state, source.arrays.box, i, source.rate);
  for (int c = 0; c < columns; ++c) {
    load(c, i, here[c]);
    own.apply(here[c], sum[c]);
  }
  if (!source.listed) return;
  for_each_edge<D>(source.pair, source.arrays, i, source.rate, [&](const Edge<D>& edge) {
    const SymmetricMatrix<D> gradient = pair_gradient(edge);
    for (int c = 0; c < columns; ++c) {
      double apart[D];
      double added[D];
      load(c, edge.neighbour, apart);
      for (int d = 0; d < D; ++d) apart[d] = here[c][d] - apart[d];
      gradient.apply(apart, added);
      for (int d = 0; d < D; ++d) sum[c][d] += added[d];
    }
  });
}

/// to = H from, for the first `count` particles.
template <int D, class Force, class External>
void sweep_response(const SweepSource<D, Force, External>& source, const PhysicsArrays<D>& out, int from, int to,
                    std::int64_t count) {
  Kokkos::parallel_for(
      "sweep response", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double here[1][D];
        double sum[1][D];
        apply_response(source, i, 1, here, sum,
                       [&](int /*column*/, std::int64_t j, double* there) { out.load(from, j, there); });
        out.store(to, i, sum[0]);
      });
}

/// ln |r|^2 and arsinh tr S of the first `count` particles or ghosts.
template <int D>
void sweep_logarithms(const PhysicsArrays<D>& out, std::int64_t count) {
  Kokkos::parallel_for(
      "sweep logarithms", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double there[D];
        out.load(velocity, i, there);
        double square = 0.0;
        for (int d = 0; d < D; ++d) square += there[d] * there[d];
        out.number(out.logarithm, 0, i) = 2.0 * half_logarithm(square);
        out.number(out.logarithm, 1, i) = math::arsinh(out.matrix(out.stiffness, i).trace());
      });
}

/// The numbers of the first `count` particles or ghosts from one layout to another.
template <int D>
void copy_physics(const PhysicsArrays<D>& from, const PhysicsArrays<D>& to, std::int64_t count) {
  Kokkos::parallel_for(
      "copy physics", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        const auto copy = [&](double* source, double* target, int components) {
          for (int c = 0; c < components; ++c) to.number(target, c, i) = from.number(source, c, i);
        };
        for (int k = 0; k < physics_vectors; ++k) copy(from.vector[k], to.vector[k], D);
        copy(from.stiffness, to.stiffness, SymmetricMatrix<D>::entries);
        copy(from.squared_stiffness, to.squared_stiffness, SymmetricMatrix<D>::entries);
        copy(from.logarithm, to.logarithm, 2);
        if (from.place != nullptr) copy(from.place, to.place, place_numbers<D>);
      });
}

}  // namespace starling::score
