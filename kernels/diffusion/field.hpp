// Conditional expectations under a mixture of Gaussians: density, score, posterior mean, velocity, whatever the process.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling {

/// Components whose responsibilities a kernel holds at once: the most of a weighted step, a part of a linear stage.
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

  /// Components begin, begin + 1, ..., at most `most` of them.
  [[nodiscard]] STARLING_FUNCTION FieldView part(int begin, int most) const {
    const int left = components - begin;
    const std::int64_t cell = static_cast<std::int64_t>(begin) * dimension;
    return {left < most ? left : most,
            dimension,
            log_scale + begin,
            mean + cell,
            half_precision + cell,
            offset + cell,
            slope + cell,
            ripple,
            pitch};
  }
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

/// Adds to log w_k N(x; M_k, V_k) what `Count` coordinates give, c and those after it, from log_scale if c is 0: a pass for several
/// coordinates, as loads and stores take longer than the sums.
template <int Count, int Lanes>
STARLING_LANE_FUNCTION void add_squares(const FieldView& field, int k, int c, const LaneColumns& x,
                                        const LaneRange& range, double* __restrict term) {
  const double* column[Count];
  double mean[Count];
  double half_precision[Count];
  for (int i = 0; i < Count; ++i) {
    column[i] = x.column + (c + i) * x.stride;
    mean[i] = field.mean[k * field.dimension + c + i];
    half_precision[i] = field.half_precision[k * field.dimension + c + i];
  }
  const double log_scale = field.log_scale[k];
  const bool begins = c == 0;
  STARLING_LANES
  for (int lane = range.begin; lane < range.end; ++lane) {
    double sum = begins ? log_scale : term[lane];
    for (int i = 0; i < Count; ++i) {
      const double apart = column[i][lane] - mean[i];
      sum = math::fma(-half_precision[i] * apart, apart, sum);
    }
    term[lane] = sum;
  }
}

/// Responsibilities of each component at x, which add up to 1, and the log density.
template <int Lanes>
STARLING_NOINLINE STARLING_FUNCTION void find_responsibilities(const FieldView& field, const LaneColumns& x,
                                                               const LaneRange& range, double (*responsibility)[Lanes],
                                                               double* __restrict log_density) {
  double largest[Lanes];
  for (int k = 0; k < field.components; ++k) {
    double* const __restrict term = responsibility[k];
    // Lanes of other ranks count as well, with any number.
    if (range.end - range.begin < Lanes)
      for (int lane = 0; lane < Lanes; ++lane) term[lane] = 0.0;
    int c = 0;
    for (; c + 4 <= field.dimension; c += 4) add_squares<4, Lanes>(field, k, c, x, range, term);
    for (; c < field.dimension; ++c) add_squares<1, Lanes>(field, k, c, x, range, term);
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

/// Adds to component c of the field what `Count` components of the mixture, k and those after it, give; from nothing if k is 0.
template <int Count, int Lanes>
STARLING_LANE_FUNCTION void add_to_component(const FieldView& field, const double (*responsibility)[Lanes], int k,
                                             int c, const double* x, const LaneRange& range, double* __restrict value) {
  double offset[Count];
  double slope[Count];
  for (int i = 0; i < Count; ++i) {
    offset[i] = field.offset[(k + i) * field.dimension + c];
    slope[i] = field.slope[(k + i) * field.dimension + c];
  }
  const double(*const share)[Lanes] = responsibility + k;
  const bool begins = k == 0;
  STARLING_LANES
  for (int lane = range.begin; lane < range.end; ++lane) {
    double sum = begins ? 0.0 : value[lane];
    for (int i = 0; i < Count; ++i) sum = math::fma(share[i][lane], math::fma(slope[i], x[lane], offset[i]), sum);
    value[lane] = sum;
  }
}

/// Component c of the field in the lanes of the range, from the responsibilities.
template <int Lanes>
STARLING_FUNCTION void field_component(const FieldView& field, const double (*responsibility)[Lanes], int c,
                                       const double* x, const LaneRange& range, double* __restrict value) {
  int k = 0;
  for (; k + 4 <= field.components; k += 4) add_to_component<4, Lanes>(field, responsibility, k, c, x, range, value);
  for (; k + 2 <= field.components; k += 2) add_to_component<2, Lanes>(field, responsibility, k, c, x, range, value);
  if (k < field.components) add_to_component<1, Lanes>(field, responsibility, k, c, x, range, value);
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
