// The example of "Add a job" in CONTRIBUTING.md: independent walkers that step left or right.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/comm/exact_sum.hpp"
#include "engine/io/rows.hpp"
#include "engine/run/job.hpp"
#include "engine/statistics/block_average.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::random_walk {

/// The keys of its deck.
struct Deck : OutputKeys {
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::int64_t replicas = 1;
  std::int64_t walkers = 0;
  std::int64_t observe_every = 10;
};

inline void describe(Schema& schema, Deck& deck) {
  schema.section("run", "What is run.");
  schema.key("seed", deck.seed, "of the random numbers");
  schema.key("steps", deck.steps, "steps of every walker").required().at_least(1).may_change_on_restart();
  schema.key("replicas", deck.replicas, "independent populations").at_least(1);
  schema.key("walkers", deck.walkers, "walkers in each").required().at_least(1).at_most(1e9);
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between rows").at_least(1);
  declare_checkpoints(schema, deck, "steps");
}

/// One population. Its rows are its walkers, of which this rank has an even share.
class Population final : public Member {
 public:
  Population(const Deck& deck, const MemberPlace& place, const MemberState* resumed)
      : deck_(deck),
        group_(place.group),
        timer_(place.timer),
        key_(random::make_key(deck.seed, static_cast<std::uint32_t>(place.replica))),
        share_(rows_of(deck.walkers, place.group)),
        position_(static_cast<std::size_t>(share_.count), 0.0) {
    if (resumed == nullptr) return;
    step_ = resumed->shared.at("step").get<std::int64_t>();
    speed_ = BlockAverage::load(resumed->shared.at("speed"));
    position_ = resumed->columns.at(0).values;
  }

  [[nodiscard]] std::vector<std::string> columns() const override { return {"mean_square_displacement"}; }
  [[nodiscard]] std::int64_t done() const override { return step_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return deck_.steps; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(deck_.walkers); }

  void advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) override {
    timer_.enter(0);
    for (const std::int64_t last = std::min(units, deck_.steps); step_ < last; ++step_) {
      for (std::int64_t k = 0; k < share_.count; ++k) {
        const auto walker = static_cast<std::uint32_t>(share_.first + k);
        const auto step = static_cast<std::uint64_t>(step_);
        const double uniform = random::uniform(walker, key_, step, random::Purpose::dynamics, 0);
        position_[static_cast<std::size_t>(k)] += uniform < 0.5 ? -1.0 : 1.0;
      }
    }
  }

  void observe(std::vector<TableRow>& rows) override {
    std::vector<double> squares;
    for (const double x : position_) squares.push_back(x * x);
    const double mean = exact_sum(group_, squares) / static_cast<double>(deck_.walkers);
    if (step_ > 0) speed_.push(mean / static_cast<double>(step_));
    rows.push_back({step_, {mean}});
  }

  [[nodiscard]] std::vector<Result> results() const override {
    return {{"displacement_rate", speed_.mean(), speed_.standard_error().value_or(NAN), speed_.samples()}};
  }

  [[nodiscard]] MemberState save() const override {
    return {{{"step", step_}, {"speed", speed_.save()}}, {{"position", 1, position_}}};
  }

 private:
  const Deck& deck_;
  const Communicator& group_;
  PhaseTimer& timer_;
  random::Key key_;
  RowBlock share_;
  std::int64_t step_ = 0;
  std::vector<double> position_;
  BlockAverage speed_;  ///< of the mean square displacement per step, which is 1 exactly
};

inline RunPlan make_plan(const RunSetting& /*setting*/, const Deck& deck) {
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = deck.walkers;
  plan.unit = "step";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = {{{"walking"}, {"communication", true}, {"output"}}, 1, 2, 2};
  plan.table = TablePlan{"walks.csv", {deck.observe_every}};
  plan.row_word = "walker";
  plan.bytes_per_row = 8;
  plan.make = [&](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Population>(deck, place, resumed);
  };
  return plan;
}

[[nodiscard]] inline Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "random_walk";
  declared.meaning = "walkers that step left or right";
  declared.sizes = "run.walkers and run.replicas";
  declared.describe = describe;
  declared.check = [](const Schema&, const Deck&) {};
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::random_walk
