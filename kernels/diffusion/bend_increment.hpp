// A solver's increment without a part of what it has along its own past, at its own length.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/diffusion/linear_stage.hpp"

namespace starling {

/// With e = x - V[before] and the last step's e' = V[last]: h = kappa e' + (1 - kappa) e,
///   x = V[before] + c (e - h (e . h)/(lambda + |h|²)),  c such that the increment's length stays |e|;  V[last] = e.
struct IncrementBend {
  double kappa;
  double damping;
  int before;
  int last;
  bool is_first;  ///< there is no e'; e takes its place
};

struct BendIncrements {
  IncrementBend bend;
  ParticleVectors particles;

  [[nodiscard]] STARLING_FUNCTION double* at(int vector, int c, std::int64_t j) const {
    return particles.column + (static_cast<std::int64_t>(vector) * particles.dimension + c) * particles.stride + j;
  }

  STARLING_FUNCTION void operator()(std::int64_t j) const {
    double product = 0.0;
    double past = 0.0;
    double own = 0.0;
    for (int c = 0; c < particles.dimension; ++c) {
      const double e = *at(0, c, j) - *at(bend.before, c, j);
      const double h = along(e, c, j);
      product = math::fma(e, h, product);
      past = math::fma(h, h, past);
      own = math::fma(e, e, own);
    }
    const double part = product / (bend.damping + past);
    double left = 0.0;
    for (int c = 0; c < particles.dimension; ++c) {
      const double e = *at(0, c, j) - *at(bend.before, c, j);
      const double bent = math::fma(-part, along(e, c, j), e);
      left = math::fma(bent, bent, left);
    }
    const double scale = left > 0.0 ? std::sqrt(own / left) : 0.0;
    for (int c = 0; c < particles.dimension; ++c) {
      const double e = *at(0, c, j) - *at(bend.before, c, j);
      const double bent = math::fma(-part, along(e, c, j), e);
      if (left > 0.0) *at(0, c, j) = math::fma(scale, bent, *at(bend.before, c, j));
      *at(bend.last, c, j) = e;
    }
  }

  [[nodiscard]] STARLING_FUNCTION double along(double e, int c, std::int64_t j) const {
    if (bend.is_first) return e;
    return math::fma(bend.kappa, *at(bend.last, c, j), (1.0 - bend.kappa) * e);
  }
};

inline void bend_increments(const IncrementBend& bend, const ParticleVectors& particles) {
  Kokkos::parallel_for("bend increments", IndexRange(0, particles.count), BendIncrements{bend, particles});
}

}  // namespace starling
