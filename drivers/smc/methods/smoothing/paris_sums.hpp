// The recursion of PaRIS: for each particle, an estimate of what the functional has added up to on the way to it.
#pragma once

#include <cstdint>

#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/methods/smoothing/paris.hpp"
#include "drivers/smc/methods/smoothing/smoothed_term.hpp"
#include "engine/population/gathered_generation.hpp"

namespace starling::smc {

/// tau_t^i = 1/M sum_m [tau_{t-1}^J + h(x_{t-1}^J, x_t^i)], the M ancestors J drawn with probability proportional to
/// weight_{t-1}^J m(x_{t-1}^J, x_t^i). Olsson and Westerborn, Bernoulli 23 (2017) 1951. Beside each step() of the filter:
/// before_step(), step(), after_step().
class ParisSums {
 public:
  /// Of `filter`, whose model must have a transition density.
  ParisSums(const ParticleFilter& filter, const ParisSettings& settings);

  /// Collective: gathers the filter's present generation.
  void before_step(const ParticleFilter& filter, PhaseTimer& timer);

  /// Draws ancestors of the filter's new generation and adds their terms.
  void after_step(const ParticleFilter& filter, PhaseTimer& timer);

  /// Collective: sum w tau / sum w of the present generation. Fails with blow_up on every rank if it is not a number: a
  /// particle that counts has no ancestor that is possible, or its state is not finite.
  [[nodiscard]] double estimate(const ParticleFilter& filter) const;

  /// Draw m of local slot j of the present generation is ancestor()[j * draws() + m]; device memory.
  [[nodiscard]] const std::int32_t* ancestor() const { return ancestor_.data(); }
  [[nodiscard]] int draws() const { return draws_; }

  /// Column "tau" over this rank's slots; load() restores the sums from it.
  [[nodiscard]] SlotColumn column() const;
  void load(const std::vector<SlotColumn>& columns);

  [[nodiscard]] std::int64_t bytes_sent() const { return before_.bytes_sent(); }

 private:
  std::int64_t slots_;
  int draws_;
  SmoothedTerm term_;
  GatheredGeneration before_;
  DeviceArray<double> tau_;
  DeviceArray<std::int32_t> ancestor_;
};

}  // namespace starling::smc
