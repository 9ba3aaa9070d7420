// Runs of ready decks of the jump job, in process.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "drivers/jump/problem.hpp"
#include "tests/physics/ready_deck.hpp"

namespace starling::jump {

/// A deck of inputs/jump with changes, run in process.
class ReadyRun {
 public:
  ReadyRun(const std::string& name, const Changes& changes) {
    deck_.file = ready_deck("jump", name);
    read_deck(deck_.file, changes, selections, schema_, deck_);
    problem_ = std::make_unique<Problem>(world_, deck_);
  }

  [[nodiscard]] const RateMatrix& matrix() const { return *problem_->matrix(); }
  [[nodiscard]] const Problem& problem() const { return *problem_; }

  /// The member at its end, and its results.
  [[nodiscard]] std::map<std::string, Result> results(std::int64_t replica = 0) {
    member_ = make_member(*problem_, {world_, timer_, replica, 0}, nullptr);
    std::vector<TableRow> rows;
    member_->advance_to(deck_.method->units(), rows);
    std::map<std::string, Result> found;
    for (const Result& result : member_->results()) found[result.name] = result;
    return found;
  }
  [[nodiscard]] const Member& member() const { return *member_; }

 private:
  Communicator world_{MPI_COMM_WORLD};
  PhaseTimer timer_{phase_plan().labels};
  Deck deck_;
  Schema schema_{"jump", ""};
  std::unique_ptr<Problem> problem_;
  std::unique_ptr<Member> member_;
};

/// Within 4.5 standard errors, which are at most `sharp`.
inline void expect_within(const Result& found, double exact, double sharp) {
  EXPECT_NEAR(found.mean, exact, 4.5 * found.error) << found.name << ": " << found.mean << " +- " << found.error;
  EXPECT_LT(found.error, sharp) << found.name;
}

}  // namespace starling::jump
