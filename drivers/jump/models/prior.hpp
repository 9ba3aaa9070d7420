// Priors of a model's parameters: each replica draws its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/jump/models/model.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/random/key.hpp"

namespace starling::jump {

/// What a deck names in [prior]: the law of the parameters that are drawn, which are independent.
class ChosenPrior : public Chosen {
 public:
  /// Whether any are.
  [[nodiscard]] virtual bool draws() const { return true; }
  /// Places among `all` of those that are drawn, every one unless the deck names some. Fails with bad_input about the keys of
  /// [prior]: names that are none, lists of the wrong length, laws beyond the parameters' limits.
  [[nodiscard]] std::vector<std::size_t> drawn_of(const std::vector<ModelParameter>& all) const;
  /// The value of the k-th that is drawn, by the random numbers of (key; entity).
  [[nodiscard]] virtual double draw(std::size_t k, std::uint32_t entity, random::Key key) const = 0;

 protected:
  void describe_names(Schema& schema);
  /// Fails with bad_input if a number of the law does not fit the parameters that are drawn, `drawn` of them.
  virtual void check(const std::vector<ModelParameter>& drawn) const = 0;

 private:
  std::string names_;
};

/// The registry of priors.
[[nodiscard]] const Choice& prior_choice();

/// A model's parameters under a prior.
class Prior {
 public:
  /// Fails with bad_input about the keys of [prior]. `law` outlives it.
  Prior(const ChosenPrior& law, std::vector<ModelParameter> parameters);

  [[nodiscard]] const std::vector<ModelParameter>& parameters() const { return parameters_; }
  /// The places of those that are drawn.
  [[nodiscard]] const std::vector<std::size_t>& drawn() const { return drawn_; }
  /// All parameters in a replica, those that are not drawn as they are. Fails with bad_input where one is beyond its limits.
  [[nodiscard]] std::vector<double> draw(std::uint64_t seed, std::int64_t replica) const;

 private:
  const ChosenPrior& law_;
  std::vector<ModelParameter> parameters_;
  std::vector<std::size_t> drawn_;
};

}  // namespace starling::jump
