// Bayesian linear regression with known noise: conjugate, so that everything about it is known.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"
#include "kernels/targets/concepts.hpp"
#include "kernels/targets/feature_choices.hpp"
#include "kernels/targets/gaussian_prior.hpp"

namespace starling {

/// y_i = b.x_i + N(0, r^2), b ~ N(0, s^2 I).
struct GaussianRegression : GaussianPriorTarget {
  static constexpr const char* name = "gaussian_regression";
  static constexpr bool needs_data = true;

  struct Parameters {
    double prior_standard_deviation = 5.0;
    double noise_standard_deviation = 1.0;
    double intercept = 1.0;
    double standardise = 1.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("prior_standard_deviation", p.prior_standard_deviation, "of each coefficient's prior N(0, s^2)",
            Limits::positive());
    visitor("noise_standard_deviation", p.noise_standard_deviation, "r of the responses", Limits::positive());
    describe_features(p, visitor);
  }

  static std::string objection(const Parameters& p) { return feature_objection(p); }

  /// In device memory, one observation after the other: features, then the response.
  struct Data {
    const double* row;
    int observations;
    int columns;  ///< a constant and the response among them
  };

  Data data;
  double half_precision;  ///< 1/(2 r^2)
  double log_norm;        ///< -ln r - ln(2 pi)/2

  static GaussianRegression from(const Parameters& p, const Data& data) {
    const double r = p.noise_standard_deviation;
    return {GaussianPriorTarget::from(data.columns - 1, p.prior_standard_deviation), data, 0.5 / (r * r),
            -(0.5 * log_two_pi + math::log(r))};
  }

  template <int Lanes>
  STARLING_FUNCTION void log_likelihood(const double (*state)[Lanes], double* log_density) const {
    double sum[Lanes] = {};
    const double* row = data.row;
    for (int i = 0; i < data.observations; ++i, row += data.columns) {
      double apart[Lanes];
      residuals<Lanes>(row, state, apart);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) sum[lane] = math::fma(apart[lane], apart[lane], sum[lane]);
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      log_density[lane] = math::fma(-half_precision, sum[lane], log_norm * data.observations);
  }

  template <int Lanes>
  STARLING_FUNCTION void log_likelihood_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    for (int c = 0; c < dimension; ++c) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = 0.0;
    }
    const double* row = data.row;
    for (int i = 0; i < data.observations; ++i, row += data.columns) {
      double apart[Lanes];
      residuals<Lanes>(row, state, apart);
      for (int c = 0; c < dimension; ++c) {
        const double x = 2.0 * half_precision * row[c];
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = math::fma(x, apart[lane], gradient[c][lane]);
      }
    }
  }

  /// The same target of other observations, and of some of its own.
  [[nodiscard]] STARLING_FUNCTION GaussianRegression of(const double* row, int observations) const {
    GaussianRegression other = *this;
    other.data.row = row;
    other.data.observations = observations;
    return other;
  }
  [[nodiscard]] STARLING_FUNCTION GaussianRegression part(int first, int count) const {
    return of(data.row + static_cast<std::int64_t>(first) * data.columns, count);
  }

 private:
  template <int Lanes>
  STARLING_FUNCTION void residuals(const double* row, const double (*state)[Lanes], double* apart) const {
    const double response = row[dimension];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) apart[lane] = response;
    for (int c = 0; c < dimension; ++c) {
      const double x = row[c];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) apart[lane] = math::fma(-x, state[c][lane], apart[lane]);
    }
  }
};

static_assert(DifferentiableTarget<GaussianRegression>);

}  // namespace starling
