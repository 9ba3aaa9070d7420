// The processes that a deck can name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "drivers/jump/models/rate_matrix.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/jump/network.hpp"
#include "kernels/parameters.hpp"

namespace starling::jump {

/// A reaction network with the counts that it starts from.
struct ReactionNetwork {
  Network network;
  std::vector<std::int64_t> start;
};

using Process = std::variant<RateMatrix, ReactionNetwork>;

/// A number of a process that a prior may draw.
struct ModelParameter {
  std::string name;
  double value;
  Limits limits;
};

/// What a deck names in [model].
class ChosenModel : public Chosen {
 public:
  /// Collective. Fails with bad_input about the keys of [model].
  [[nodiscard]] virtual Process make(const Communicator& world, const std::filesystem::path& deck) const = 0;
  /// As far as the deck alone tells.
  virtual void check() const = 0;
  [[nodiscard]] virtual bool counts_species() const { return false; }
  /// Of what make() gave, in an order that is theirs; rates and constants that are 0 are none.
  [[nodiscard]] virtual std::vector<ModelParameter> parameters(const Process& made) const = 0;
  /// The same process with these values of its parameters.
  [[nodiscard]] virtual Process with(const Process& made, const std::vector<double>& values) const = 0;
};

/// The registry of models.
[[nodiscard]] const Choice& model_choice();

}  // namespace starling::jump
