// A model as a deck chooses it: its numbers are keys of [model], and what they make is a model that moves or a target.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/smc/models/state_space.hpp"
#include "drivers/smc/models/static_target.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// What a log says of a model.
struct Remarks {
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
};

/// A model that moves in time. make() fails with bad_input, about the key, where its numbers do not go together.
class ChosenModel : public Chosen {
 public:
  /// The model of so many observations.
  [[nodiscard]] virtual std::unique_ptr<StateSpace> make(std::int64_t times) const = 0;

  /// The same with one of its numbers, or a list of one, changed. Fails with bad_input, about the key, if there is none of
  /// this name, or if the number is outside its limits.
  [[nodiscard]] virtual std::unique_ptr<ChosenModel> with(const std::string& name, double number) const = 0;

  /// What there is to say of a model that make() gives.
  [[nodiscard]] virtual Remarks remarks(std::int64_t /*times*/) const { return {}; }
};

/// A static target, for tempering. make() ignores data that it does not need, and fails as a model's does, or where the data
/// are not what the target takes.
class ChosenTarget : public Chosen {
 public:
  [[nodiscard]] virtual bool needs_data() const = 0;
  [[nodiscard]] virtual std::unique_ptr<StaticTarget> make(const TargetData& data) const = 0;
};

}  // namespace starling::smc
