// Conditional expectations under a mixture of Gaussians: density, score, posterior mean, velocity, whatever the process.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling {

/// Components of all mixtures that one kernel looks at.
inline constexpr int most_field_components = 64;

/// A mixture sum_k w_k N(M_k, diag V_k) in d dimensions and a field that is affine within each component,
///   F(x) = sum_k r_k(x) (o_k + q_k x),  r_k the responsibilities:
/// every conditional expectation of a Gaussian path is one (its score has o = M/V and q = -1/V). What is wrong with a
/// perturbed score may add a ripple. Tables have a row of d numbers for each component; device memory.
struct FieldView {
  int components;
  int dimension;
  const double* log_scale;       ///< log w_k - 1/2 sum_c log(2 pi V_kc)
  const double* mean;            ///< M
  const double* half_precision;  ///< 1 / (2 V)
  const double* offset;          ///< o
  const double* slope;           ///< q
  double ripple = 0.0;           ///< adds ripple cos(pitch x_c), |pitch x_c| < 1e9
  double pitch = 0.0;
};

/// Columns of the particles that a block of lanes works on: component c of lane j at column[c * stride + j].
struct LaneColumns {
  double* column;
  std::int64_t stride;
};

/// Lanes of a block that are this rank's.
struct LaneRange {
  int begin;
  int end;
};

/// Particles that work side by side on hosts, those that draw together; one on devices, with the same bits.
inline constexpr int field_lanes = kernels_run_on_host ? 128 : 1;

/// Responsibilities of each component at x, which add up to 1, and the log density.
template <int Lanes>
STARLING_NOINLINE STARLING_FUNCTION void find_responsibilities(const FieldView& field, const LaneColumns& x,
                                                               const LaneRange& range, double (*responsibility)[Lanes],
                                                               double* __restrict log_density) {
  double largest[Lanes];
  for (int k = 0; k < field.components; ++k) {
    double* const __restrict term = responsibility[k];
    const double log_scale = field.log_scale[k];
    for (int lane = 0; lane < Lanes; ++lane) term[lane] = log_scale;
    for (int c = 0; c < field.dimension; ++c) {
      const double mean = field.mean[k * field.dimension + c];
      const double half_precision = field.half_precision[k * field.dimension + c];
      const double* const __restrict column = x.column + c * x.stride;
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) {
        const double apart = column[lane] - mean;
        term[lane] = math::fma(-half_precision * apart, apart, term[lane]);
      }
    }
    if (k == 0) {
      for (int lane = 0; lane < Lanes; ++lane) largest[lane] = term[lane];
    } else {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) largest[lane] = term[lane] > largest[lane] ? term[lane] : largest[lane];
    }
  }
  double sum[Lanes] = {};
  for (int k = 0; k < field.components; ++k) {
    double* const __restrict term = responsibility[k];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double weight = math::exp(term[lane] - largest[lane]);
      term[lane] = weight;
      sum[lane] += weight;
    }
  }
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    log_density[lane] = largest[lane] + math::log(sum[lane]);
    sum[lane] = 1.0 / sum[lane];
  }
  for (int k = 0; k < field.components; ++k) {
    double* const __restrict share = responsibility[k];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) share[lane] *= sum[lane];
  }
}

/// Component c of the field, from the responsibilities.
template <int Lanes>
STARLING_FUNCTION void field_component(const FieldView& field, const double (*responsibility)[Lanes], int c,
                                       const double* __restrict x, const LaneRange& range, double* __restrict value) {
  for (int lane = 0; lane < Lanes; ++lane) value[lane] = 0.0;
  for (int k = 0; k < field.components; ++k) {
    const double offset = field.offset[k * field.dimension + c];
    const double slope = field.slope[k * field.dimension + c];
    const double* const __restrict share = responsibility[k];
    STARLING_LANES
    for (int lane = range.begin; lane < range.end; ++lane)
      value[lane] = math::fma(share[lane], math::fma(slope, x[lane], offset), value[lane]);
  }
  if (field.ripple == 0.0) return;
  const double ripple = field.ripple;
  const double pitch = field.pitch;
  STARLING_LANES
  for (int lane = range.begin; lane < range.end; ++lane)
    value[lane] = math::fma(ripple, math::sine_cosine(math::within_half_turn(pitch * x[lane])).cosine, value[lane]);
}

/// The lanes of group number `group` of the population that are among the slots [first_slot, first_slot + count).
template <int Lanes>
STARLING_FUNCTION LaneRange own_lanes(std::int64_t first, std::int64_t count) {
  return {first < 0 ? static_cast<int>(-first) : 0, first + Lanes > count ? static_cast<int>(count - first) : Lanes};
}

/// Groups of lanes that hold any of the slots [first_slot, first_slot + count).
inline IndexRange groups_of_slots(std::int64_t first_slot, std::int64_t count) {
  const std::int64_t begin = first_slot / field_lanes;
  return {begin, count == 0 ? begin : (first_slot + count + field_lanes - 1) / field_lanes};
}

}  // namespace starling
