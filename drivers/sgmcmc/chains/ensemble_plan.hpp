// What all chains of a run have in common: target, sampler, and when what is done.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/targets/target.hpp"

namespace starling::sgmcmc {

/// What a deck says of chains. A unit is an update of the warm start, then a step (or proposal) of the sampler.
struct ChainSettings {
  std::uint64_t seed = 1;
  std::int64_t count = 4;       ///< chains; with a ladder, ladders
  double temperature = 1.0;     ///< of the posterior, exp(-U/T)
  std::int64_t warm_start = 0;  ///< updates by Adam before all else
  double warm_start_rate = 1e-3;
  std::int64_t burn_in = 0;     ///< units of the sampler before the first draw
  std::int64_t steps = 0;       ///< units after them
  std::int64_t keep_every = 1;  ///< units that can be drawn from, of which the last is kept
  std::int64_t batch = 0;       ///< data items of a gradient; 0: all
  bool shared_batches = false;  ///< the same for all chains

  [[nodiscard]] std::int64_t units() const { return warm_start + burn_in + steps; }
};

/// How many of a sampler's units [from, until) leave something of the law that is sampled.
[[nodiscard]] std::int64_t drawable(const Sampler& sampler, std::int64_t from, std::int64_t until);
/// The same after the burn-in.
[[nodiscard]] std::int64_t drawable(const Sampler& sampler, const ChainSettings& settings);

/// A run's chains: member = ladder * rungs + place in the ladder; without a ladder a member is a chain.
class EnsemblePlan {
 public:
  /// `target` outlives it.
  EnsemblePlan(const ChainSettings& settings, const StepSchedule& schedule, SwapSettings swaps,
               std::unique_ptr<Sampler> sampler, Target& target);

  [[nodiscard]] const ChainSettings& settings() const { return settings_; }
  [[nodiscard]] const SwapSettings& swaps() const { return swaps_; }
  [[nodiscard]] Target& target() const { return target_; }
  [[nodiscard]] const Sampler& sampler() const { return *sampler_; }
  [[nodiscard]] const Sampler& warm_start() const { return *warm_start_; }

  [[nodiscard]] std::int64_t rungs() const { return static_cast<std::int64_t>(swaps_.temperatures.size()); }
  [[nodiscard]] std::int64_t members() const { return settings_.count * rungs(); }
  /// Of the sampler's momenta, once the burn-in is over.
  [[nodiscard]] double kinetic_temperature() const { return sampler_->kinetic_temperature(schedule_.step); }
  [[nodiscard]] random::Key key(std::int64_t member) const;
  /// Batches of these members: epochs, or independent ones where the sampler proposes.
  [[nodiscard]] Batches batches(std::int64_t first_member, std::int64_t members) const;
  /// Independent ones, of every member its own, for energies that are exchanged.
  [[nodiscard]] Batches energy_batches(std::int64_t first_member, std::int64_t members) const;

  /// Names of a chain's arrays (the first is the position) and numbers.
  [[nodiscard]] const std::vector<std::string>& vectors() const { return vectors_; }
  [[nodiscard]] const std::vector<std::string>& scalars() const { return scalars_; }
  /// Which of the arrays has momenta; -1 if none.
  [[nodiscard]] int momenta() const { return momenta_; }

  /// What is kept of each draw: the target's functions, the energy, and what watches the chain: its kinetic temperature
  /// p.p / d T (where there are momenta) and its rung (where there is a ladder).
  [[nodiscard]] const std::vector<std::string>& shown() const { return shown_; }
  /// How many of them are functions of the position, which diagnostics judge.
  [[nodiscard]] std::size_t judged() const { return judged_; }
  [[nodiscard]] std::int64_t parameters() const { return target_.layout().size(); }
  /// Rows of a member: its parameters, then what is shown.
  [[nodiscard]] std::int64_t rows() const { return parameters() + static_cast<std::int64_t>(shown_.size()); }

  /// Of a run's unit: the sampler's own count, negative in the warm start.
  [[nodiscard]] std::int64_t sampler_unit(std::int64_t unit) const { return unit - settings_.warm_start; }
  [[nodiscard]] Unit unit(std::int64_t unit) const;
  /// Whether a draw is kept, or temperatures are exchanged, once this unit is done.
  [[nodiscard]] bool draws_after(std::int64_t unit) const;
  [[nodiscard]] bool swaps_after(std::int64_t unit) const;
  /// The first unit from `unit` on after which temperatures are exchanged, plus one; at most `until`.
  [[nodiscard]] std::int64_t next_swap(std::int64_t unit, std::int64_t until) const;
  /// Draws that a run keeps.
  [[nodiscard]] std::int64_t all_draws() const { return drawable(*sampler_, settings_) / settings_.keep_every; }

 private:
  ChainSettings settings_;
  StepSchedule schedule_;
  SwapSettings swaps_;
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<Sampler> warm_start_;
  Target& target_;
  std::vector<std::string> vectors_{"position"};
  std::vector<std::string> scalars_;
  std::vector<std::string> shown_;
  std::size_t judged_ = 0;
  int momenta_ = -1;
};

}  // namespace starling::sgmcmc
