// Tilting mixtures.
#include "drivers/diffusion/rewards/tilted_law.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/diffusion/processes/path.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// N(mean, variance) times e^(r/alpha) of one component is e^log_mass N(new mean, new variance).
struct TiltedGaussian {
  double mean;
  double variance;
  double log_mass;
};

TiltedGaussian tilted(double mean, double variance, const PointTerms& terms, std::size_t c, double alpha) {
  if (terms.shape == RewardShape::linear) {
    const double pull = terms.first[c] / alpha;
    return {mean + variance * pull, variance, pull * (mean + 0.5 * variance * pull)};
  }
  const double curvature = terms.first[c] / alpha;
  const double shrink = 1.0 / (1.0 + curvature * variance);
  const double apart = mean - terms.second[c];
  return {terms.second[c] + shrink * apart, variance * shrink,
          0.5 * (math::log(shrink) - curvature * shrink * apart * apart)};
}

/// Of x = signal y.
Mixture scaled(const Mixture& mixture, double signal) { return noised_field(mixture, {signal, 0.0, 0.0, 0.0}, {}).law; }

double log_mean_of_indicator(const Mixture& mixture, const PointTerms& terms, double alpha) {
  const PointReward reward{terms.shape, nullptr, nullptr, terms.along, terms.low, terms.high, terms.height};
  double inside = 0.0;
  double outside = 0.0;
  for (int k = 0; k < mixture.components(); ++k) {
    const double weight = mixture.weight[static_cast<std::size_t>(k)];
    inside += weight * reward.inside(mixture.mean_of(k, terms.along), mixture.variance_of(k, terms.along));
    outside += weight * reward.outside(mixture.mean_of(k, terms.along), mixture.variance_of(k, terms.along));
  }
  return log_of_step(outside, inside, terms.height / alpha);
}

}  // namespace

TiltedMixture tilted(const Mixture& mixture, const PointTerms& terms, double alpha) {
  std::vector<double> log_weight;
  Mixture all{mixture.dimension, {}, {}, {}};
  for (int k = 0; k < mixture.components(); ++k) {
    double sum = math::log(mixture.weight[static_cast<std::size_t>(k)]);
    for (int c = 0; c < mixture.dimension; ++c) {
      const TiltedGaussian one =
          tilted(mixture.mean_of(k, c), mixture.variance_of(k, c), terms, static_cast<std::size_t>(c), alpha);
      all.mean.push_back(one.mean);
      all.variance.push_back(one.variance);
      sum += one.log_mass;
    }
    log_weight.push_back(sum);
  }
  const double largest = *std::max_element(log_weight.begin(), log_weight.end());
  double total = 0.0;
  for (const double each : log_weight) total += math::exp(each - largest);
  // Weights that vanish stay positive, since mixtures have logarithms of them.
  for (const double each : log_weight) all.weight.push_back(math::exp(std::max(each - largest, -600.0)) / total);
  return {std::move(all), largest + math::log(total)};
}

ExactLaw tilted_law(const Mixture& mixture, double signal, const PointTerms& terms, double alpha, const Modes& modes) {
  if (terms.shape != RewardShape::indicator) {
    const TiltedMixture found = tilted(mixture, terms, alpha);
    ExactLaw law = exact_law(scaled(found.mixture, signal), modes);
    law.log_z = found.log_z;
    return law;
  }
  ExactLaw law;
  if (mixture.dimension == 1)
    law = stepped_law(scaled(mixture, signal), signal * terms.low, signal * terms.high, terms.height / alpha, modes);
  law.log_z = log_mean_of_indicator(mixture, terms, alpha);
  return law;
}

}  // namespace starling::diffusion
