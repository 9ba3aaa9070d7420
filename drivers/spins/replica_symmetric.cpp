// Fixed points by iteration, Gaussian averages by the trapezoidal rule.
#include "drivers/spins/replica_symmetric.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/math/exponential.hpp"
#include "kernels/math/hyperbolic.hpp"
#include "kernels/math/whole_power.hpp"

namespace starling::spins {
namespace {

/// Nodes and weights of averages over a standard normal: the trapezoidal rule, whose error falls geometrically with the ratio of
/// the distance of poles to the spacing.
struct NormalNodes {
  std::vector<double> at;
  std::vector<double> weight;

  explicit NormalNodes(double spacing) {
    constexpr double reach = 8.5;
    const int half = static_cast<int>(reach / spacing) + 1;
    double sum = 0.0;
    for (int k = -half; k <= half; ++k) {
      at.push_back(reach * k / half);
      weight.push_back(math::exp(-0.5 * at.back() * at.back()));
      sum += weight.back();
    }
    for (double& each : weight) each /= sum;
  }
};

constexpr double widest_spacing = 0.05;
constexpr double narrowest_spacing = 1e-3;

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
    sum += coefficient * coefficient * factorial * math::whole_power(q, rest);
  }
  return sum;
}

std::optional<RetrievalState> replica_symmetric(const MemoryLaw& law) {
  constexpr int most_rounds = 5000;
  constexpr double settled = 1e-12;
  const double beta = 1.0 / law.temperature;
  const double own = 1.0 / std::sqrt(1.0 + law.noise);
  // tanh(beta z spread) has poles at i pi/(2 beta spread); spread is largest at q = 1.
  const double widest = law.power == 2 ? 1.0 : power_correlation(law.power - 1, 1.0);
  const double spacing = 0.4 / (beta * std::sqrt(law.load * widest));
  if (spacing < narrowest_spacing) return {};
  const NormalNodes nodes(std::min(spacing, widest_spacing));
  const NormalNodes noise(law.noise == 0.0 ? 100.0 : 0.1);
  RetrievalState now{1.0, 1.0 / own, 1.0};
  for (int round = 0; round < most_rounds; ++round) {
    double r = 0.0;
    if (law.power == 2) {
      const double rest = 1.0 - beta * (1.0 - now.order);
      if (rest <= 0.0) return RetrievalState{};
      r = now.order / (rest * rest);
    } else {
      r = power_correlation(law.power - 1, now.order);
    }
    const double spread = std::sqrt(law.load * r);
    const double push = math::whole_power(now.overlap, law.power - 1);
    RetrievalState next{};
    for (std::size_t i = 0; i < noise.at.size(); ++i) {
      const double pattern = own * (1.0 + std::sqrt(law.noise) * noise.at[i]);
      for (std::size_t k = 0; k < nodes.at.size(); ++k) {
        const double along = math::tanh(beta * (pattern * push + nodes.at[k] * spread));
        const double weight = noise.weight[i] * nodes.weight[k];
        next.magnetisation += weight * along;
        next.overlap += weight * pattern * along;
        next.order += weight * along * along;
      }
    }
    const double moved = std::abs(next.magnetisation - now.magnetisation) + std::abs(next.overlap - now.overlap) +
                         std::abs(next.order - now.order);
    now = next;
    if (now.magnetisation < 1e-3) return RetrievalState{};
    if (moved < settled) return now;
  }
  return {};
}

double critical_load(std::int64_t power) {
  double odd = 1.0;
  for (std::int64_t k = 3; k <= 2 * power - 3; k += 2) odd *= static_cast<double>(k);
  double largest = 0.0;
  double area = 0.0;
  constexpr double step = 1e-4;
  const auto density = [](double y) { return 2.0 * std::numbers::inv_sqrtpi * math::exp(-y * y); };
  for (double y = 0.0; y < 6.0;) {
    area += step / 6.0 * (density(y) + 4.0 * density(y + 0.5 * step) + density(y + step));
    y += step;
    const double apart = area / y - density(y);
    largest = std::max(largest, power == 2 ? apart * apart : math::whole_power(area, 2 * power - 2) / (y * y));
  }
  return largest / (2.0 * odd);
}

}  // namespace starling::spins
