// Tables of rates for kernels, and exact laws.
#include "drivers/jump/models/rate_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "engine/failure.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::jump {

double RateMatrix::exit_rate(std::int64_t i) const {
  double sum = 0.0;
  for (std::int64_t j = 0; j < states; ++j) sum += at(i, j);
  return sum;
}

double RateMatrix::fastest() const {
  double most = 0.0;
  for (std::int64_t i = 0; i < states; ++i) most = std::max(most, exit_rate(i));
  return most;
}

Gains entropy_gains(const RateMatrix& matrix, const std::string& key) {
  Gains gains(matrix.rate.size(), 0.0);
  for (std::int64_t i = 0; i < matrix.states; ++i) {
    for (std::int64_t j = 0; j < matrix.states; ++j) {
      if (matrix.at(i, j) == 0.0) continue;
      if (matrix.at(j, i) == 0.0)
        fail_about(key, "entropy is infinite: state {} goes to {} with rate {}, and never back", i, j, matrix.at(i, j));
      gains[static_cast<std::size_t>(i * matrix.states + j)] = math::log(matrix.at(i, j)) - math::log(matrix.at(j, i));
    }
  }
  return gains;
}

Gains current_gains(const RateMatrix& matrix, const std::vector<double>& pairs, const std::string& key) {
  Gains gains(matrix.rate.size(), 0.0);
  if (pairs.size() % 2 != 0) fail_about(key, "must be pairs of states: {} numbers are none", pairs.size());
  for (std::size_t k = 0; k < pairs.size(); k += 2) {
    const auto states = static_cast<double>(matrix.states);
    const double i = pairs[k];
    const double j = pairs[k + 1];
    if (i != std::floor(i) || j != std::floor(j) || i < 0.0 || j < 0.0 || i >= states || j >= states || i == j)
      fail_about(key, "{} {} is no pair of the states 0 to {}", i, j, matrix.states - 1);
    const auto there = static_cast<std::size_t>(i * states + j);
    const auto back = static_cast<std::size_t>(j * states + i);
    if (gains[there] != 0.0) fail_about(key, "the pair {} {} stands there twice, or in both directions", i, j);
    if (matrix.rate[there] == 0.0 && matrix.rate[back] == 0.0)
      fail_about(key, "{} {} never counts: there is no rate between these states, in either direction", i, j);
    gains[there] = 1.0;
    gains[back] = -1.0;
  }
  return gains;
}

DeviceRates::DeviceRates(const RateMatrix& matrix, const Gains& entropy_gain, const Gains& current_gain) {
  const std::int64_t n = matrix.states;
  for (std::int64_t i = 0; i < n; ++i) {
    int taken = 0;
    for (std::int64_t j = 0; j < n; ++j) taken += matrix.at(i, j) > 0.0 ? 1 : 0;
    width = std::max(width, taken);
  }
  const auto dwell_of = [&](std::int64_t i) {
    const double rate = matrix.exit_rate(i);
    return rate > 0.0 ? 1.0 / rate : 1e200;
  };
  constexpr double beyond = 2.0;
  std::vector<double> edges(static_cast<std::size_t>(n * width), beyond);
  std::vector<Transition> transitions(edges.size());
  std::vector<double> dwells;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto first = static_cast<std::size_t>(i * width);
    std::size_t place = first;
    double sum = 0.0;
    for (std::int64_t j = 0; j < n; ++j) {
      if (matrix.at(i, j) == 0.0) continue;
      const auto pair = static_cast<std::size_t>(i * n + j);
      sum += matrix.at(i, j);
      edges[place] = sum * dwell_of(i);
      transitions[place++] = {j, dwell_of(j), entropy_gain[pair], current_gain[pair]};
    }
    if (place > first) edges[place - 1] = beyond;
    dwells.push_back(dwell_of(i));
  }
  edge = device_copy("edges", edges);
  transition = device_copy("transitions", transitions);
  mean_dwell = device_copy("dwells", dwells);
}

RateTable DeviceRates::view() const {
  return {static_cast<int>(mean_dwell.extent(0)), width, edge.data(), transition.data(), mean_dwell.data()};
}

std::optional<std::vector<double>> stationary_law(const RateMatrix& matrix) {
  const std::int64_t n = matrix.states;
  RateMatrix rest = matrix;
  const auto at = [&](std::int64_t i, std::int64_t j) -> double& {
    return rest.rate[static_cast<std::size_t>(i * n + j)];
  };
  for (std::int64_t k = n - 1; k > 0; --k) {
    double out = 0.0;
    double in = 0.0;
    for (std::int64_t j = 0; j < k; ++j) {
      out += at(k, j);
      in += at(j, k);
    }
    if (out == 0.0 || in == 0.0) return {};
    for (std::int64_t i = 0; i < k; ++i) {
      at(i, k) /= out;
      for (std::int64_t j = 0; j < k; ++j)
        if (i != j) at(i, j) += at(i, k) * at(k, j);
    }
  }
  std::vector<double> law{1.0};
  double total = 1.0;
  for (std::int64_t k = 1; k < n; ++k) {
    double sum = 0.0;
    for (std::int64_t i = 0; i < k; ++i) sum += law[static_cast<std::size_t>(i)] * at(i, k);
    law.push_back(sum);
    total += sum;
  }
  for (double& p : law) p /= total;
  return law;
}

std::vector<double> propagated(const RateMatrix& matrix, std::vector<double> p, double time, double most_work) {
  const std::int64_t n = matrix.states;
  const double fastest = matrix.fastest();
  std::vector<double> stay;
  for (std::int64_t i = 0; i < n; ++i) stay.push_back(1.0 - matrix.exit_rate(i) / fastest);
  // Pieces short enough for e^-(fastest time) to be a normal number.
  const double pieces = std::ceil(fastest * time / 64.0);
  double work = 0.0;
  double change = 1.0;
  for (double left = pieces; left > 0.0 && change >= 1e-15;) {
    left -= 1.0;
    const double mean = fastest * time / pieces;
    double weight = math::exp(-mean);
    const std::vector<double> before = p;
    std::vector<double> term = p;
    for (double& value : p) value *= weight;
    for (int jumps = 1; jumps <= mean || weight > 1e-20; ++jumps) {
      work += static_cast<double>(n * n);
      if (work > most_work) return {};
      std::vector<double> after(term.size(), 0.0);
      for (std::int64_t i = 0; i < n; ++i) {
        const double here = term[static_cast<std::size_t>(i)];
        after[static_cast<std::size_t>(i)] += here * stay[static_cast<std::size_t>(i)];
        for (std::int64_t j = 0; j < n; ++j) after[static_cast<std::size_t>(j)] += here * matrix.at(i, j) / fastest;
      }
      term = std::move(after);
      weight *= mean / jumps;
      for (std::size_t i = 0; i < p.size(); ++i) p[i] += weight * term[i];
    }
    change = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) change = std::max(change, std::abs(p[i] - before[i]));
  }
  return p;
}

double mean_gain(const RateMatrix& matrix, const std::vector<double>& law, const Gains& gains) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < matrix.states; ++i) {
    for (std::int64_t j = 0; j < matrix.states; ++j)
      sum +=
          law[static_cast<std::size_t>(i)] * matrix.at(i, j) * gains[static_cast<std::size_t>(i * matrix.states + j)];
  }
  return sum;
}

std::optional<double> mean_passage(const RateMatrix& matrix, std::int64_t from, std::int64_t to) {
  // A visit to `to` ends at once in `from`: the time between is what lies outside `to`.
  RateMatrix renewed = matrix;
  for (std::int64_t j = 0; j < matrix.states; ++j)
    renewed.rate[static_cast<std::size_t>(to * matrix.states + j)] = j == from && from != to ? 1.0 : 0.0;
  if (from == to) return 0.0;
  // States that are not met between are left out.
  std::vector<std::int64_t> met{from};
  for (std::size_t k = 0; k < met.size(); ++k) {
    for (std::int64_t j = 0; j < matrix.states; ++j) {
      if (renewed.at(met[k], j) > 0.0 && std::count(met.begin(), met.end(), j) == 0) met.push_back(j);
    }
  }
  RateMatrix small{std::ssize(met), {}};
  std::size_t place = met.size();
  for (std::size_t i = 0; i < met.size(); ++i) {
    if (met[i] == to) place = i;
    for (const std::int64_t j : met) small.rate.push_back(renewed.at(met[i], j));
  }
  const auto law = place < met.size() ? stationary_law(small) : std::nullopt;
  if (!law) return {};
  return (1.0 - (*law)[place]) / (*law)[place];
}

}  // namespace starling::jump
