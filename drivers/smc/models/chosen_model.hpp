// A model as a deck chooses it: its numbers are keys of [model], and what they make is a model that moves or a target.
#pragma once

#include <memory>

#include "drivers/smc/models/state_space.hpp"
#include "drivers/smc/models/static_target.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// A model that moves in time. make() fails with bad_input, about the key, where its numbers do not go together.
class ChosenModel : public Chosen {
 public:
  [[nodiscard]] virtual std::unique_ptr<StateSpace> make() const = 0;
};

/// A static target, for tempering. make() ignores data that it does not need, and fails as a model's does, or where the data
/// are not what the target takes.
class ChosenTarget : public Chosen {
 public:
  [[nodiscard]] virtual bool needs_data() const = 0;
  [[nodiscard]] virtual std::unique_ptr<StaticTarget> make(const TargetData& data) const = 0;
};

}  // namespace starling::smc
