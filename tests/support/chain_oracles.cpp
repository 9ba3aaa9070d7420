// Forward algorithm and forward-backward smoothing of finite chains, and the models that become such chains.
#include <cmath>
#include <memory>

#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {

namespace {

/// Mean and variance of the values under a law.
void add_moments(const Vector& value, const Vector& law, Vector& means, Vector& variances) {
  double mean = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < value.size(); ++i) mean += law[i] * value[i];
  for (std::size_t i = 0; i < value.size(); ++i) square += law[i] * (value[i] - mean) * (value[i] - mean);
  means.push_back(mean);
  variances.push_back(square);
}

double normalise(Vector& law) {
  double sum = 0.0;
  for (const double p : law) sum += p;
  for (double& p : law) p /= sum;
  return sum;
}

double normal_density(double x, double mean, double variance) {
  return std::exp(-0.5 * (x - mean) * (x - mean) / variance) / std::sqrt(2.0 * std::acos(-1.0) * variance);
}

}  // namespace

ChainAnswer forward_backward(const FiniteChain& chain) {
  const std::size_t states = chain.value.size();
  ChainAnswer answer;
  Vector law = chain.start;
  for (int t = 0; t < chain.length; ++t) {
    if (t > 0) {
      const Vector& transition = chain.transition(t);
      Vector next(states, 0.0);
      for (std::size_t i = 0; i < states; ++i)
        for (std::size_t j = 0; j < states; ++j) next[j] += law[i] * transition[i * states + j];
      law = next;
    }
    for (std::size_t i = 0; i < states; ++i) law[i] *= chain.likelihood(t, static_cast<int>(i));
    answer.increments.push_back(std::log(normalise(law)));
    answer.log_likelihood += answer.increments.back();
    answer.filtered.push_back(law);
    add_moments(chain.value, law, answer.filtered_mean, answer.filtered_variance);
  }
  // Backwards: the joint law of neighbours in time is filtered(i) transition(i, j) smoothed(j) / predicted(j).
  answer.smoothed_law.resize(chain.length);
  answer.smoothed_law.back() = answer.filtered.back();
  for (int t = chain.length - 2; t >= 0; --t) {
    const Vector& transition = chain.transition(t + 1);
    const Vector& now = answer.filtered[t];
    const Vector& later = answer.smoothed_law[t + 1];
    Vector predicted(states, 0.0);
    for (std::size_t i = 0; i < states; ++i)
      for (std::size_t j = 0; j < states; ++j) predicted[j] += now[i] * transition[i * states + j];
    Vector smoothed(states, 0.0);
    for (std::size_t i = 0; i < states; ++i) {
      for (std::size_t j = 0; j < states; ++j) {
        if (predicted[j] <= 0.0) continue;
        const double both = now[i] * transition[i * states + j] * later[j] / predicted[j];
        smoothed[i] += both;
        answer.smoothed.product += both * chain.value[i] * chain.value[j];
      }
    }
    answer.smoothed_law[t] = smoothed;
  }
  for (const Vector& smoothed : answer.smoothed_law) {
    add_moments(chain.value, smoothed, answer.smoothed_mean, answer.smoothed_variance);
    const double mean = answer.smoothed_mean.back();
    answer.smoothed.state += mean;
    answer.smoothed.square += answer.smoothed_variance.back() + mean * mean;
  }
  return answer;
}

std::vector<int> draw_path(const FiniteChain& chain, const ChainAnswer& answer, const Vector& uniforms) {
  const std::size_t states = chain.value.size();
  std::vector<int> path(chain.length);
  for (int t = chain.length - 1; t >= 0; --t) {
    Vector law = answer.filtered[t];
    if (t + 1 < chain.length) {
      const Vector& transition = chain.transition(t + 1);
      for (std::size_t i = 0; i < states; ++i) law[i] *= transition[i * states + path[t + 1]];
      normalise(law);
    }
    double left = uniforms[t];
    int chosen = 0;
    for (std::size_t i = 0; i < states; ++i) {
      if (law[i] <= 0.0) continue;
      chosen = static_cast<int>(i);
      left -= law[i];
      if (left < 0.0) break;
    }
    path[t] = chosen;
  }
  return path;
}

FiniteChain hidden_markov_chain(const Vector& start, const Vector& transition, const Vector& emission,
                                const Vector& observations) {
  const std::size_t states = start.size();
  const std::size_t symbols = emission.size() / states;
  Vector value(states);
  for (std::size_t i = 0; i < states; ++i) value[i] = static_cast<double>(i);
  const auto table = std::make_shared<Vector>(transition);
  return {static_cast<int>(observations.size()), value, start, [table](int) -> const Vector& { return *table; },
          [emission, observations, symbols](int t, int i) {
            const double y = observations[t];
            return std::isnan(y) ? 1.0 : emission[i * symbols + static_cast<std::size_t>(y)];
          }};
}

FiniteChain grid_chain(const DensityLaw& law, const Vector& observations, double low, double high, int points) {
  const double spacing = (high - low) / (points - 1);
  Vector value(points);
  Vector start(points);
  for (int i = 0; i < points; ++i) {
    value[i] = low + spacing * i;
    start[i] = law.start(value[i]) * spacing;
  }
  /// The table of one time, filled when that time is asked for.
  struct Filled {
    int time = -1;
    Vector table;
  };
  const auto filled = std::make_shared<Filled>();
  const auto transition = [law, value, spacing, filled](int time) -> const Vector& {
    const std::size_t states = value.size();
    if (filled->time == time || (filled->time >= 0 && law.same_transition)) return filled->table;
    filled->time = time;
    filled->table.resize(states * states);
    for (std::size_t i = 0; i < states; ++i)
      for (std::size_t j = 0; j < states; ++j)
        filled->table[i * states + j] = law.transition(time, value[i], value[j]) * spacing;
    return filled->table;
  };
  return {static_cast<int>(observations.size()), value, start, transition, [law, value, observations](int t, int i) {
            return std::isnan(observations[t]) ? 1.0 : law.likelihood(t, value[i], observations[t]);
          }};
}

FiniteChain stochastic_volatility_chain(double mean, double persistence, double volatility, const Vector& returns) {
  const double variance = volatility * volatility;
  const double stationary = variance / (1.0 - persistence * persistence);
  const double reach = 8.0 * std::sqrt(stationary);
  const DensityLaw law{
      [=](double x) { return normal_density(x, mean, stationary); },
      [=](int, double from, double to) { return normal_density(to, mean + persistence * (from - mean), variance); },
      [](int, double x, double y) { return normal_density(y, 0.0, std::exp(x)); }, true};
  // Two and a half points a standard deviation of the noise.
  return grid_chain(law, returns, mean - reach, mean + reach, static_cast<int>(5.0 * reach / volatility) + 2);
}

FiniteChain gordon_chain(const Vector& observations) {
  const DensityLaw law{[](double x) { return normal_density(x, 0.0, 4.0); },
                       [](int time, double from, double to) {
                         const double mean =
                             0.5 * from + 25.0 * from / (1.0 + from * from) + 8.0 * std::cos(1.2 * (time - 1));
                         return normal_density(to, mean, 10.0);
                       },
                       [](int, double x, double y) { return normal_density(y, x * x / 20.0, 1.0); }, false};
  // Near zero the mean moves 25 times as fast as the state, so ten points a unit are needed.
  return grid_chain(law, observations, -50.0, 50.0, 1001);
}

}  // namespace starling::testing
