// A Gaussian prior under a likelihood that is a mixture of Gaussians: log Z and moments in closed form.
#pragma once

#include <string>
#include <vector>

#include "kernels/math/exponential.hpp"
#include "kernels/parameters.hpp"
#include "kernels/targets/concepts.hpp"
#include "kernels/targets/gaussian_prior.hpp"

namespace starling {

/// x ~ N(0, s^2 I); likelihood sum_k w_k N(x; m_k, s_k^2 I), the weights scaled to sum 1. Then
/// Z = sum_k w_k N(m_k; 0, (s^2 + s_k^2) I).
struct GaussianMixture : GaussianPriorTarget {
  static constexpr const char* name = "gaussian_mixture";
  static constexpr bool needs_data = false;
  static constexpr int most_components = 8;

  struct Parameters {
    double prior_standard_deviation = 3.0;
    std::vector<double> weights = {0.3, 0.7};
    std::vector<double> means = {-2.0, -2.0, 2.0, 2.0};
    std::vector<double> standard_deviations = {0.5, 1.0};
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("prior_standard_deviation", p.prior_standard_deviation, "of each component of the prior N(0, s^2)",
            Limits::positive());
    visitor("weights", p.weights, "of the Gaussians in the likelihood, up to a common factor", Limits::positive());
    visitor("means", p.means, "of the Gaussians, one point after the other; sets the dimension", Limits::any());
    visitor("standard_deviations", p.standard_deviations, "of the Gaussians, the same in every direction",
            Limits::positive());
  }

  /// What is wrong with the numbers taken together; empty if nothing is.
  static std::string objection(const Parameters& p) {
    if (p.weights.empty() || p.weights.size() > most_components) return "model.weights needs 1 to 8 numbers";
    if (p.standard_deviations.size() != p.weights.size())
      return "model.standard_deviations needs as many numbers as model.weights";
    const std::size_t dimension = p.means.size() / p.weights.size();
    if (p.means.empty() || p.means.size() % p.weights.size() != 0 || dimension > most_target_dimensions)
      return "model.means needs 1 to 16 numbers for each of model.weights";
    return "";
  }

  int components;
  double mean[most_components][most_target_dimensions];
  double half_precision[most_components];  ///< 1 / (2 s_k^2)
  double log_scale[most_components];       ///< log of w_k times the norm of its Gaussian

  static GaussianMixture from(const Parameters& p) {
    GaussianMixture target{};
    target.components = static_cast<int>(p.weights.size());
    static_cast<GaussianPriorTarget&>(target) =
        GaussianPriorTarget::from(static_cast<int>(p.means.size() / p.weights.size()), p.prior_standard_deviation);
    double total = 0.0;
    for (const double weight : p.weights) total += weight;
    for (std::size_t k = 0; k < p.weights.size(); ++k) {
      const double deviation = p.standard_deviations[k];
      for (int c = 0; c < target.dimension; ++c)
        target.mean[k][c] = p.means[k * static_cast<std::size_t>(target.dimension) + static_cast<std::size_t>(c)];
      target.half_precision[k] = 0.5 / (deviation * deviation);
      target.log_scale[k] = math::log(p.weights[k] / total) + GaussianPrior::from(target.dimension, deviation).log_norm;
    }
    return target;
  }

  template <int Lanes>
  STARLING_FUNCTION void log_likelihood(const double (*state)[Lanes], double* log_density) const {
    double term[most_components][Lanes];
    double largest[Lanes];
    terms<Lanes>(state, term, largest);
    double sum[Lanes] = {};
    for (int k = 0; k < components; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) sum[lane] += math::exp(term[k][lane] - largest[lane]);
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = largest[lane] + math::log(sum[lane]);
  }

  /// sum_k r_k (m_k - x) / s_k^2, r_k the share of Gaussian k in the density at x.
  template <int Lanes>
  STARLING_FUNCTION void log_likelihood_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    double share[most_components][Lanes];
    double largest[Lanes];
    terms<Lanes>(state, share, largest);
    double sum[Lanes] = {};
    for (int k = 0; k < components; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        share[k][lane] = math::exp(share[k][lane] - largest[lane]);
        sum[lane] += share[k][lane];
      }
    }
    for (int c = 0; c < dimension; ++c) {
      double pull[Lanes] = {};
      for (int k = 0; k < components; ++k) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane)
          pull[lane] = math::fma(2.0 * half_precision[k] * share[k][lane], mean[k][c] - state[c][lane], pull[lane]);
      }
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = pull[lane] / sum[lane];
    }
  }

 private:
  /// Log of each Gaussian's term of the likelihood, and the largest of them.
  template <int Lanes>
  STARLING_FUNCTION void terms(const double (*state)[Lanes], double (*term)[Lanes], double* largest) const {
    for (int k = 0; k < components; ++k) {
      double squares[Lanes] = {};
      for (int c = 0; c < dimension; ++c) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) {
          const double apart = state[c][lane] - mean[k][c];
          squares[lane] = math::fma(apart, apart, squares[lane]);
        }
      }
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double value = math::fma(-half_precision[k], squares[lane], log_scale[k]);
        term[k][lane] = value;
        largest[lane] = k == 0 || value > largest[lane] ? value : largest[lane];
      }
    }
  }
};

static_assert(DifferentiableTarget<GaussianMixture>);

}  // namespace starling
