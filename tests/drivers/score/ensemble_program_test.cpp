// Runs of the active job with the mean score of several networks.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "tests/drivers/score/runs.hpp"

namespace starling::test {
namespace {

constexpr const char* local_rate = "trajectory.h5/particles/trajectory/entropy_production_local/value";
constexpr const char* local_spread = "trajectory.h5/particles/trajectory/entropy_production_local_spread/value";

/// A column of observables.csv.
std::vector<double> column(const std::string& table, const std::string& name) {
  std::istringstream lines(table);
  std::string line;
  std::vector<double> values;
  std::ptrdiff_t at = -1;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string cell;
    for (std::ptrdiff_t k = 0; std::getline(cells, cell, ','); ++k) {
      if (values.empty() && at < 0 && cell == name)
        at = k;
      else if (at >= 0 && k == at && cell != name)
        values.push_back(std::stod(cell));
    }
  }
  return values;
}

/// The last `count` numbers of a dataset, behind what describes its shape.
std::vector<double> numbers(const std::string& bytes, std::size_t count) {
  std::vector<double> values(count);
  std::memcpy(values.data(), bytes.data() + bytes.size() - count * sizeof(double), count * sizeof(double));
  return values;
}

class ScoreEnsemble : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* const seed : {"1", "2"}) {
      const std::string directory = std::string("learned_") + seed;
      const Outcome outcome =
          run(0, score_run(trained()).arguments(directory, {"--run.seed=" + std::string(seed)}), scratch_.folder());
      ASSERT_EQ(outcome.code, 0) << outcome.errors;
    }
  }

  /// What its networks are.
  [[nodiscard]] virtual std::string trained() const { return "equivariant-active_ou-2d"; }

  void expect_more_certified() const;

  [[nodiscard]] std::map<std::string, std::string> parts_of(int ranks, const std::string& name,
                                                            const std::string& files) const {
    const Outcome outcome = run(ranks, run_scored_by(name, files), scratch_.folder());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    return fingerprint(scratch_ / name);
  }

  Scratch scratch_;
};

/// The certificate is that of the mean score: above the mean of the networks' own by their variance. The spread is that of
/// the local rates that each network gives by itself.
void ScoreEnsemble::expect_more_certified() const {
  const std::string first = "learned_1/network.h5";
  const std::string second = "learned_2/network.h5";
  auto one = parts_of(0, "one", first);
  auto other = parts_of(0, "other", second);
  auto both = parts_of(0, "both", first + "," + second);
  const std::vector<double> alone = column(one.at("observables.csv"), "score_certified_rate");
  const std::vector<double> beside = column(other.at("observables.csv"), "score_certified_rate");
  const std::vector<double> mean = column(both.at("observables.csv"), "score_certified_rate_of_members");
  const std::vector<double> certified = column(both.at("observables.csv"), "score_certified_rate");
  ASSERT_EQ(certified.size(), 11U);
  ASSERT_EQ(mean.size(), certified.size());
  for (std::size_t k = 0; k < certified.size(); ++k) {
    EXPECT_NEAR(mean[k], 0.5 * (alone[k] + beside[k]), 1e-9 * std::abs(mean[k]));
    EXPECT_GT(certified[k], mean[k]);
  }
  constexpr std::size_t particles = 80;
  ASSERT_TRUE(both.contains(local_spread));
  const auto rates_one = numbers(one.at(local_rate), particles);
  const auto rates_other = numbers(other.at(local_rate), particles);
  const auto spread = numbers(both.at(local_spread), particles);
  for (std::size_t i = 0; i < particles; ++i) {
    EXPECT_NEAR(spread[i], std::abs(rates_one[i] - rates_other[i]) / std::sqrt(2.0), 1e-9 * (1.0 + spread[i]));
  }
  EXPECT_FALSE(one.contains(local_spread));
}

TEST_F(ScoreEnsemble, CertifiesMoreThanItsNetworks) { expect_more_certified(); }

/// Each with filters of its own.
class ScoreEnsembleOfFilterBanks : public ScoreEnsemble {
  [[nodiscard]] std::string trained() const override { return "filter_bank-active_ou-2d"; }
};

TEST_F(ScoreEnsembleOfFilterBanks, CertifiesMoreThanItsNetworks) { expect_more_certified(); }

TEST_F(ScoreEnsemble, BitsDoNotDependOnRanks) {
  const std::string files = "learned_1/network.h5, learned_2/network.h5";
  static_cast<void>(parts_of(0, "alone", files));
  static_cast<void>(parts_of(3, "together", files));
  EXPECT_EQ(differences(scratch_ / "alone", scratch_ / "together"), "");
}

}  // namespace
}  // namespace starling::test
