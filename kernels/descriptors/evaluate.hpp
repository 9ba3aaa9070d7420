// The symmetry functions of one atom and their derivatives by the displacements of its neighbours.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/cutoffs.hpp"
#include "kernels/descriptors/symmetry_functions.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// Radial parts of function_lanes functions at one distance.
struct RadialValues {
  double value[function_lanes];
  double slope[function_lanes];  ///< by the distance
};

/// h(r) of every lane and its derivative, both 0 from the lane's radius on. No element is asked for.
template <class Cutoff>
STARLING_FUNCTION void radial_parts(const RadialLanes& lanes, double r, RadialValues& out) {
  STARLING_LANES
  for (int lane = 0; lane < function_lanes; ++lane) {
    const double x = r / lanes.radius[lane];
    const double apart = r - lanes.shift[lane];
    const ValueAndSlope f = Cutoff::at(x < 1.0 ? x : 1.0);
    const double gauss = x < 1.0 ? math::exp(-lanes.eta[lane] * apart * apart) : 0.0;
    out.value[lane] = gauss * f.value;
    out.slope[lane] = gauss * math::fma(-2.0 * lanes.eta[lane] * apart, f.value, f.slope / lanes.radius[lane]);
  }
}

/// p^n for whole n >= 0 of each lane, by squaring.
STARLING_FUNCTION void lane_powers(const double (&base)[function_lanes], const std::int32_t (&exponent)[function_lanes],
                                   int most, double (&power)[function_lanes]) {
  double square[function_lanes];
  STARLING_LANES
  for (int lane = 0; lane < function_lanes; ++lane) {
    square[lane] = base[lane];
    power[lane] = 1.0;
  }
  for (int bit = 1; bit <= most; bit *= 2) {
    STARLING_LANES
    for (int lane = 0; lane < function_lanes; ++lane) {
      power[lane] = (exponent[lane] & bit) != 0 ? power[lane] * square[lane] : power[lane];
      square[lane] = square[lane] * square[lane];
    }
  }
}

/// What the kernel works in: numbers of one atom with up to `neighbours` neighbours. `derivatives` has three rows per
/// neighbour, by x, y and z of its displacement, of functions.lanes() columns, as `values` has.
struct AtomScratch {
  double* values;
  double* derivatives;
  double* distance;     ///< of each neighbour
  RadialValues* parts;  ///< of each neighbour and block of angular functions

  STARLING_FUNCTION static std::int64_t size(int lanes, int angular_lanes, std::int64_t neighbours) {
    return lanes + neighbours * (3 * lanes + 2 * angular_lanes + function_lanes);
  }
  STARLING_FUNCTION AtomScratch(double* memory, int lanes, int angular_lanes, std::int64_t neighbours)
      : values(memory),
        derivatives(memory + lanes),
        distance(derivatives + 3 * lanes * neighbours + 2 * angular_lanes * neighbours),
        parts(reinterpret_cast<RadialValues*>(derivatives + 3 * lanes * neighbours)) {}
};

/// The terms of pair (j, k) in one block of angular functions: added to the values and to the six rows of derivatives.
struct AngularPair {
  const Neighbour& first;
  const Neighbour& second;
  double first_distance;
  double second_distance;
  double* values;
  double* first_rows;  ///< by the first's displacement, `stride` between axes
  double* second_rows;
  std::int64_t stride;
};

template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void add_angular_pair(const AngularLanes& lanes, const RadialValues& h1,
                                                          const RadialValues& h2, const AngularPair& pair) {
  const double* const a = pair.first.displacement;
  const double* const b = pair.second.displacement;
  const double inverse1 = 1.0 / pair.first_distance;
  const double inverse2 = 1.0 / pair.second_distance;
  const double dot = math::fma(a[2], b[2], math::fma(a[1], b[1], a[0] * b[0]));
  const double cosine = dot * inverse1 * inverse2;

  RadialValues h3;
  double inverse3 = 0.0;
  if (lanes.any_narrow != 0) {
    const double c[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    const double distance3 = std::sqrt(math::fma(c[2], c[2], math::fma(c[1], c[1], c[0] * c[0])));
    inverse3 = 1.0 / distance3;
    radial_parts<Cutoff>(lanes.radial, distance3, h3);
    STARLING_LANES
    for (int lane = 0; lane < function_lanes; ++lane) {
      h3.value[lane] = lanes.narrow[lane] != 0 ? h3.value[lane] : 1.0;
      h3.slope[lane] = lanes.narrow[lane] != 0 ? h3.slope[lane] : 0.0;
    }
  } else {
    for (int lane = 0; lane < function_lanes; ++lane) {
      h3.value[lane] = 1.0;
      h3.slope[lane] = 0.0;
    }
  }

  double base[function_lanes];
  double power[function_lanes];  // of zeta - 1
  std::int32_t exponent[function_lanes];
  STARLING_LANES
  for (int lane = 0; lane < function_lanes; ++lane) {
    const double sum = math::fma(lanes.lambda[lane], cosine, 1.0);
    base[lane] = sum > 0.0 ? sum : 0.0;
    exponent[lane] = lanes.zeta[lane] - 1;
  }
  lane_powers(base, exponent, lanes.most_zeta - 1, power);

  const std::uint64_t bit = pair_bit(pair.first.element, pair.second.element);
  double along1[function_lanes];  // factors of the displacements in the derivatives
  double along2[function_lanes];
  double across[function_lanes];
  STARLING_LANES
  for (int lane = 0; lane < function_lanes; ++lane) {
    // 1 + lambda cos theta <= 0 is rounding: nothing is added there.
    const double weight = lanes.pair[lane] == bit && base[lane] > 0.0 ? lanes.scale[lane] * power[lane] : 0.0;
    const double angular = weight * base[lane];
    const double radial = h1.value[lane] * h2.value[lane];
    const double by_cosine =
        weight * static_cast<double>(lanes.zeta[lane]) * lanes.lambda[lane] * (radial * h3.value[lane]);
    const double by_first = angular * (h1.slope[lane] * h2.value[lane]) * h3.value[lane];
    const double by_second = angular * (h1.value[lane] * h2.slope[lane]) * h3.value[lane];
    const double by_third = angular * radial * h3.slope[lane] * inverse3;
    pair.values[lane] = math::fma(angular * radial, h3.value[lane], pair.values[lane]);
    along1[lane] = math::fma(math::fma(-by_cosine * cosine, inverse1, by_first), inverse1, by_third);
    along2[lane] = math::fma(math::fma(-by_cosine * cosine, inverse2, by_second), inverse2, by_third);
    across[lane] = math::fma(by_cosine, inverse1 * inverse2, -by_third);
  }
  for (int axis = 0; axis < 3; ++axis) {
    double* const row1 = pair.first_rows + axis * pair.stride;
    double* const row2 = pair.second_rows + axis * pair.stride;
    STARLING_LANES
    for (int lane = 0; lane < function_lanes; ++lane) {
      row1[lane] = math::fma(along1[lane], a[axis], math::fma(across[lane], b[axis], row1[lane]));
      row2[lane] = math::fma(along2[lane], b[axis], math::fma(across[lane], a[axis], row2[lane]));
    }
  }
}

/// Fills scratch.values and scratch.derivatives for an atom with these neighbours, which stand in the order in which sums
/// are taken. Two neighbours are never at the same place, nor any at the atom's.
template <class Cutoff>
STARLING_FUNCTION void evaluate_functions(const ElementFunctions& functions, const Neighbour* neighbours, int count,
                                          const AtomScratch& scratch) {
  const int lanes = functions.lanes();
  const int radial_blocks = padded_lanes(functions.radial_count) / function_lanes;
  const int angular_blocks = padded_lanes(functions.angular_count) / function_lanes;
  for (int lane = 0; lane < lanes; ++lane) scratch.values[lane] = 0.0;
  for (std::int64_t k = 0; k < std::int64_t{3} * count * lanes; ++k) scratch.derivatives[k] = 0.0;

  for (int j = 0; j < count; ++j) {
    const double* const d = neighbours[j].displacement;
    const double r = std::sqrt(math::fma(d[2], d[2], math::fma(d[1], d[1], d[0] * d[0])));
    scratch.distance[j] = r;
    double* const rows = scratch.derivatives + std::int64_t{3} * j * lanes;
    for (int block = 0; block < radial_blocks; ++block) {
      const RadialLanes& radial = functions.radial[block];
      const int at = block * function_lanes;
      RadialValues h;
      radial_parts<Cutoff>(radial, r, h);
      STARLING_LANES
      for (int lane = 0; lane < function_lanes; ++lane) {
        const bool counts = radial.element[lane] == neighbours[j].element;
        scratch.values[at + lane] += counts ? h.value[lane] : 0.0;
        const double slope = counts ? h.slope[lane] / r : 0.0;
        for (int axis = 0; axis < 3; ++axis) rows[axis * lanes + at + lane] = slope * d[axis];
      }
    }
    for (int block = 0; block < angular_blocks; ++block)
      radial_parts<Cutoff>(functions.angular[block].radial, r, scratch.parts[j * angular_blocks + block]);
  }

  const int first_angular = padded_lanes(functions.radial_count);
  for (int j = 0; j < count; ++j) {
    if (scratch.distance[j] >= functions.angular_radius) continue;
    for (int k = j + 1; k < count; ++k) {
      if (scratch.distance[k] >= functions.angular_radius) continue;
      const std::uint64_t bit = pair_bit(neighbours[j].element, neighbours[k].element);
      for (int block = 0; block < angular_blocks; ++block) {
        const AngularLanes& angular = functions.angular[block];
        if ((angular.pairs & bit) == 0) continue;
        const int at = first_angular + block * function_lanes;
        add_angular_pair<Cutoff>(angular, scratch.parts[j * angular_blocks + block],
                                 scratch.parts[k * angular_blocks + block],
                                 {neighbours[j], neighbours[k], scratch.distance[j], scratch.distance[k],
                                  scratch.values + at, scratch.derivatives + std::int64_t{3} * j * lanes + at,
                                  scratch.derivatives + std::int64_t{3} * k * lanes + at, lanes});
      }
    }
  }
}

}  // namespace starling::descriptors
