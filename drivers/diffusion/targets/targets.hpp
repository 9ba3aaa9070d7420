// The mixtures that a deck can name, and the choice among them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "drivers/diffusion/targets/chain.hpp"
#include "drivers/diffusion/targets/mixture.hpp"
#include "engine/deck/choice.hpp"

namespace starling::diffusion {

/// A mixture as a deck chooses it, in [target] or in [second].
class ChosenTarget : public Chosen {
 public:
  /// The mixture; fails with bad_input about a key of `section` if its numbers do not fit together. Empty (dimension 0) for
  /// `none`.
  [[nodiscard]] virtual Mixture make(const std::string& section) const = 0;
  /// The chain of letters; none if it is a mixture.
  [[nodiscard]] virtual std::optional<MaskedChain> chain() const { return {}; }
};

/// [target]: what is sampled. [second]: what it is multiplied by, guided against, or interpolated from.
[[nodiscard]] const Choice& target_choice();
[[nodiscard]] const Choice& second_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_chain();

}  // namespace starling::diffusion
