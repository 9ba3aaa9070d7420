// A function to minimise as the swarm sees it, and as a deck chooses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/problem_keys.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/consensus/moves.hpp"

namespace starling::optimise {

/// A box, coordinate by coordinate.
struct Box {
  std::vector<double> lower;
  std::vector<double> upper;
};

/// E(x). One serves all members of a rank.
class Objective {
 public:
  virtual ~Objective() = default;

  [[nodiscard]] virtual int dimension() const = 0;

  /// Costs of this rank's slots, on the device. May draw numbers, as a function of the replica alone: the same for every slot
  /// and step. Fails, on this rank alone, where it cannot be computed; a cost that is not finite is for the caller.
  virtual void costs(const consensus::Slots& slots, std::int64_t replica, double* cost) const = 0;

  /// What a cost is worth in particle-steps, and the bytes that all slots of a rank need for it, besides themselves.
  [[nodiscard]] virtual double work() const { return 1.0; }
  [[nodiscard]] virtual double bytes() const { return 0.0; }

  /// Where starts are looked for unless the deck says where, and whether nothing may leave it.
  [[nodiscard]] virtual Box box() const = 0;
  [[nodiscard]] virtual bool bounded() const { return false; }

  /// The least cost, if it is known, and the number that every coordinate of its place is, if there is one.
  [[nodiscard]] virtual std::optional<double> minimum() const { return std::nullopt; }
  [[nodiscard]] virtual std::optional<double> minimiser() const { return std::nullopt; }

  /// The data behind it as a table's text, empty if there are none; and what there is to say of it.
  [[nodiscard]] virtual std::string data() const { return {}; }
  [[nodiscard]] virtual smc::Remarks remarks() const { return {}; }

  /// What coordinate k is called, the number that its value x stands for, and the other way, for numbers in the box.
  [[nodiscard]] virtual std::string name_of(int k) const { return fmt::format("x_{}", k); }
  [[nodiscard]] virtual double value_of(int /*k*/, double x) const { return x; }
  [[nodiscard]] virtual double place_of(int /*k*/, double value) const { return value; }
};

/// What an objective may need to be made. Collective over the world.
struct ObjectivePlace {
  const Communicator& world;
  const Schema& schema;
  const smc::ProblemKeys& problem;
  const std::filesystem::path& deck_file;
};

class ChosenObjective : public Chosen {
 public:
  /// Whether the deck has [model] and [data] for it.
  [[nodiscard]] virtual bool needs_model() const { return false; }
  /// Refuses a model of which it wants what it does not have.
  virtual void check_model(const smc::ChosenModel& /*model*/) const {}
  /// Refuses settings that do not go together.
  virtual void check() const {}
  [[nodiscard]] virtual std::unique_ptr<Objective> make(const ObjectivePlace& place) const = 0;
};

/// The section [objective].
[[nodiscard]] const Choice& objective_choice();

[[nodiscard]] std::unique_ptr<Chosen> chosen_logistic();
[[nodiscard]] std::unique_ptr<Chosen> chosen_state_space();

}  // namespace starling::optimise
