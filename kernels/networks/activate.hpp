// Activation functions on rows of dual numbers, forwards and in reverse.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/dual_rows.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// Elements whose derivatives are held while the planes are gone through.
inline constexpr int activation_lanes = 64;

/// Elements of a plane, in runs without a gap: `rows` runs of `columns` elements.
struct PlaneRuns {
  std::int64_t rows;
  std::int64_t columns;
};

/// Runs of planes of these rows; where `gapless`, one run holds a whole plane.
template <class Real>
STARLING_FUNCTION PlaneRuns plane_runs(const DualRows<Real>& rows, bool gapless) {
  if (gapless) return {1, rows.rows * rows.columns};
  return {rows.rows, rows.columns};
}

/// Distances between planes.
template <class Real>
STARLING_FUNCTION std::int64_t plane_stride(const DualRows<Real>& rows) {
  return rows.rows * rows.row_stride;
}

/// Up to activation_lanes elements of every plane of activate(); z_plane and a_plane are the distances between planes.
template <class Activation, class Real>
STARLING_NOINLINE STARLING_FUNCTION void activate_lanes(int lanes, int tangents, const Real* z, std::int64_t z_plane,
                                                        Real* a, std::int64_t a_plane) {
  Real slope[activation_lanes];
  STARLING_LANES
  for (int lane = 0; lane < lanes; ++lane) {
    const auto f = Activation::derivatives(z[lane]);
    a[lane] = f.value;
    slope[lane] = f.first;
  }
  for (int t = 1; t <= tangents; ++t) {
    const Real* zdot = z + t * z_plane;
    Real* adot = a + t * a_plane;
    STARLING_LANES
    for (int lane = 0; lane < lanes; ++lane) adot[lane] = slope[lane] * zdot[lane];
  }
}

/// activate_lanes where there are no tangents.
template <class Activation, class Real>
STARLING_NOINLINE STARLING_FUNCTION void activate_plain_lanes(int lanes, const Real* z, Real* a) {
  STARLING_LANES
  for (int lane = 0; lane < lanes; ++lane) a[lane] = Activation::value(z[lane]);
}

/// a = f(z) on the values, adot_t = f'(z) zdot_t on each tangent; of the same shape; a may be z. Activation gives
/// value(Real), and derivatives(Real) with members value, first and second.
template <class Activation, class Real>
STARLING_FUNCTION void activate(ConstDualRows<Real> z, DualRows<Real> a) {
  const PlaneRuns runs = plane_runs(z, z.row_stride == z.columns && a.row_stride == z.columns);
  for (std::int64_t row = 0; row < runs.rows; ++row)
    for (std::int64_t at = 0; at < runs.columns; at += activation_lanes) {
      const int lanes = runs.columns - at < activation_lanes ? static_cast<int>(runs.columns - at) : activation_lanes;
      const Real* from = z.data + row * z.row_stride + at;
      Real* to = a.data + row * a.row_stride + at;
      if (z.tangents == 0)
        activate_plain_lanes<Activation>(lanes, from, to);
      else
        activate_lanes<Activation>(lanes, z.tangents, from, plane_stride(z), to, plane_stride(a));
    }
}

/// Up to activation_lanes elements of every plane of reverse_activate(); the strides are distances between planes.
template <class Activation, class Real>
STARLING_NOINLINE STARLING_FUNCTION void reverse_activate_lanes(int lanes, int tangents, const Real* z,
                                                                std::int64_t z_plane, const Real* abar,
                                                                std::int64_t abar_plane, Real* zbar,
                                                                std::int64_t zbar_plane) {
  Real slope[activation_lanes];
  Real bend[activation_lanes];
  Real sum[activation_lanes];
  STARLING_LANES
  for (int lane = 0; lane < lanes; ++lane) {
    const auto f = Activation::derivatives(z[lane]);
    slope[lane] = f.first;
    bend[lane] = f.second;
    sum[lane] = Real(0);
  }
  for (int t = 1; t <= tangents; ++t) {
    const Real* zdot = z + t * z_plane;
    const Real* from = abar + t * abar_plane;
    Real* to = zbar + t * zbar_plane;
    STARLING_LANES
    for (int lane = 0; lane < lanes; ++lane) {
      const Real adjoint = from[lane];
      sum[lane] = math::fma(zdot[lane], adjoint, sum[lane]);
      to[lane] = slope[lane] * adjoint;
    }
  }
  STARLING_LANES
  for (int lane = 0; lane < lanes; ++lane) zbar[lane] = math::fma(bend[lane], sum[lane], slope[lane] * abar[lane]);
}

/// reverse_activate_lanes where there are no tangents.
template <class Activation, class Real>
STARLING_NOINLINE STARLING_FUNCTION void reverse_activate_plain_lanes(int lanes, const Real* z, const Real* abar,
                                                                      Real* zbar) {
  STARLING_LANES
  for (int lane = 0; lane < lanes; ++lane) zbar[lane] = Activation::derivatives(z[lane]).first * abar[lane];
}

/// From the adjoints abar of a = f(z): zbar = f'(z) abar + f''(z) sum over t of zdot_t abardot_t on the values,
/// zbardot_t = f'(z) abardot_t on each tangent; of the same shape. The sum is a chain of fma in ascending t from zero.
/// zbar may be abar.
template <class Activation, class Real>
STARLING_FUNCTION void reverse_activate(ConstDualRows<Real> z, ConstDualRows<Real> abar, DualRows<Real> zbar) {
  const PlaneRuns runs =
      plane_runs(z, z.row_stride == z.columns && abar.row_stride == z.columns && zbar.row_stride == z.columns);
  for (std::int64_t row = 0; row < runs.rows; ++row)
    for (std::int64_t at = 0; at < runs.columns; at += activation_lanes) {
      const int lanes = runs.columns - at < activation_lanes ? static_cast<int>(runs.columns - at) : activation_lanes;
      const Real* from = z.data + row * z.row_stride + at;
      const Real* adjoint = abar.data + row * abar.row_stride + at;
      Real* to = zbar.data + row * zbar.row_stride + at;
      if (z.tangents == 0)
        reverse_activate_plain_lanes<Activation>(lanes, from, adjoint, to);
      else
        reverse_activate_lanes<Activation>(lanes, z.tangents, from, plane_stride(z), adjoint, plane_stride(abar), to,
                                           plane_stride(zbar));
    }
}

}  // namespace starling::networks
