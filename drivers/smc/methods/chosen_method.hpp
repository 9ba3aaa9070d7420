// A method as a deck chooses it: its settings are keys of [method], and what they make is a member of the run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

struct Problem;

/// Bad input, named by the key that asks for it, unless the model has a capability.
void require(bool has, const std::string& key, const std::string& value, const char* capability,
             const StateSpace& model);

/// The same for the transition density, with the reason.
void require_transition_density(const std::string& method, const StateSpace& model);

/// Bytes per particle of a generation that every rank holds whole: state, weight, sum, and the alias table.
[[nodiscard]] constexpr std::int64_t gathered_bytes(std::int64_t columns) { return 8 * (columns + 3) + 12; }
/// Bytes per particle of the generations of all times.
[[nodiscard]] constexpr std::int64_t history_bytes(std::int64_t columns, std::int64_t times) {
  return 8 * (columns + 1) * times;
}

/// Complaints about settings are failures with bad_input about a key.
class ChosenMethod : public Chosen {
 public:
  /// Of each member.
  [[nodiscard]] virtual std::int64_t particles() const = 0;
  /// Independent chains of each replica, where it makes chains: its members.
  [[nodiscard]] virtual std::optional<std::int64_t> chains() const { return std::nullopt; }

  /// Whether it computes with a static target instead of a model that moves.
  [[nodiscard]] virtual bool takes_target() const { return false; }
  /// Whether it filters once through all times: its table has moments and quantiles, and its particles have ancestors.
  [[nodiscard]] virtual bool is_filter() const { return true; }

  /// Refuses settings that do not go together.
  virtual void check() const {}
  /// Refuses a model or target that lacks what the method needs.
  virtual void check_needs(const Problem& /*problem*/) const {}

  /// Units of work of each member, by the number of observations; empty if only the run can tell.
  [[nodiscard]] virtual std::optional<std::int64_t> units(std::int64_t times) const { return times; }
  /// The key that says how many there are; empty if it is the data.
  [[nodiscard]] virtual std::string length_key() const { return {}; }
  /// Bytes of memory that a particle of `columns` doubles takes beside both generations of itself.
  [[nodiscard]] virtual std::int64_t more_bytes(std::int64_t /*columns*/, std::int64_t /*times*/) const { return 0; }

  /// Collective over the group. `problem` must outlive the method.
  [[nodiscard]] virtual std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                                     const TableSettings& table) const = 0;
};

}  // namespace starling::smc
