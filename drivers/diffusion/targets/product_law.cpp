// Multiplying mixtures.
#include "drivers/diffusion/targets/product_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

constexpr double most_choices = 16384.0;

/// Weights in logs, and not normalised.
struct WeightedProduct {
  std::vector<double> log_weight;
  Mixture gaussians;
};

WeightedProduct times(const WeightedProduct& left, const Mixture& right) {
  WeightedProduct product{{}, {right.dimension, {}, {}, {}}};
  for (std::size_t k = 0; k < left.log_weight.size(); ++k) {
    for (int l = 0; l < right.components(); ++l) {
      double log_weight = left.log_weight[k] + math::log(right.weight[static_cast<std::size_t>(l)]);
      for (int c = 0; c < right.dimension; ++c) {
        const double m = left.gaussians.mean_of(static_cast<int>(k), c);
        const double u = left.gaussians.variance_of(static_cast<int>(k), c);
        const double n = right.mean_of(l, c);
        const double v = right.variance_of(l, c);
        log_weight -= 0.5 * (math::log(2.0 * std::numbers::pi * (u + v)) + (m - n) * (m - n) / (u + v));
        product.gaussians.mean.push_back((m * v + n * u) / (u + v));
        product.gaussians.variance.push_back(u * v / (u + v));
      }
      product.log_weight.push_back(log_weight);
    }
  }
  return product;
}

WeightedProduct of(const Mixture& mixture) {
  WeightedProduct product{{}, mixture};
  for (const double weight : mixture.weight) product.log_weight.push_back(math::log(weight));
  return product;
}

/// Normalised, without what is nothing beside the largest.
ProductLaw normalised(const WeightedProduct& product) {
  const double largest = *std::max_element(product.log_weight.begin(), product.log_weight.end());
  ProductLaw law{{product.gaussians.dimension, {}, {}, {}}, 0.0};
  const auto cells = static_cast<std::ptrdiff_t>(product.gaussians.dimension);
  double total = 0.0;
  for (std::size_t k = 0; k < product.log_weight.size(); ++k) {
    const double weight = math::exp(product.log_weight[k] - largest);
    if (weight < std::numeric_limits<double>::min()) continue;
    total += weight;
    law.mixture.weight.push_back(weight);
    const auto first = static_cast<std::ptrdiff_t>(k) * cells;
    const std::vector<double>& mean = product.gaussians.mean;
    const std::vector<double>& variance = product.gaussians.variance;
    law.mixture.mean.insert(law.mixture.mean.end(), mean.begin() + first, mean.begin() + first + cells);
    law.mixture.variance.insert(law.mixture.variance.end(), variance.begin() + first, variance.begin() + first + cells);
  }
  for (double& weight : law.mixture.weight) weight /= total;
  law.log_total = largest + math::log(total);
  return law;
}

}  // namespace

std::optional<ProductLaw> product_law(const std::vector<Factor>& factors) {
  double choices = 1.0;
  for (const Factor& factor : factors) {
    if (!(factor.exponent >= 1.0) || factor.exponent != std::floor(factor.exponent)) return {};
    for (double n = 0.0; n < factor.exponent && choices <= most_choices; ++n) choices *= factor.mixture.components();
    // A single Gaussian may be raised to any power, but not in a loop without end.
    if (choices > most_choices || factor.exponent > most_choices) return {};
  }
  std::optional<WeightedProduct> product;
  for (const Factor& factor : factors) {
    for (double n = 0.0; n < factor.exponent; ++n)
      product = product ? times(*product, factor.mixture) : of(factor.mixture);
  }
  if (!product) return {};
  return normalised(*product);
}

}  // namespace starling::diffusion
