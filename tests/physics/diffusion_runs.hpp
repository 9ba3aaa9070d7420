// Runs of ready decks of the diffusion job, in process, replica by replica.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "drivers/diffusion/sampling/population.hpp"
#include "engine/comm/exact_sum.hpp"
#include "engine/deck/command_line.hpp"

namespace starling::diffusion {

/// Keys and their values.
using Changes = std::vector<std::pair<std::string, std::string>>;

/// A deck of inputs/diffusion with changes, and what its members compute with.
class ReadyRun {
 public:
  ReadyRun(const std::string& name, const Changes& changes) {
    std::ifstream file(STARLING_SOURCE_DIR "/inputs/diffusion/" + name + ".ini");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    std::vector<Assignment> more;
    for (const auto& change : changes) more.push_back({change.first, change.second, "", 0});
    const std::vector<Assignment> given = combined(read_assignments(text, name), more);
    for (Selection* const section : selections(deck_)) section->choose(given);
    describe(schema_, deck_);
    schema_.read(text, name, more);
    check(schema_, deck_);
    problem_ = std::make_unique<Problem>(deck_);
  }

  [[nodiscard]] const Problem& problem() const { return *problem_; }

  /// The deck's method's plan, which the runner would get.
  [[nodiscard]] RunPlan plan(const Communicator& world) const {
    RunLog log(world);
    const CommandLine nothing;
    const RunSetting setting{world, nothing, schema_, log};
    RunPlan plan;
    deck_.method->plan(setting, deck_, plan);
    return plan;
  }

  /// Each result of each replica, those of this rank: replicas are dealt out.
  [[nodiscard]] std::map<std::string, std::vector<double>> results(const Communicator& world) const {
    const RunPlan planned = plan(world);
    const Communicator alone(MPI_COMM_SELF);
    std::map<std::string, std::vector<double>> found;
    for (std::int64_t replica = world.rank(); replica < deck_.replicas; replica += world.size()) {
      PhaseTimer timer(phase_plan().labels);
      const auto member = planned.make({alone, timer, replica, 0}, nullptr);
      std::vector<TableRow> rows;
      member->advance_to(*member->planned(), rows);
      for (const Result& result : member->results()) found[result.name].push_back(result.mean);
    }
    return found;
  }

 private:
  Deck deck_;
  Schema schema_{"diffusion", ""};
  std::unique_ptr<Problem> problem_;
};

/// Mean and standard error over the replicas of all ranks.
inline std::pair<double, double> average(const Communicator& world, const std::vector<double>& values) {
  const auto count = static_cast<double>(world.sum(static_cast<std::int64_t>(values.size())));
  const double mean = exact_sum(world, values) / count;
  std::vector<double> squares;
  for (const double value : values) squares.push_back((value - mean) * (value - mean));
  return {mean, std::sqrt(exact_sum(world, squares) / (count * (count - 1.0)))};
}

}  // namespace starling::diffusion
