// Pairs of parameters and paths: the prior's moments, and laws of what is seen of paths whose parameters are drawn.
#include <array>

#include "drivers/jump/paths/path_record.hpp"
#include "tests/physics/jump/runs.hpp"

namespace starling::jump {
namespace {

/// A mean of independent numbers, with its standard error.
class Mean {
 public:
  void add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  [[nodiscard]] double mean() const { return sum_ / count_; }
  [[nodiscard]] double error() const { return std::sqrt((squares_ / count_ - mean() * mean()) / (count_ - 1.0)); }
  void expect(double exact, const std::string& name) const {
    EXPECT_NEAR(mean(), exact, 4.5 * error()) << name << " +- " << error();
    EXPECT_GT(error(), 0.0) << name;
  }

 private:
  double count_ = 0.0;
  double sum_ = 0.0;
  double squares_ = 0.0;
};

/// What is written down of one replica by this rank.
struct Pairs {
  std::vector<double> parameters;
  PathRows rows;
};

std::vector<Pairs> pairs_of(ReadyRun& run, std::int64_t replicas) {
  std::vector<Pairs> all;
  for (std::int64_t replica = 0; replica < replicas; ++replica) {
    static_cast<void>(run.results(replica));
    Pairs& pairs = all.emplace_back(Pairs{run.problem().parameters_of(replica), {}});
    dynamic_cast<const RecordedPaths&>(run.member()).record(pairs.rows);
  }
  return all;
}

/// The law with density x^(shape - 1) e^(-rate x).
void expect_gamma(const std::vector<double>& values, double shape, double rate) {
  Mean first;
  Mean second;
  for (const double x : values) {
    first.add(x);
    second.add((x - shape / rate) * (x - shape / rate));
  }
  first.expect(shape / rate, "the mean of a rate");
  second.expect(shape / (rate * rate), "its variance");
}

double likelihood(const std::vector<double>& rates, const std::array<std::int64_t, 3>& seen) {
  const StateObservations data{{0.5, 1.0, 1.5}, {seen.begin(), seen.end()}, 0.1};
  return std::exp(log_likelihood({2, {0.0, rates[0], rates[1], 0.0}}, data));
}

/// Of Gamma(2, 2) rates, by the trapezoid rule in the logs of both.
double evidence(const std::array<std::int64_t, 3>& seen) {
  double total = 0.0;
  constexpr int points = 40;
  const double step = (std::log(30.0) - std::log(3e-4)) / points;
  for (int a = 0; a <= points; ++a) {
    for (int b = 0; b <= points; ++b) {
      const std::vector<double> q{3e-4 * std::exp(step * a), 3e-4 * std::exp(step * b)};
      double density = step * step;
      for (const double each : q) density *= 4.0 * each * each * std::exp(-2.0 * each);
      total += density * likelihood(q, seen);
    }
  }
  return total;
}

TEST(JumpPairs, OfTwoStatesHaveTheEvidenceOfEveryPattern) {
  constexpr std::size_t replicas = 4000;
  ReadyRun run("pairs", {{"method.intervals", "3"}});
  const std::vector<Pairs> all = pairs_of(run, replicas);
  std::vector<double> rates[2];
  Mean product;
  for (const Pairs& each : all) {
    for (std::size_t k = 0; k < 2; ++k) rates[k].push_back(each.parameters[k]);
    product.add((each.parameters[0] - 1.0) * (each.parameters[1] - 1.0));
  }
  for (const auto& each : rates) expect_gamma(each, 2.0, 2.0);
  product.expect(0.0, "the covariance of the rates");
  double sum = 0.0;
  for (std::int64_t k = 0; k < 8; ++k) {
    const std::array<std::int64_t, 3> pattern{k & 1, k >> 1 & 1, k >> 2};
    Mean frequency;
    Mean with_rate;   // how often the pattern is seen less how often it should be with these rates, times a rate
    Mean with_other;  // with the rates of another replica
    for (std::size_t r = 0; r < replicas; ++r) {
      const std::vector<std::int32_t>& seen = all[r].rows.seen;
      double found = 0.0;
      for (std::size_t at = 0; at < seen.size(); at += 3)
        found += std::equal(pattern.begin(), pattern.end(), seen.begin() + static_cast<std::ptrdiff_t>(at)) ? 1.0 : 0.0;
      found /= static_cast<double>(seen.size()) / 3.0;
      frequency.add(found);
      const double rate = all[r].parameters[0] - 1.0;
      with_rate.add((found - likelihood(all[r].parameters, pattern)) * rate);
      if (k == 0) with_other.add((found - likelihood(all[(r + 1) % replicas].parameters, pattern)) * rate);
    }
    const double exact = evidence(pattern);
    sum += exact;
    frequency.expect(exact, fmt::format("pattern {}", k));
    with_rate.expect(0.0, fmt::format("pattern and rate {}", k));
    // Who never leaves state 0 has a low rate: paths given to the wrong rates would show.
    if (k == 0) {
      EXPECT_LT(with_other.mean(), -6.0 * with_other.error());
    }
  }
  EXPECT_NEAR(sum, 1.0, 1e-6);
}

TEST(JumpPairs, AreSeenWhereTheirJumpsLeadWithErrors) {
  Mean wrong;
  Mean stays;
  for (const char* const error : {"0", "0.1"}) {
    const bool exact = std::string(error) == "0";
    ReadyRun run("pairs", {{"method.error", error}, {"method.intervals", "6"}, {"method.jumps_kept", "20"}});
    std::int64_t cut = 0;
    for (const Pairs& each : pairs_of(run, 1500)) {
      std::size_t first = 0;
      for (std::size_t path = 0; path < each.rows.start.size(); ++path) {
        const auto kept = static_cast<std::size_t>(each.rows.kept[path]);
        EXPECT_EQ(each.rows.kept[path], std::min<std::int64_t>(each.rows.jumps[path], 20));
        cut += each.rows.jumps[path] > 20 ? 1 : 0;
        // Given a Gamma(2, 2) rate q nothing happens until t with probability E[e^(-qt)] = (2 / (2 + t))^2.
        if (path == 0 && exact) stays.add(each.rows.jumps[path] == 0 ? 1.0 : 0.0);
        for (std::size_t k = 0; k < 6; ++k) {
          const double time = 0.5 * static_cast<double>(k + 1);
          std::int32_t state = each.rows.start[path];
          std::size_t j = first;
          for (; j < first + kept && each.rows.time[j] <= time; ++j) {
            EXPECT_EQ(each.rows.state[j], 1 - state);
            state = each.rows.state[j];
          }
          if (j == first + kept && each.rows.jumps[path] > 20) break;
          const bool differs = each.rows.seen[path * 6 + k] != state;
          EXPECT_FALSE(exact && differs);
          if (!exact) wrong.add(differs ? 1.0 : 0.0);
        }
        first += kept;
      }
      EXPECT_EQ(first, each.rows.time.size());
    }
    EXPECT_LT(cut, 30);
  }
  wrong.expect(0.1, "errors of observation");
  stays.expect(std::pow(2.0 / 5.0, 2), "paths that stay");
}

/// Counts are Poisson with mean lambda m, m = 1 - e^-t; with a Gamma(a, b) rate of immigration negative binomial.
TEST(JumpPairs, OfImmigrationWithADrawnRateAreNegativeBinomial) {
  ReadyRun run("immigration_death", {{"run.replicas", "4000"},
                                     {"prior.name", "gamma"},
                                     {"prior.shape", "3"},
                                     {"prior.rate", "0.5"},
                                     {"prior.parameters", "constant_0"},
                                     {"method.paths", "2"},
                                     {"method.intervals", "2"},
                                     {"method.burn_in", "0"}});
  const double m = 1.0 - std::exp(-1.0);
  const double exact = 6.0 * m;
  std::vector<double> rates;
  Mean mean;
  Mean variance;
  Mean none;
  for (const Pairs& each : pairs_of(run, 4000)) {
    EXPECT_EQ(each.parameters[1], 1.0);
    rates.push_back(each.parameters[0]);
    const PathRows& rows = each.rows;
    const double count = rows.seen[1];
    mean.add(count);
    variance.add((count - exact) * (count - exact));
    none.add(count == 0.0 ? 1.0 : 0.0);
    EXPECT_EQ(rows.start[0], 0);
    EXPECT_EQ(rows.kept[0] > 0 ? rows.state[static_cast<std::size_t>(rows.kept[0]) - 1] : 0, rows.seen[1]);
  }
  expect_gamma(rates, 3.0, 0.5);
  mean.expect(exact, "the mean count");
  variance.expect(exact + 12.0 * m * m, "its variance");
  none.expect(std::pow(0.5 / (0.5 + m), 3), "paths without molecules");
}

TEST(JumpPairs, OfTheRatchetHaveLogUniformNumbers) {
  const ReadyRun run(
      "quick",
      {{"run.replicas", "4000"}, {"prior.name", "log_uniform"}, {"prior.low", "0.5 0.1"}, {"prior.high", "2 10"}});
  Mean logs[2];
  Mean squares[2];
  const double width[2] = {std::log(4.0), std::log(100.0)};
  for (std::int64_t replica = 0; replica < 4000; ++replica) {
    const std::vector<double> drawn = run.problem().parameters_of(replica);
    for (int k = 0; k < 2; ++k) {
      const double value = std::log(drawn[static_cast<std::size_t>(k)]);  // whose middle is 0
      EXPECT_LE(std::abs(value), 0.5 * width[k] + 1e-12);
      logs[k].add(value);
      squares[k].add(value * value);
    }
    if (replica > 20) continue;
    const RateMatrix& matrix = run.problem().states_of(replica)->matrix;
    EXPECT_NEAR(matrix.at(0, 2), std::exp(-drawn[0]), 1e-14);
    EXPECT_EQ(matrix.at(4, 1), drawn[1]);
  }
  for (int k = 0; k < 2; ++k) {
    logs[k].expect(0.0, "the mean of a logarithm");
    squares[k].expect(width[k] * width[k] / 12.0, "its variance");
  }
}

}  // namespace
}  // namespace starling::jump
