// Filter means, variances and quantiles against Kalman's, and convergence where nothing is known exactly. With fixed seeds,
// at 4.5 standard errors: some 210 comparisons, of which a right filter fails one in 700 choices of seeds.
#include <algorithm>

#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;
using starling::testing::Vector;

/// Column `column` of each time of each replica: [time][replica of this rank].
std::vector<std::vector<std::vector<double>>> tables(const StateSpace& model, const Observations& observations,
                                                     const FilterSettings& settings, const TableSettings& table,
                                                     int replicas) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const auto length = static_cast<std::int64_t>(observations.size());
  std::vector<std::vector<std::vector<double>>> values(length);
  for (int replica = world.rank(); replica < replicas; replica += world.size()) {
    const auto filter =
        make_filter(at(alone, {11, static_cast<std::uint32_t>(replica)}), model, observations, settings, table);
    for (const TableRow& row : advance(*filter, length)) {
      values[row.step].resize(row.values.size());
      for (std::size_t c = 0; c < row.values.size(); ++c) values[row.step][c].push_back(row.values[c]);
    }
  }
  return values;
}

void expect_near(const std::string& name, const Average& found, double exact, double sharpness) {
  EXPECT_LE(std::abs(found.value - exact), 4.5 * found.error)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(4.5 * found.error, sharpness) << name << " is too uncertain to test anything";
}

/// The columns of a one-dimensional filter's table.
enum Column { mean = 3, variance = 4, low = 5, middle = 6, high = 7 };

void expect_kalman(const FilterSettings& settings) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = make_model("linear_gaussian", {});
  Observations observations = observed({0.4, -0.9, 0.3, 1.6, 2.4, 0.9, 1.1, 0.0, -0.6, -1.8, -2.2, -0.7, 0.5, 1.9});
  std::vector<Vector> rows = rows_of_observations(observations, 1);
  observations[7].missing = true;
  rows[7].clear();
  const auto exact = starling::testing::kalman({{0.9}, {1.0}, {1.0}, {1.0}, {0.0}, {1.0 / 0.19}}, rows);
  TableSettings table;
  table.quantiles = {0.05, 0.5, 0.95};
  const auto found = tables(*model, observations, settings, table, 60);
  for (std::size_t t = 0; t < found.size(); ++t) {
    const double m = exact.filtered_mean[t];
    const double deviation = std::sqrt(exact.filtered_variance[t]);
    const double reach = 1.6448536269514722 * deviation;
    const std::string at = fmt::format(" at {}", t);
    expect_near("mean" + at, average(world, found[t][mean]), m, 0.03 * deviation);
    expect_near("variance" + at, average(world, found[t][variance]), deviation * deviation,
                0.03 * deviation * deviation);
    expect_near("5 % quantile" + at, average(world, found[t][low]), m - reach, 0.08 * deviation);
    expect_near("median" + at, average(world, found[t][middle]), m, 0.05 * deviation);
    expect_near("95 % quantile" + at, average(world, found[t][high]), m + reach, 0.08 * deviation);
  }
}

TEST(FilterMoments, OfABootstrapFilterAreKalmans) { expect_kalman(method(FilterName::bootstrap, 4000)); }
TEST(FilterMoments, OfAnAuxiliaryFilterAreKalmans) {
  expect_kalman(method(FilterName::auxiliary, 4000, Resampling::residual, 0.9));
}
TEST(FilterMoments, OfAnEntropicFilterAreKalmans) {
  FilterSettings settings = method(FilterName::entropic, 4000, Resampling::multinomial, 0.9);
  settings.annealing = Annealing::entropy;
  expect_kalman(settings);
}

TEST(FilterMoments, OfTheLorenzSystemConvergeAsTheRootOfTheParticles) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = make_model("lorenz_96", {{"start_variance", {0.1}}, {"noise_variance", {0.5}}});
  const Observations observations = simulated(*model, 6, 5);
  const FilterSettings many = method(FilterName::guided, 1 << 18);
  const auto reference_filter = make_filter(at(world, {99, 0}), *model, observations, many, {});
  const std::vector<double> reference = advance(*reference_filter, 6).back().values;
  const double log_evidence = reference_filter->results().front().mean;
  std::vector<double> errors;
  for (const std::int64_t particles : {1000, 4000, 16000}) {
    const FilterSettings settings = method(FilterName::guided, particles);
    const auto found = tables(*model, observations, settings, {}, 32);
    double squares = 0.0;
    for (int c = 0; c < 8; ++c) {
      std::vector<double> square;
      for (const double value : found.back()[3 + c])
        square.push_back((value - reference[3 + c]) * (value - reference[3 + c]));
      squares += average(world, square).value;
    }
    errors.push_back(std::sqrt(squares));
    expect_within(fmt::format("Z-hat of {} particles", particles),
                  evidence_ratio(*model, observations, settings, 64, log_evidence), 1.0,
                  30.0 / std::sqrt(static_cast<double>(particles)));
  }
  // 256 squares each: the slope's standard error is about 0.02.
  const double slope = std::log(errors.back() / errors.front()) / std::log(16.0);
  EXPECT_NEAR(slope, -0.5, 0.1) << errors[0] << ' ' << errors[1] << ' ' << errors[2];
}

}  // namespace
}  // namespace starling::smc
