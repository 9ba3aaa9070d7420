// The linear Gaussian model in D dimensions, where every law is known.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/portability.hpp"
#include "kernels/state_space/linear_gaussian_parameters.hpp"
#include "kernels/state_space/matrix.hpp"
#include "kernels/state_space/normal_density.hpp"
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
  double start_mean[D];
  Matrix<D> start_factor;
  Matrix<D> transition;                                        ///< A
  Matrix<D> noise_factor;                                      ///< lower, of Q
  Matrix<D> noise_whitener;                                    ///< inverse of noise_factor
  Matrix<D> observation, observation_factor;                   ///< C, and lower, of R
  Matrix<D> seen, observation_whitener;                        ///< W C and W, the inverse of observation_factor
  Matrix<D> guided_transition, gain, guided_factor;            ///< x_t given x_{t-1} and y_t: N(M x + K y, L L^T)
  Matrix<D> foreseen, foreseen_whitener;                       ///< V C A and V, which whitens y_t given x_{t-1}
  double transition_scale, observation_scale, foreseen_scale;  ///< -1/2 ln det(2 pi covariance)

  static std::string objection(const Parameters& p) { return p.template objection<D>(); }

  static LinearGaussian from(const Parameters& p) {
    const int rows = p.template observed<D>();
    LinearGaussian m{};
    m.observed_components = rows;
    p.template fill<D>(p.start_mean, m.start_mean);
    m.start_factor = lower_factor(p.template square<D>(p.start_covariance));
    m.transition = p.template square<D>(p.transition);
    const Matrix<D> noise = p.template square<D>(p.noise_covariance);
    m.noise_factor = lower_factor(noise);
    m.noise_whitener = inverse_lower(m.noise_factor);
    m.observation = p.template observation_matrix<D>();
    // Unit variances stand in for components that are not observed; their rows are then cut.
    const Matrix<D> error = p.template observation_noise<D>();
    m.observation_factor = lower_factor(error);
    m.observation_whitener = cut(inverse_lower(m.observation_factor), rows);
    m.seen = product(m.observation_whitener, m.observation);
    const Matrix<D> cross = product(m.observation, noise);
    const Matrix<D> foreseen_factor = lower_factor(sum(product(cross, transposed(m.observation)), error));
    const Matrix<D> whitener = inverse_lower(foreseen_factor);
    m.foreseen_whitener = cut(whitener, rows);
    m.foreseen = product(m.foreseen_whitener, product(m.observation, m.transition));
    const Matrix<D> white_cross = product(whitener, cross);
    m.gain = product(transposed(white_cross), whitener);
    m.guided_transition = sum(m.transition, product(product(m.gain, m.observation), m.transition), -1.0);
    m.guided_factor = lower_factor(sum(noise, product(transposed(white_cross), white_cross), -1.0));
    m.transition_scale = -0.5 * (D * log_two_pi + log_determinant(m.noise_factor));
    m.observation_scale = -0.5 * (rows * log_two_pi + log_determinant(m.observation_factor, rows));
    m.foreseen_scale = -0.5 * (rows * log_two_pi + log_determinant(foreseen_factor, rows));
    return m;
  }

  [[nodiscard]] int observed() const { return observed_components; }

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
    double pull[D];
    double noise[D];
    guided_transition.apply(state, next);
    gain.apply(y, pull);
    guided_factor.apply_lower(normal, noise);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) next[i] += pull[i] + noise[i];
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* /*next*/,
                                               const double* y) const {
    return log_look_ahead(time, state, y);
  }

  /// Exactly log p(y_t | x_{t-1}).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* y) const {
    return foreseen_scale - 0.5 * squared_distance(foreseen_whitener, y, foreseen, state);
  }

 private:
  /// |whitener y - white_matrix x|^2.
  STARLING_FUNCTION static double squared_distance(const Matrix<D>& whitener, const double* y,
                                                   const Matrix<D>& white_matrix, const double* x) {
    double white_y[D];
    double white_x[D];
    whitener.apply_lower(y, white_y);
    white_matrix.apply(x, white_x);
    double squares = 0.0;
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) {
      const double deviation = white_y[i] - white_x[i];
      squares = math::fma(deviation, deviation, squares);
    }
    return squares;
  }

  /// The first rows, the others zero.
  static Matrix<D> cut(Matrix<D> matrix, int rows) {
    for (int i = rows; i < D; ++i)
      for (int j = 0; j < D; ++j) matrix.at[i][j] = 0.0;
    return matrix;
  }
};

}  // namespace starling
