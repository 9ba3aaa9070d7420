// Runs of ready decks of the diffusion job, in process, replica by replica.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "drivers/diffusion/sampling/population.hpp"
#include "engine/run/setting.hpp"
#include "tests/physics/average.hpp"
#include "tests/physics/ready_deck.hpp"

namespace starling::diffusion {

/// A deck of inputs/diffusion with changes, and what its members compute with.
class ReadyRun {
 public:
  ReadyRun(const std::string& name, const Changes& changes) {
    deck_.file = ready_deck("diffusion", name);
    read_deck(deck_.file, changes, selections, schema_, deck_);
    deck_.score->load(alone_, deck_.file);
    deck_.method->plan(setting_, deck_, plan_);
  }

  [[nodiscard]] const Deck& deck() const { return deck_; }
  /// That of a target which is a mixture.
  [[nodiscard]] const Problem& problem() const {
    if (problem_ == nullptr) problem_ = deck_.method->problem_of(deck_);
    return *problem_;
  }

  /// A member at its start, on this rank.
  [[nodiscard]] std::unique_ptr<Member> member(PhaseTimer& timer, std::int64_t replica) const {
    return plan_.make({alone_, timer, replica, 0}, nullptr);
  }

  /// The plan that the deck's method made, as the runner would get it.
  [[nodiscard]] const RunPlan& plan() const { return plan_; }

  /// Each result of each replica, those of this rank: replicas are dealt out.
  [[nodiscard]] std::map<std::string, std::vector<double>> results(const Communicator& world) const {
    std::map<std::string, std::vector<double>> found;
    for (std::int64_t replica = world.rank(); replica < deck_.replicas; replica += world.size()) {
      PhaseTimer timer(phase_plan().labels);
      const auto one = member(timer, replica);
      std::vector<TableRow> rows;
      one->advance_to(*one->planned(), rows);
      for (const Result& result : one->results()) found[result.name].push_back(result.mean);
    }
    return found;
  }

 private:
  Deck deck_;
  Schema schema_{"diffusion", ""};
  Communicator alone_{MPI_COMM_SELF};
  CommandLine command_line_;
  RunLog log_{alone_};
  RunSetting setting_{alone_, command_line_, schema_, log_};
  RunPlan plan_;
  mutable std::shared_ptr<const Problem> problem_;
};

/// Means over replicas are tested at so many standard errors, with fixed seeds.
inline constexpr double errors_allowed = 4.5;

inline void expect_within(const std::string& name, const Average& found, double exact, double sharpness) {
  EXPECT_LE(std::abs(found.value - exact), errors_allowed * found.error)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(found.error, sharpness) << name << " is too uncertain to test anything";
  ::testing::Test::RecordProperty(
      name, std::to_string(found.value) + " +- " + std::to_string(found.error) + ", exact " + std::to_string(exact));
}

/// Every result of a ready deck with changes, without distances unless these ask for them.
inline std::map<std::string, Average> averages(const std::string& deck, const Changes& changes) {
  const Communicator world(MPI_COMM_WORLD);
  std::map<std::string, Average> found;
  const ReadyRun run(deck, joined({{"output.distances", "false"}}, changes));
  for (const auto& [name, values] : run.results(world)) found[name] = average(world, values);
  return found;
}

}  // namespace starling::diffusion
