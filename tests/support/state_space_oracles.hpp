// Exact answers for state-space models, in plain host code that shares nothing with the kernels.
#pragma once

#include <functional>
#include <vector>

namespace starling::testing {

using Vector = std::vector<double>;  ///< also matrices, row-major

/// E[sum x_t], E[sum x_t^2] and E[sum x_{t-1} x_t] over all times given all observations; x is the first component.
struct SmoothedSums {
  double state = 0.0;
  double square = 0.0;
  double product = 0.0;
};

/// What every exact method knows. Means and variances are of the first component.
struct Answer {
  double log_likelihood = 0.0;
  Vector increments;  ///< log p(y_t | y_0 ... y_{t-1})
  Vector filtered_mean, filtered_variance;
  Vector smoothed_mean, smoothed_variance;
  SmoothedSums smoothed;
};

/// x_t = A x_{t-1} + N(0, Q), y_t = C x_t + N(0, R), x_0 ~ N(m, P).
struct LinearGaussianLaw {
  Vector transition, noise, observation, error, start_mean, start_covariance;
};

/// Kalman filter and Rauch-Tung-Striebel smoother, any dimension. An empty observation is a missing one, and NaN a
/// missing component.
[[nodiscard]] Answer kalman(const LinearGaussianLaw& law, const std::vector<Vector>& observations);

/// A Markov chain on finitely many states, seen through likelihoods.
struct FiniteChain {
  int length;
  Vector value;                                           ///< the number that each state stands for
  Vector start;                                           ///< probabilities (or densities times spacing) of x_0
  std::function<const Vector&(int time)> transition;      ///< to `time` from the time before, row = from
  std::function<double(int time, int state)> likelihood;  ///< 1 where the observation is missing
};

/// The answers, and the filter's probabilities.
struct ChainAnswer : Answer {
  std::vector<Vector> filtered;  ///< [time][state]
  std::vector<Vector> smoothed_law;
};

/// Forward algorithm and forward-backward smoothing.
[[nodiscard]] ChainAnswer forward_backward(const FiniteChain& chain);

/// A path of states drawn from the smoothing law, with one number in [0, 1) a time.
[[nodiscard]] std::vector<int> draw_path(const FiniteChain& chain, const ChainAnswer& answer, const Vector& uniforms);

/// A finite hidden Markov model: transition K x K, emission K x symbols. NaN is a missing observation.
[[nodiscard]] FiniteChain hidden_markov_chain(const Vector& start, const Vector& transition, const Vector& emission,
                                              const Vector& observations);

/// A one-dimensional model by its densities.
struct DensityLaw {
  std::function<double(double x)> start;
  std::function<double(int time, double from, double to)> transition;
  std::function<double(int time, double x, double y)> likelihood;
  bool same_transition;  ///< at all times
};

/// The model on `points` equally spaced states from low to high: the trapezoidal rule, whose error falls exponentially
/// once the spacing is below the narrowest standard deviation. NaN is a missing observation.
[[nodiscard]] FiniteChain grid_chain(const DensityLaw& law, const Vector& observations, double low, double high,
                                     int points);

/// x_t = mean + persistence (x_{t-1} - mean) + volatility N(0,1), x_0 stationary, y_t ~ N(0, e^x_t); to 1e-9.
[[nodiscard]] FiniteChain stochastic_volatility_chain(double mean, double persistence, double volatility,
                                                      const Vector& returns);

/// Gordon's model with its usual numbers; to 1e-7.
[[nodiscard]] FiniteChain gordon_chain(const Vector& observations);

/// The numbers of the SIR model; see kernels/state_space/sir.hpp.
struct SirLaw {
  int population, infectious;
  double transmission, recovery, reporting, background, overdispersion;
};

/// The SIR model with every (S, I, C) a state; its value is S. For populations below 15.
[[nodiscard]] FiniteChain sir_chain(const SirLaw& law, const Vector& counts);

/// The states of sir_chain in its order, as S, I, C.
[[nodiscard]] std::vector<std::vector<int>> sir_states(int population);

}  // namespace starling::testing
