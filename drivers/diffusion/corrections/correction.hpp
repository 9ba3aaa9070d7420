// Products of powers of the noised laws of mixtures, and the weights that correct a sampler towards them. Skreta et al.,
// arXiv 2503.02819.
#pragma once

#include <optional>
#include <vector>

#include "drivers/diffusion/targets/mixture.hpp"
#include "engine/deck/choice.hpp"
#include "engine/population/offspring.hpp"

namespace starling::diffusion {

/// A factor q^c.
struct Factor {
  Mixture mixture;
  double exponent;
};

/// sum_i c_i / u_i along a component of space: near the centre of the narrowest Gaussians (u_i the smallest variance of a factor,
/// the largest where c_i < 0), or far out, where the widest rule.
enum class Place { centre, tail };
[[nodiscard]] double precision_of(const std::vector<Factor>& factors, int component, Place place);

/// How steps are weighted: importance weights with the known laws, which are unbiased at any number of steps; the rate of
/// Feynman and Kac, right as steps become short; or that as published: centred, clamped to [-1, 1], resampled at every
/// step, without a start weight, the last step unweighted.
enum class Weights { exact, feynman_kac, published };

struct CorrectionSettings {
  Weights weights = Weights::exact;
  double ess_threshold = 0.5;
  Resampling resampling = Resampling::systematic;
  std::optional<double> start_variance;
  bool halves = false;  ///< a population of half the steps beside each, which tells what the steps' length does
};

/// A correction as a deck chooses it.
class ChosenCorrection : public Chosen {
 public:
  void describe(Schema& schema) override;
  /// The factors, target first where it has one; empty for `none`. `second` is empty where the deck names none.
  [[nodiscard]] virtual std::vector<Factor> factors(const Mixture& target, const Mixture& second) const = 0;
  [[nodiscard]] virtual bool needs_second() const = 0;
  [[nodiscard]] const CorrectionSettings& settings() const { return settings_; }

 private:
  CorrectionSettings settings_;
};

[[nodiscard]] const Choice& correction_choice();

}  // namespace starling::diffusion
