// The flow of the Nile without the rows of 1901-1920, read with its years: evidence of the local level model against the
// Kalman filter, which knows of the gap. One estimate at four standard errors with fixed seeds.
#include <filesystem>
#include <sstream>

#include "engine/io/tables/number_table.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

/// What the ready data hold without the years first, ..., last.
std::string nile_without(int first, int last) {
  std::ifstream file(std::string(STARLING_SOURCE_DIR) + "/inputs/data/nile.csv");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const int year = std::atoi(line.c_str());
    if (year < first || year > last) text += line + "\n";
  }
  return text;
}

/// Reads the flows, with their years or as if they were successive.
Observations flows(const Communicator& world, const std::filesystem::path& file, const std::string& time) {
  NumberTableRequest request;
  request.file = file.string();
  request.columns = {"flow"};
  request.time = time;
  Observations observations;
  for (const auto& row : read_number_table(world, request).rows) {
    observations.push_back({{row[0]}, std::isnan(row[0])});
  }
  return observations;
}

double exact_log_evidence(const Observations& observations) {
  std::vector<starling::testing::Vector> rows;
  for (const Observation& one : observations) {
    rows.push_back(one.missing ? starling::testing::Vector{} : starling::testing::Vector{one.value[0]});
  }
  return starling::testing::kalman({{1.0}, {1469.1}, {1.0}, {15099.0}, {0.0}, {1e7}}, rows).log_likelihood;
}

TEST(Nile, WithoutTwentyYearsHasTheEvidenceThatKnowsOfTheGap) {
  const Communicator world(MPI_COMM_WORLD);
  const ::starling::testing_support::Folder folder(world);
  const auto file = folder.path() / "nile.csv";
  if (world.is_root()) std::ofstream(file) << nile_without(1901, 1920);
  world.barrier();
  EXPECT_NEAR(exact_log_evidence(flows(world, file, "")), -509.072, 5e-4);
  const Observations observations = flows(world, file, "year");
  ASSERT_EQ(observations.size(), 100U);
  for (int t = 0; t < 100; ++t) EXPECT_EQ(observations[t].missing, t >= 30 && t < 50) << t;
  const double exact = exact_log_evidence(observations);
  EXPECT_NEAR(exact, -508.640, 5e-4);
  const auto model = make_model("linear_gaussian", {{"transition", {1.0}},
                                                    {"noise_covariance", {1469.1}},
                                                    {"observation", {1.0}},
                                                    {"observation_covariance", {15099.0}},
                                                    {"start_mean", {0.0}},
                                                    {"start_covariance", {1e7}}});
  const FilterSettings settings = method(FilterName::bootstrap, 4000, Resampling::systematic, 0.5);
  expect_within("Nile", evidence_ratio(*model, observations, settings, 100, exact), 1.0, 0.15);
}

TEST(Nile, OfAllYearsHasTheEvidenceThatTheReadyDeckTells) {
  const Communicator world(MPI_COMM_WORLD);
  const Observations observations = flows(world, STARLING_SOURCE_DIR "/inputs/data/nile.csv", "year");
  ASSERT_EQ(observations.size(), 100U);
  EXPECT_NEAR(exact_log_evidence(observations), -641.586, 5e-4);
}

}  // namespace
}  // namespace starling::smc
