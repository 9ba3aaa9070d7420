// Chains of a deck's text, run in the test's own process on all of its ranks, and what they say.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/ensemble.hpp"
#include "drivers/sgmcmc/chains/wanted_draws.hpp"
#include "drivers/sgmcmc/deck.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "tests/physics/average.hpp"

namespace starling::sgmcmc::testing_support {

/// A deck's chains. Functions that return something of the chains are collective, and complete on rank 0.
class DeckChains {
 public:
  /// What is made of the deck's sampler: a wrong form of it.
  using Change = std::function<std::unique_ptr<Sampler>(std::unique_ptr<Sampler>)>;

  /// The same of the deck's target.
  using TargetChange = std::function<std::unique_ptr<Target>(std::unique_ptr<Target>)>;

  explicit DeckChains(const std::string& text, const Change& change = {}, const TargetChange& target_change = {})
      : world_(MPI_COMM_WORLD), timer_(phase_plan().labels) {
    const auto given = read_assignments(text, "test");
    choose_all(deck_, selections, given);
    Schema schema("sgmcmc", "");
    describe(schema, deck_);
    schema.read(text, "test");
    check(schema, deck_);
    const SwapSettings swaps = deck_.sampler->swaps();
    groups_ =
        std::make_unique<RankGroups>(world_, deck_.chains.count * static_cast<std::int64_t>(swaps.temperatures.size()));
    target_ = deck_.target->make({groups_->group(), deck_.chains.seed, "test"});
    if (target_change) target_ = target_change(std::move(target_));
    std::unique_ptr<Sampler> sampler = deck_.sampler->make();
    if (change) sampler = change(std::move(sampler));
    plan_ =
        std::make_unique<EnsemblePlan>(deck_.chains, deck_.sampler->schedule(), swaps, std::move(sampler), *target_);
    std::vector<Chain*> working;
    for (std::int64_t k = 0; k < groups_->count(); ++k) {
      const MemberPlace place{groups_->group(), timer_, 0, groups_->first() + k};
      chains_.push_back(std::make_unique<Chain>(*plan_, place, nullptr));
      working.push_back(chains_.back().get());
    }
    ensemble_ = std::make_unique<Ensemble>(*plan_, *groups_, working);
  }

  [[nodiscard]] bool is_root() const { return world_.is_root(); }
  [[nodiscard]] const EnsemblePlan& plan() const { return *plan_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Chain>>& own() const { return chains_; }

  /// To `units`, or to the end.
  DeckChains& run(std::int64_t units = std::numeric_limits<std::int64_t>::max()) {
    std::vector<MemberRow> rows;
    ensemble_->advance_to(units, timer_, rows);
    return *this;
  }

  /// Draws of the law that is wanted: values[chain][draw * shown + k].
  [[nodiscard]] std::vector<std::vector<double>> draws() const { return wanted_draws(*plan_, *groups_, all()); }
  /// What the job would say of them.
  [[nodiscard]] Diagnosis diagnosis(Judgement judgement) const {
    return diagnose(*plan_, *groups_, all(), deck_.thresholds, judgement);
  }

  /// The mean of value(shown numbers of a draw) over draws and chains, its error between chains.
  [[nodiscard]] Average mean_of(const std::function<double(const double*)>& value) const {
    std::vector<double> means;
    const std::size_t width = plan_->shown().size();
    for (const std::vector<double>& chain : draws()) {
      double sum = 0.0;
      for (std::size_t at = 0; at < chain.size(); at += width) sum += value(&chain[at]);
      means.push_back(sum / (static_cast<double>(chain.size()) / static_cast<double>(width)));
    }
    if (means.empty()) return {0.0, 0.0};
    const MeanAndError between = mean_and_error(means);
    return {between.mean, between.error};
  }

  /// The mean of a number of each chain, of which each group has those of its own.
  [[nodiscard]] Average mean_over_chains(const std::vector<double>& own) const {
    const std::vector<double> all = gather_values(*groups_, own);
    if (all.empty()) return {0.0, 0.0};
    const MeanAndError between = mean_and_error(all);
    return {between.mean, between.error};
  }

  [[nodiscard]] Average mean_of(const std::string& function) const {
    const auto& shown = plan_->shown();
    const auto at = std::find(shown.begin(), shown.end(), function) - shown.begin();
    return mean_of([at](const double* numbers) { return numbers[at]; });
  }

 private:
  [[nodiscard]] std::vector<const Chain*> all() const {
    std::vector<const Chain*> own;
    for (const auto& chain : chains_) own.push_back(chain.get());
    return own;
  }

  Communicator world_;
  PhaseTimer timer_;
  Deck deck_;
  std::unique_ptr<RankGroups> groups_;
  std::unique_ptr<Target> target_;
  std::unique_ptr<EnsemblePlan> plan_;
  std::vector<std::unique_ptr<Chain>> chains_;
  std::unique_ptr<Ensemble> ensemble_;
};

/// Sections of a deck.
inline std::string sgmcmc_text(const std::string& target, const std::string& sampler, const std::string& chains) {
  return fmt::format("job = sgmcmc\n[target]\n{}\n[sampler]\n{}\n[chains]\n{}\n", target, sampler, chains);
}

/// Fails beyond four standard errors of the exact value, or where the error is more than `sharpness`. Rank 0 judges.
inline void expect_exact(const DeckChains& chains, const std::string& name, const Average& found, double exact,
                         double sharpness) {
  if (!chains.is_root()) return;
  EXPECT_LE(std::abs(found.value - exact), 4.0 * found.error)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(found.error, sharpness) << name << " is too uncertain to test anything";
  ::testing::Test::RecordProperty(name, fmt::format("{:.6g} +- {:.2g}, exact {:.6g}", found.value, found.error, exact));
  std::printf("    %s = %.6g +- %.2g, exact %.6g\n", name.c_str(), found.value, found.error, exact);
}

/// Of chains of a wrong form: fails within five standard errors of the exact value, which the wrong form must miss.
inline void expect_missed(const DeckChains& chains, const std::string& name, const Average& found, double exact) {
  if (!chains.is_root()) return;
  EXPECT_GE(std::abs(found.value - exact), 5.0 * found.error)
      << name << " = " << found.value << " +- " << found.error << " does not differ from the exact value, " << exact;
  std::printf("    %s = %.6g +- %.2g instead of %.6g\n", name.c_str(), found.value, found.error, exact);
}

/// Fails too beyond four standard errors of what the wrong form is known to give, `wrong`, which has an error of its own.
inline void expect_wrong(const DeckChains& chains, const std::string& name, const Average& found, const Average& wrong,
                         double exact) {
  expect_missed(chains, name, found, exact);
  if (!chains.is_root()) return;
  EXPECT_LE(std::abs(found.value - wrong.value), 4.0 * std::hypot(found.error, wrong.error))
      << name << " = " << found.value << " +- " << found.error << ", known to give " << wrong.value;
}

}  // namespace starling::sgmcmc::testing_support
