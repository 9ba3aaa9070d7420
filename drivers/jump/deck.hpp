// The deck of the jump job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "drivers/jump/models/model.hpp"
#include "drivers/jump/models/prior.hpp"
#include "drivers/jump/posterior/observations.hpp"
#include "engine/deck/selection.hpp"
#include "engine/population/offspring.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::jump {

/// Exact paths.
struct SimulateSettings {
  enum class StartLaw { stationary, uniform };
  std::int64_t paths = 0;
  double interval = 0.0;
  std::int64_t intervals = 0;
  std::optional<std::int64_t> start;
  StartLaw start_law = StartLaw::stationary;
  std::optional<std::int64_t> passage_to;
  std::vector<double> current;
  std::optional<bool> entropy;
  std::int64_t bins = 100;
  std::int64_t burn_in = 0;
  std::int64_t jump_limit = 1000000000;
  double error = 0.0;  ///< of what is seen at the times of the grid
  std::int64_t jumps_kept = 1000;

  /// Whether the entropy along paths of such a model is summed up.
  [[nodiscard]] bool sums_entropy(bool counts_species) const { return entropy.value_or(!counts_species); }
};

/// Clones that gather what is rare.
struct CloneSettings {
  enum class Observable { entropy, current };
  std::int64_t clones = 0;
  double slice = 0.0;
  std::int64_t slices = 0;
  std::int64_t burn_in = 0;
  Observable observable = Observable::entropy;
  std::vector<double> current;
  double tilt = 0.0;
  bool compare = true;
  Resampling resampling = Resampling::systematic;
};

/// Chains for rates and paths given observations.
struct PosteriorSettings {
  ObservationSettings observed;
  double shape = 1.0;  ///< of the rates' Gamma prior, whose mean is shape / rate
  double rate = 1.0;
  std::int64_t sweeps = 0;
  std::int64_t burn_in = 0;
  std::int64_t keep_every = 1;
};

/// What a deck names in [method].
class ChosenMethod : public Chosen {
 public:
  /// One of these is not null.
  [[nodiscard]] virtual const SimulateSettings* simulates() const { return nullptr; }
  [[nodiscard]] virtual const CloneSettings* clones() const { return nullptr; }
  [[nodiscard]] virtual const PosteriorSettings* posterior() const { return nullptr; }
  /// What is seen of paths, by a method that takes observations.
  [[nodiscard]] virtual const ObservationSettings* observed() const { return nullptr; }
  /// Rows of a member; 0: as many as the model has transitions.
  [[nodiscard]] virtual std::int64_t rows() const { return 0; }
  [[nodiscard]] virtual const char* row_word() const { return "rate"; }
  [[nodiscard]] virtual const char* unit() const = 0;
  [[nodiscard]] virtual std::int64_t units() const = 0;
  [[nodiscard]] virtual const char* length_key() const = 0;
};

/// The registry of methods.
[[nodiscard]] const Choice& method_choice();

/// Every key of the deck, by its name, except those of its model, prior and method, which hold them.
struct Deck : OutputKeys {
  std::filesystem::path file;  ///< no key: where the deck is, beside which files may lie
  // [run]
  std::uint64_t seed = 1;
  std::int64_t replicas = 1;
  SelectionOf<ChosenModel> model{model_choice()};
  SelectionOf<ChosenPrior> prior{prior_choice()};
  SelectionOf<ChosenMethod> method{method_choice()};
};

/// The sections that name something, in the deck's order.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::jump
