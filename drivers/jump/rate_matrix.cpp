// Tables of rates for kernels, and exact laws.
#include "drivers/jump/rate_matrix.hpp"

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
    gains[static_cast<std::size_t>(i * states + j)] = 1.0;
    gains[static_cast<std::size_t>(j * states + i)] = -1.0;
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

std::vector<double> propagated(const RateMatrix& matrix, std::vector<double> p, double time) {
  const std::int64_t n = matrix.states;
  double fastest = 0.0;
  for (std::int64_t i = 0; i < n; ++i) fastest = std::max(fastest, matrix.exit_rate(i));
  // Pieces short enough for e^-(fastest time) to be a normal number.
  const auto pieces = static_cast<std::int64_t>(std::ceil(fastest * time / 64.0));
  for (std::int64_t piece = 0; piece < pieces; ++piece) {
    const double mean = fastest * time / static_cast<double>(pieces);
    double weight = math::exp(-mean);
    double seen = weight;
    std::vector<double> term = p;
    for (double& value : p) value *= weight;
    for (int jumps = 1; 1.0 - seen > 1e-16 && jumps < 1000; ++jumps) {
      std::vector<double> after(term.size(), 0.0);
      for (std::int64_t i = 0; i < n; ++i) {
        const double here = term[static_cast<std::size_t>(i)];
        after[static_cast<std::size_t>(i)] += here * (1.0 - matrix.exit_rate(i) / fastest);
        for (std::int64_t j = 0; j < n; ++j) after[static_cast<std::size_t>(j)] += here * matrix.at(i, j) / fastest;
      }
      term = std::move(after);
      weight *= mean / jumps;
      seen += weight;
      for (std::size_t i = 0; i < p.size(); ++i) p[i] += weight * term[i];
    }
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

double scaled_generating_function(const RateMatrix& matrix, const Gains& gains, double k) {
  const std::int64_t n = matrix.states;
  const auto size = static_cast<std::size_t>(n * n);
  double fastest = 0.0;
  for (std::int64_t i = 0; i < n; ++i) fastest = std::max(fastest, matrix.exit_rate(i));
  // B = 2 + (tilted Q) / fastest is not negative, and its powers grow as its largest eigenvalue.
  std::vector<double> power(size);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      const auto pair = static_cast<std::size_t>(i * n + j);
      power[pair] =
          i == j ? 2.0 - matrix.exit_rate(i) / fastest : matrix.at(i, j) / fastest * math::exp(k * gains[pair]);
    }
  }
  double log_growth = 0.0;
  double exponent = 1.0;
  for (int squarings = 0; squarings < 60; ++squarings) {
    double total = 0.0;
    for (const double value : power) total += value;
    log_growth += math::log(total) / exponent;
    std::vector<double> square(size, 0.0);
    for (double& value : power) value /= total;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t l = 0; l < n; ++l) {
        for (std::int64_t j = 0; j < n; ++j)
          square[static_cast<std::size_t>(i * n + j)] +=
              power[static_cast<std::size_t>(i * n + l)] * power[static_cast<std::size_t>(l * n + j)];
      }
    }
    power = std::move(square);
    exponent *= 2.0;
  }
  return fastest * (math::exp(log_growth) - 2.0);
}

}  // namespace starling::jump
