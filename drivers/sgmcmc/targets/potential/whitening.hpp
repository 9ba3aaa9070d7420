// Parameters in which the posterior of a linear potential is nearly a standard normal law.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/potentials/snapshot_sweep.hpp"

namespace starling::sgmcmc {

/// w = w* + L^-T v and u = log s + v_u / sqrt(2 n), where L L^T = X^T X / s^2 + 1 / tau^2, F = X w, w* is the most probable w at
/// the noise s, and n the number of force components. Sampling v instead of w changes no law, only its shape: a linear mw24 has
/// a condition number of 2e8 in w.
class Whitening {
 public:
  /// `labels`: forces of every configuration of the sweep, less the repulsion's.
  Whitening(potentials::SnapshotSweep& sweep, const std::vector<std::vector<double>>& labels, double noise,
            double spread);

  /// From v of the weights, and of log s, to w and u; the gradient by v from that by w and u. All have weights() + 1 numbers.
  void to_parameters(const double* whitened, double* parameters) const;
  void to_gradient(const double* gradient, double* whitened_gradient) const;

  [[nodiscard]] std::size_t weights() const { return centre_.size() - 1; }

 private:
  std::vector<double> centre_;  ///< w*, then log s
  std::vector<double> lower_;   ///< L, row-major
  double noise_scale_ = 1.0;    ///< 1 / sqrt(2 n)
};

}  // namespace starling::sgmcmc
