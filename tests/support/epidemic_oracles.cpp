// The SIR model of a small population as a finite chain.
#include <cmath>
#include <memory>

#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {

namespace {

/// n choose k times p^k (1-p)^(n-k), by multiplication.
double binomial_probability(int k, int n, double p) {
  if (k < 0 || k > n) return 0.0;
  double choices = 1.0;
  for (int i = 0; i < k; ++i) choices = choices * (n - i) / (i + 1);
  return choices * std::pow(p, k) * std::pow(1.0 - p, n - k);
}

double count_probability(int count, double mean, double overdispersion) {
  if (mean == 0.0) return count == 0 ? 1.0 : 0.0;
  if (overdispersion == 0.0) return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1.0));
  const double size = 1.0 / overdispersion;
  return std::exp(std::lgamma(count + size) - std::lgamma(size) - std::lgamma(count + 1.0) +
                  size * std::log(size / (size + mean)) + count * std::log(mean / (size + mean)));
}

}  // namespace

std::vector<std::vector<int>> sir_states(int population) {
  std::vector<std::vector<int>> states;
  for (int s = 0; s <= population; ++s)
    for (int i = 0; s + i <= population; ++i)
      for (int c = 0; c <= i; ++c) states.push_back({s, i, c});
  return states;
}

FiniteChain sir_chain(const SirLaw& law, const Vector& counts) {
  const auto states = sir_states(law.population);
  const std::size_t size = states.size();
  Vector value(size);
  Vector start(size, 0.0);
  const auto table = std::make_shared<Vector>(size * size, 0.0);
  const double recovers = 1.0 - std::exp(-law.recovery);
  for (std::size_t i = 0; i < size; ++i) {
    const auto& from = states[i];
    value[i] = from[0];
    if (from[0] == law.population - law.infectious && from[1] == law.infectious && from[2] == law.infectious)
      start[i] = 1.0;
    const double infects = 1.0 - std::exp(-law.transmission * from[1] / law.population);
    for (std::size_t j = 0; j < size; ++j) {
      const auto& to = states[j];
      const int infections = from[0] - to[0];
      if (infections != to[2]) continue;
      (*table)[i * size + j] = binomial_probability(infections, from[0], infects) *
                               binomial_probability(from[1] + infections - to[1], from[1], recovers);
    }
  }
  return {static_cast<int>(counts.size()), value, start, [table](int) -> const Vector& { return *table; },
          [states, counts, law](int t, int i) {
            if (std::isnan(counts[t])) return 1.0;
            return count_probability(static_cast<int>(counts[t]), law.reporting * states[i][2] + law.background,
                                     law.overdispersion);
          }};
}

}  // namespace starling::testing
