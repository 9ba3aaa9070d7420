// Bayesian logistic regression: a Gaussian prior on the coefficients of features that tell a probability of 0 or 1.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/math/fma.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/parameters.hpp"
#include "kernels/targets/concepts.hpp"
#include "kernels/targets/feature_choices.hpp"
#include "kernels/targets/gaussian_prior.hpp"

namespace starling {

/// P(y_i = 1) = 1 / (1 + e^(-b.x_i)), b ~ N(0, s^2 I).
struct LogisticRegression : GaussianPriorTarget {
  static constexpr const char* name = "logistic_regression";
  static constexpr bool needs_data = true;

  struct Parameters {
    double prior_standard_deviation = 5.0;
    double intercept = 1.0;
    double standardise = 1.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("prior_standard_deviation", p.prior_standard_deviation, "of each coefficient's prior N(0, s^2)",
            Limits::positive());
    describe_features(p, visitor);
  }

  static std::string objection(const Parameters& p) { return feature_objection(p); }

  /// Features in device memory, one observation after the other, each of them times -1 where its response is 1.
  struct Data {
    const double* signed_feature;
    int observations;
    int features;  ///< a constant among them if there is an intercept
  };

  Data data;

  static LogisticRegression from(const Parameters& p, const Data& data) {
    return {GaussianPriorTarget::from(data.features, p.prior_standard_deviation), data};
  }

  /// -sum_i ln(1 + e^(z_i)), z_i = -(2 y_i - 1) b.x_i.
  template <int Lanes>
  STARLING_FUNCTION void log_likelihood(const double (*state)[Lanes], double* log_density) const {
    double sum[Lanes] = {};
    const double* feature = data.signed_feature;
    for (int i = 0; i < data.observations; ++i) {
      double z[Lanes];
      exponents<Lanes>(feature, state, z);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) sum[lane] -= math::softplus(z[lane]);
      feature += dimension;
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = sum[lane];
  }

  /// -sum_i x_i / (1 + e^(-z_i)), x_i the signed features.
  template <int Lanes>
  STARLING_FUNCTION void log_likelihood_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    for (int c = 0; c < dimension; ++c) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = 0.0;
    }
    const double* feature = data.signed_feature;
    for (int i = 0; i < data.observations; ++i, feature += dimension) {
      double z[Lanes];
      exponents<Lanes>(feature, state, z);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) z[lane] = math::sigmoid(z[lane]);
      for (int c = 0; c < dimension; ++c) {
        const double x = feature[c];
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = math::fma(-x, z[lane], gradient[c][lane]);
      }
    }
  }

  /// The same target of other observations, and of some of its own.
  [[nodiscard]] STARLING_FUNCTION LogisticRegression of(const double* signed_feature, int observations) const {
    return {*this, {signed_feature, observations, data.features}};
  }
  [[nodiscard]] STARLING_FUNCTION LogisticRegression part(int first, int count) const {
    return of(data.signed_feature + static_cast<std::int64_t>(first) * data.features, count);
  }

 private:
  template <int Lanes>
  STARLING_FUNCTION void exponents(const double* feature, const double (*state)[Lanes], double* z) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) z[lane] = 0.0;
    for (int c = 0; c < dimension; ++c) {
      const double x = feature[c];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) z[lane] = math::fma(x, state[c][lane], z[lane]);
    }
  }
};

static_assert(DifferentiableTarget<LogisticRegression>);

}  // namespace starling
