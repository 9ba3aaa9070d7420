// Mixtures of Gaussians on the host: what targets, their noised laws and the components of interpolants are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace starling::diffusion {

/// sum_k w_k N(m_k, diag v_k) in d dimensions; the weights add up to 1. Tables have a row of d numbers for each component.
struct Mixture {
  int dimension = 0;
  std::vector<double> weight;
  std::vector<double> mean;
  std::vector<double> variance;

  [[nodiscard]] int components() const { return static_cast<int>(weight.size()); }
  [[nodiscard]] double mean_of(int k, int c) const { return mean[cell(k, c)]; }
  [[nodiscard]] double variance_of(int k, int c) const { return variance[cell(k, c)]; }
  [[nodiscard]] std::size_t cell(int k, int c) const {
    return static_cast<std::size_t>(k) * static_cast<std::size_t>(dimension) + static_cast<std::size_t>(c);
  }
  bool operator==(const Mixture&) const = default;
};

/// Running sums of the weights, and the roots of the variances: what draws need.
[[nodiscard]] std::vector<double> cumulative_weights(const Mixture& mixture);
[[nodiscard]] std::vector<double> deviations(const Mixture& mixture);

/// log w_k - 1/2 sum_c log(2 pi v_kc), the log density of component k at its mean, with its weight.
[[nodiscard]] double log_peak(const Mixture& mixture, int k);

/// The mixture in more dimensions, whose further components are N(0, 1) and independent.
[[nodiscard]] Mixture padded(const Mixture& mixture, int dimension);

/// E x_c and E x_c^2.
[[nodiscard]] double first_moment(const Mixture& mixture, int component);
[[nodiscard]] double second_moment(const Mixture& mixture, int component);
/// E (x_c - E x_c)^2, without cancellation.
[[nodiscard]] double marginal_variance(const Mixture& mixture, int component);

}  // namespace starling::diffusion
