// The score that a sampler goes by: the exact one, or one that is wrong by a known amount.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "drivers/diffusion/processes/path.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::diffusion {

class Denoiser;

/// What a field gains per unit of the score of x, the rest being fixed by x and the level: velocity, data and noise are all
/// affine in the score.
[[nodiscard]] double gain_of_score(const FieldWish& wish, const NoiseLevel& level);

/// A score as a deck chooses it, in [score]. It is written in y = x/a = x_0 + sigma z and v = sigma^2, so that all noising
/// processes see the same.
class ChosenScore : public Chosen {
 public:
  /// Refuses settings that do nothing.
  virtual void check() const {}
  [[nodiscard]] virtual bool exact() const { return false; }
  /// The mixture whose scores are taken: `target`, or another. Fails with bad_input if there is no such mixture.
  [[nodiscard]] virtual Mixture mixture(const Mixture& target) const { return target; }
  /// Reads what it needs, once the deck has been checked; collective over the world. Fails with bad_input about a key.
  virtual void load(const Communicator& /*world*/, const std::filesystem::path& /*deck*/) {}
  /// Instead of a mixture's, the mean that a network has learned; null if none was. Known once loaded.
  [[nodiscard]] virtual std::shared_ptr<const Denoiser> network() const { return nullptr; }
  /// The same of [second], for corrections.
  [[nodiscard]] virtual std::shared_ptr<const Denoiser> second_network() const { return nullptr; }
  /// Whether there will be one, and one of [second].
  [[nodiscard]] virtual bool learned() const { return false; }
  [[nodiscard]] virtual bool second_learned() const { return false; }
  /// Of what it read; empty if nothing.
  [[nodiscard]] virtual std::string content_hash() const { return {}; }
  /// Adds what the perturbation does to fields of that mixture's path.
  virtual void perturb(const NoiseLevel& /*level*/, FieldWish& /*wish*/) const {}
};

[[nodiscard]] const Choice& score_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_learned();

}  // namespace starling::diffusion
