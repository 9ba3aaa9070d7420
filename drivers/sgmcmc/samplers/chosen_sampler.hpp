// A sampler as a deck chooses it: its settings are keys of [sampler].
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/sgmcmc/samplers/sampler.hpp"
#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// Lengths of steps: in a burn-in of B units epsilon_t = epsilon ((offset + B) / (offset + t))^decay, and epsilon after it.
struct StepSchedule {
  double step = 0.0;
  double decay = 0.0;  ///< 0: the same step throughout
  double offset = 1.0;

  [[nodiscard]] double at(std::int64_t unit, std::int64_t burn_in) const;
};

/// How chains at several temperatures exchange them.
struct SwapSettings {
  std::vector<double> temperatures = {1.0};  ///< of the rungs, rising, in units of the posterior temperature
  std::int64_t every = 10;                   ///< units between exchanges
  double energy_variance = 0.0;              ///< sigma^2 of one energy
};

class ChosenSampler : public Chosen {
 public:
  /// The keys of all samplers; what overrides it adds its own.
  void describe(Schema& schema) override;

  /// Refuses settings that do not go together, with bad_input about a key.
  virtual void check() const {}
  [[nodiscard]] const StepSchedule& schedule() const { return schedule_; }
  /// A ladder of one rung unless the sampler has more.
  [[nodiscard]] virtual SwapSettings swaps() const { return {}; }
  /// What has to be said of its numbers where they are known to be biased; empty otherwise.
  [[nodiscard]] virtual std::string label() const { return {}; }
  /// Whether its gradients are those of batches, or noisy in their place.
  [[nodiscard]] virtual bool takes_batches() const { return true; }
  /// Whether it finds something in the burn-in that it then keeps.
  [[nodiscard]] virtual bool needs_burn_in() const { return false; }
  /// Whether its chains sample a law, which then can be judged.
  [[nodiscard]] virtual bool samples() const { return true; }
  [[nodiscard]] virtual std::unique_ptr<Sampler> make() const = 0;

 private:
  StepSchedule schedule_;
};

}  // namespace starling::sgmcmc
