// The linear Gaussian model in D dimensions, where every law is known.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/portability.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/linear_gaussian_parameters.hpp"
#include "kernels/state_space/matrix.hpp"
#include "kernels/state_space/normal_density.hpp"
#include "kernels/state_space/normal_guide.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// x_t = A x_{t-1} + N(0, Q), y_t = C x_t + N(0, R), x_0 ~ N(m, P). There may be fewer observed components than D: the
/// rows that are missing are zeros in every matrix that touches observations.
template <int D>
struct LinearGaussian {
  static constexpr const char* name = "linear_gaussian";
  static constexpr int state_size = D, observation_size = D;
  static constexpr int start_normals = D, start_uniforms = 0;
  static constexpr int normals = D, uniforms = 0;
  static constexpr int observation_normals = D, observation_uniforms = 0;

  using Parameters = LinearGaussianParameters;

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }

  int observed_components;
  bool noise_is_regular;  ///< Q has an inverse
  double start_mean[D];
  Matrix<D> start_factor;
  Matrix<D> transition;                        ///< A
  Matrix<D> noise_factor;                      ///< lower, of Q
  Matrix<D> noise_whitener;                    ///< inverse of noise_factor; zeros where there is none
  Matrix<D> observation, observation_factor;   ///< C, and lower, of R
  Matrix<D> seen, observation_whitener;        ///< W C and W, the inverse of observation_factor
  NormalGuide<D> guide, start_guide;           ///< x_t given x_{t-1} and y_t, x_0 given its mean and y_0
  double transition_scale, observation_scale;  ///< -1/2 ln det(2 pi covariance)

  static std::string objection(const Parameters& p) { return p.template objection<D>(); }

  /// Components that are absent are seen no more than those that the model never observes.
  static LinearGaussian from(const Parameters& p, Absent absent = {}) {
    const int rows = p.template observed<D>();
    LinearGaussian m{};
    m.observed_components = rows;
    bool sees[D];
    int seen = 0;
    for (int i = 0; i < D; ++i) {
      sees[i] = i < rows && !absent.has(i);
      seen += sees[i] ? 1 : 0;
    }
    p.template fill<D>(p.start_mean, m.start_mean);
    const Matrix<D> spread = p.template square<D>(p.start_covariance);
    m.start_factor = lower_factor(spread);
    m.transition = p.template square<D>(p.transition);
    const Matrix<D> noise = p.template square<D>(p.noise_covariance);
    m.noise_factor = lower_factor(noise);
    m.noise_is_regular = is_positive(m.noise_factor);
    if (m.noise_is_regular) {
      m.noise_whitener = inverse_lower(m.noise_factor);
      m.transition_scale = -0.5 * (D * log_two_pi + log_determinant(m.noise_factor));
    }
    m.observation = NormalGuide<D>::rows_of(p.template observation_matrix<D>(), sees);
    // Unit variances stand in for components that are not observed; their rows are then cut.
    const Matrix<D> error = isolated(p.template observation_noise<D>(), sees);
    m.observation_factor = lower_factor(error);
    m.observation_whitener = NormalGuide<D>::rows_of(inverse_lower(m.observation_factor), sees);
    m.seen = product(m.observation_whitener, m.observation);
    m.observation_scale = -0.5 * (seen * log_two_pi + log_determinant(m.observation_factor));
    m.guide = NormalGuide<D>::from(m.transition, noise, m.observation, error, sees);
    m.start_guide = NormalGuide<D>::from(identity<D>(), spread, m.observation, error, sees);
    return m;
  }

  [[nodiscard]] int observed() const { return observed_components; }

  [[nodiscard]] std::string no_transition_density() const {
    return noise_is_regular ? "" : "model.noise_covariance is singular";
  }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    start_factor.apply_lower(normal, state);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) state[i] += start_mean[i];
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    double noise[D];
    transition.apply(state, next);
    noise_factor.apply_lower(normal, noise);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) next[i] += noise[i];
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* y) const {
    return observation_scale - 0.5 * squared_distance(observation_whitener, y, seen, state);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* y) const {
    double error[D];
    observation.apply(state, y);
    observation_factor.apply_lower(normal, error);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) y[i] = i < observed_components ? y[i] + error[i] : 0.0;
  }

  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* state, const double* next) const {
    double expected[D];
    double rest[D];
    double white[D];
    transition.apply(state, expected);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) rest[i] = next[i] - expected[i];
    noise_whitener.apply_lower(rest, white);
    double squares = 0.0;
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) squares = math::fma(white[i], white[i], squares);
    return transition_scale - 0.5 * squares;
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return transition_scale; }

  /// The exact law of x_t given x_{t-1} and y_t; the weight does not depend on the draw.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* y, const double* normal,
                                 const double* /*uniform*/, double* next) const {
    guide.draw(state, y, normal, next);
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* /*next*/,
                                               const double* y) const {
    return log_look_ahead(time, state, y);
  }

  /// The exact law of x_0 given y_0.
  STARLING_FUNCTION void propose_start(const double* y, const double* normal, const double* /*uniform*/,
                                       double* state) const {
    start_guide.draw(start_mean, y, normal, state);
  }
  STARLING_FUNCTION double log_start_weight(const double* /*state*/, const double* y) const {
    return start_guide.log_evidence(start_mean, y);
  }

  /// Exactly log p(y_t | x_{t-1}).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* y) const {
    return guide.log_evidence(state, y);
  }

 private:
  /// A covariance in which components that are not seen are independent, with unit variances.
  static Matrix<D> isolated(Matrix<D> matrix, const bool (&sees)[D]) {
    for (int i = 0; i < D; ++i)
      for (int j = 0; j < D; ++j)
        if (!sees[i] || !sees[j]) matrix.at[i][j] = i == j ? 1.0 : 0.0;
    return matrix;
  }
};

}  // namespace starling
