// What all members of a run compute with: made once of the deck.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/jump/deck.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::jump {

enum class Phase { jumping, resampling, observation, communication, output };

[[nodiscard]] PhasePlan phase_plan();

/// Rates, and what paths and clones take of them.
struct StateProcess {
  RateMatrix matrix;
  Gains entropy;  ///< of each pair of states; zeros where it is not asked for
  Gains current;
  std::vector<double> start;  ///< law of the start
  std::unique_ptr<DeviceRates> device;
};

struct Problem {
  const Deck& deck;
  Process process;
  std::optional<Prior> prior;
  std::shared_ptr<const StateProcess> states;  ///< with the model's own rates; null for networks and given observations
  std::int64_t start_state = -1;
  bool stationary = false;               ///< paths start from the stationary law
  std::vector<std::size_t> transitions;  ///< pairs i * states + j that the model has
  StateObservations observations;
  std::string hash;  ///< of rates and observations: what the deck's files say

  /// Collective. Fails with bad_input about the deck's keys.
  Problem(const Communicator& world, const Deck& of);

  [[nodiscard]] const RateMatrix* matrix() const { return std::get_if<RateMatrix>(&process); }
  [[nodiscard]] const ReactionNetwork* network() const { return std::get_if<ReactionNetwork>(&process); }
  /// The parameters that `prior` draws for a replica.
  [[nodiscard]] std::vector<double> parameters_of(std::int64_t replica) const;
  /// Of a replica, where `states` or network() are not null.
  [[nodiscard]] std::shared_ptr<const StateProcess> states_of(std::int64_t replica) const;
  [[nodiscard]] ReactionNetwork network_of(std::int64_t replica) const;
  /// What clones gather.
  [[nodiscard]] const Gains& gathered() const;
  [[nodiscard]] std::int64_t rows() const;
  /// Numbers of a state.
  [[nodiscard]] int width() const { return network() != nullptr ? network()->network.species : 1; }
  [[nodiscard]] std::int64_t bytes_per_row() const;
  /// Of a path or clone in a unit, under the stationary law: what a rate of work is told by. None where this is not the law of
  /// every replica's paths, or where a unit is more a look than jumps.
  [[nodiscard]] std::optional<double> expected_jumps() const;

 private:
  [[nodiscard]] std::shared_ptr<const StateProcess> make_states(RateMatrix rates) const;
};

/// Makes the member that the deck's model and method ask for. Collective over the group.
[[nodiscard]] std::unique_ptr<Member> make_member(const Problem& problem, const MemberPlace& place,
                                                  const MemberState* resumed);

/// What is exactly known of a run that has come to this unit.
[[nodiscard]] nlohmann::ordered_json exact_entry(const Problem& problem, std::int64_t done);

}  // namespace starling::jump
