// The processes that a deck can name.
#pragma once

#include <filesystem>
#include <optional>
#include <variant>
#include <vector>

#include "drivers/jump/rate_matrix.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/jump/network.hpp"

namespace starling::jump {

/// A reaction network with the counts that it starts from.
struct ReactionNetwork {
  Network network;
  std::vector<std::int64_t> start;
};

using Process = std::variant<RateMatrix, ReactionNetwork>;

/// What a deck names in [model].
class ChosenModel : public Chosen {
 public:
  /// Collective. Fails with bad_input about the keys of [model].
  [[nodiscard]] virtual Process make(const Communicator& world, const std::filesystem::path& deck) const = 0;
  /// As far as the deck alone tells.
  virtual void check() const = 0;
  [[nodiscard]] virtual bool counts_species() const { return false; }
};

/// The registry of models.
[[nodiscard]] const Choice& model_choice();

}  // namespace starling::jump
