// A target as a deck chooses it: its settings are keys of [target], and what they make is the target of a group's chains.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// Where a target is made. `group` outlives it.
struct TargetPlace {
  const Communicator& group;        ///< the ranks that evaluate it together
  std::uint64_t seed;               ///< run.seed, for data that are drawn
  std::filesystem::path deck_file;  ///< beside which files of data are looked for
};

class ChosenTarget : public Chosen {
 public:
  /// Refuses settings that do not go together, with bad_input about a key.
  virtual void check() const {}

  /// Noise that its settings add in place of that of batches: variance of a gradient's, standard deviation of an energy's.
  [[nodiscard]] virtual double gradient_noise() const { return 0.0; }
  [[nodiscard]] virtual double energy_noise() const { return 0.0; }
  /// Whether every chain has data of its own, drawn from the prior: chains are replicates of a calibration then, no draws of
  /// one law.
  [[nodiscard]] virtual bool calibrates() const { return false; }

  /// Collective over the group. Fails with bad_input about a key where data are not what the settings say.
  [[nodiscard]] virtual std::unique_ptr<Target> make(const TargetPlace& place) const = 0;
};

}  // namespace starling::sgmcmc
