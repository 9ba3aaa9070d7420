// Fixed points by iteration, Gaussian averages by the trapezoidal rule, which converges geometrically for them.
#include "drivers/spins/replica_symmetric.hpp"

#include <cmath>
#include <numbers>

#include "kernels/math/exponential.hpp"
#include "kernels/math/hyperbolic.hpp"

namespace starling::spins {
namespace {

/// Nodes and weights of averages over a standard normal.
struct NormalNodes {
  static constexpr int half = 160;
  double at[2 * half + 1];
  double weight[2 * half + 1];

  NormalNodes() {
    constexpr double reach = 8.5;
    double sum = 0.0;
    for (int k = 0; k <= 2 * half; ++k) {
      at[k] = reach * (k - half) / half;
      weight[k] = math::exp(-0.5 * at[k] * at[k]);
      sum += weight[k];
    }
    for (double& each : weight) each /= sum;
  }
};

double to_power(double x, std::int64_t p) {
  double product = 1.0;
  for (std::int64_t k = 0; k < p; ++k) product *= x;
  return product;
}

}  // namespace

double power_correlation(std::int64_t p, double q) {
  double sum = 0.0;
  for (std::int64_t j = 0; 2 * j <= p; ++j) {
    const std::int64_t rest = p - 2 * j;
    double coefficient = 1.0;
    for (std::int64_t k = rest + 1; k <= p; ++k) coefficient *= static_cast<double>(k);
    for (std::int64_t k = 1; k <= j; ++k) coefficient /= 2.0 * static_cast<double>(k);
    double factorial = 1.0;
    for (std::int64_t k = 2; k <= rest; ++k) factorial *= static_cast<double>(k);
    sum += coefficient * coefficient * factorial * to_power(q, rest);
  }
  return sum;
}

RetrievalState replica_symmetric(const MemoryLaw& law) {
  constexpr int most_rounds = 2000;
  constexpr double settled = 1e-12;
  static const NormalNodes nodes;
  const double beta = 1.0 / law.temperature;
  const double own = 1.0 / std::sqrt(1.0 + law.noise);
  RetrievalState now{1.0, 1.0 / own, 1.0};
  for (int round = 0; round < most_rounds; ++round) {
    double r = 0.0;
    if (law.power == 2) {
      const double rest = 1.0 - beta * (1.0 - now.order);
      if (rest <= 0.0) return {};
      r = now.order / (rest * rest);
    } else {
      r = power_correlation(law.power - 1, now.order);
    }
    const double spread = std::sqrt(law.load * r);
    const double push = to_power(now.overlap, law.power - 1);
    RetrievalState next{};
    // Without noise of the examples all patterns are 1.
    for (int i = 0; i <= 2 * NormalNodes::half; ++i) {
      if (law.noise == 0.0 && i != NormalNodes::half) continue;
      const double share = law.noise == 0.0 ? 1.0 : nodes.weight[i];
      const double pattern = own * (1.0 + std::sqrt(law.noise) * nodes.at[i]);
      for (int k = 0; k <= 2 * NormalNodes::half; ++k) {
        const double along = math::tanh(beta * (pattern * push + nodes.at[k] * spread));
        const double weight = share * nodes.weight[k];
        next.magnetisation += weight * along;
        next.overlap += weight * pattern * along;
        next.order += weight * along * along;
      }
    }
    const double moved = std::abs(next.magnetisation - now.magnetisation) + std::abs(next.overlap - now.overlap) +
                         std::abs(next.order - now.order);
    now = next;
    if (now.magnetisation < 1e-3) return {};
    if (moved < settled) return now;
  }
  return {};
}

double critical_load(std::int64_t power) {
  if (power == 2) return 0.137906;
  double odd = 1.0;
  for (std::int64_t k = 3; k <= 2 * power - 3; k += 2) odd *= static_cast<double>(k);
  double largest = 0.0;
  double area = 0.0;
  constexpr double step = 1e-4;
  const auto density = [](double y) { return 2.0 * std::numbers::inv_sqrtpi * math::exp(-y * y); };
  for (double y = 0.0; y < 6.0;) {
    area += step / 6.0 * (density(y) + 4.0 * density(y + 0.5 * step) + density(y + step));
    y += step;
    largest = std::max(largest, to_power(area, 2 * power - 2) / (y * y));
  }
  return largest / (2.0 * odd);
}

}  // namespace starling::spins
