// The law of words that are picked among candidates at every step, without sampling.
#include <algorithm>
#include <cmath>

#include "drivers/diffusion/decoding/word_problem.hpp"

namespace starling::diffusion {

namespace {

/// Differences of v/alpha beyond which no grid is laid out.
constexpr double widest = 500.0;

/// P_M(y) = M p(y) w(y) times the integral over u > 0 of e^(-u w(y)) phi(u)^(M - 1), phi(u) = E e^(-u w): by the trapezium rule in
/// log u, where the integrand is analytic and ends on both sides.
void pick_softly(std::vector<Move>& moves, const std::vector<double>& exponent, int candidates) {
  const double most = *std::max_element(exponent.begin(), exponent.end());
  const double least = *std::min_element(exponent.begin(), exponent.end());
  constexpr double spacing = 0.2;
  std::vector<double> weight;
  for (const double each : exponent) weight.push_back(math::exp(each - most));
  std::vector<double> decay(moves.size());
  std::vector<double> integral(moves.size(), 0.0);
  for (double place = -42.0; place < most - least + 4.0; place += spacing) {
    const double u = math::exp(place);
    double mean = 0.0;
    for (std::size_t k = 0; k < moves.size(); ++k) {
      decay[k] = math::exp(-u * weight[k]);
      mean += moves[k].probability * decay[k];
    }
    if (mean < 0x1p-1000) break;
    const double others = spacing * u * math::exp((candidates - 1) * math::log(mean));
    for (std::size_t k = 0; k < moves.size(); ++k) integral[k] += others * decay[k];
  }
  for (std::size_t k = 0; k < moves.size(); ++k) moves[k].probability *= candidates * weight[k] * integral[k];
}

/// The first of the largest: P(y) = p(y)/p [(F + p)^M - F^M], p the probability of its value and F that of lower ones.
void pick_greedily(std::vector<Move>& moves, const std::vector<double>& exponent, int candidates) {
  std::vector<std::size_t> order(moves.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return exponent[a] < exponent[b]; });
  const auto to_the_power = [&](double x) { return x > 0.0 ? math::exp(candidates * math::log(x)) : 0.0; };
  double below = 0.0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    double own = 0.0;
    while (last < order.size() && exponent[order[last]] == exponent[order[first]])
      own += moves[order[last++]].probability;
    if (own > 0.0) {
      const double gain = (to_the_power(below + own) - to_the_power(below)) / own;
      for (std::size_t k = first; k < last; ++k) moves[order[k]].probability *= gain;
    }
    below += own;
    first = last;
  }
}

}  // namespace

std::optional<std::vector<double>> picked_law(const WordProblem& problem, const std::vector<double>& values,
                                              int candidates, bool greedy) {
  const auto states = static_cast<std::size_t>(problem.states());
  std::vector<double> law(states, 0.0);
  law.front() = 1.0;
  for (int level = 0; level < problem.chain.steps; ++level) {
    const double* const next_value = values.data() + static_cast<std::size_t>(level + 1) * states;
    std::vector<double> next(states, 0.0);
    for (std::size_t state = 0; state < states; ++state) {
      if (law[state] == 0.0) continue;
      std::vector<Move> moves = moves_from(problem, static_cast<std::int64_t>(state), level);
      std::vector<double> exponent;
      for (const Move& move : moves) exponent.push_back(next_value[move.state] / problem.alpha);
      const auto [least, most] = std::minmax_element(exponent.begin(), exponent.end());
      if (!greedy && *most - *least > widest) return std::nullopt;
      greedy ? pick_greedily(moves, exponent, candidates) : pick_softly(moves, exponent, candidates);
      for (const Move& move : moves) next[static_cast<std::size_t>(move.state)] += law[state] * move.probability;
    }
    law = std::move(next);
  }
  return law;
}

}  // namespace starling::diffusion
