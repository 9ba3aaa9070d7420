// Many independent filters, spread over the ranks, and averages over them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/drivers/smc/filter_runs.hpp"
#include "tests/physics/average.hpp"
#include "tests/support/state_space_oracles.hpp"

namespace starling::smc::testing_support {

/// The mean of Z-hat / Z over replicas; its standard error is also that of log mean Z-hat, to first order.
inline Average evidence_ratio(const StateSpace& model, const Observations& observations, const FilterSettings& settings,
                              int replicas, double exact_log_evidence, std::uint64_t seed = 2024) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  std::vector<double> ratios;
  for (int replica = world.rank(); replica < replicas; replica += world.size()) {
    const Stream stream{seed, static_cast<std::uint32_t>(replica)};
    ratios.push_back(std::exp(log_likelihood(alone, model, observations, settings, stream) - exact_log_evidence));
  }
  return average(world, ratios);
}

/// Fails beyond four standard errors, or where the error is too large for an error of `sharpness` to be noticed there.
inline void expect_within(const std::string& name, const Average& found, double exact, double sharpness) {
  EXPECT_LE(std::abs(found.value - exact), 4.0 * found.error)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(4.0 * found.error, sharpness) << name << " is too uncertain to test anything";
  ::testing::Test::RecordProperty(name, fmt::format("{:.6g} +- {:.2g}, exact {:.6g}", found.value, found.error, exact));
}

/// Fails as expect_within does unless 50 replicas' evidences average to the exact one.
inline void expect_evidence(const std::string& name, const StateSpace& model, const Observations& observations,
                            const FilterSettings& settings, double exact, double sharpness) {
  expect_within(name + " Z-hat / Z", evidence_ratio(model, observations, settings, 50, exact), 1.0, sharpness);
}

/// The first component of each observation.
inline starling::testing::Vector first_component(const Observations& observations) {
  starling::testing::Vector values;
  for (const Observation& observation : observations) values.push_back(observation.value[0]);
  return values;
}

/// The first `components` components of each observation.
inline std::vector<starling::testing::Vector> rows_of_observations(const Observations& observations, int components) {
  std::vector<starling::testing::Vector> rows;
  for (const Observation& observation : observations)
    rows.emplace_back(observation.value, observation.value + components);
  return rows;
}

/// The second column of the GBP/USD returns.
inline Observations exchange_rate_returns() {
  std::ifstream file(STARLING_SOURCE_DIR "/inputs/data/gbp_usd_returns.csv");
  std::vector<double> values;
  for (std::string line; std::getline(file, line);) {
    if (line.front() != '#' && line.front() != 'd') values.push_back(std::stod(line.substr(line.find(',') + 1)));
  }
  return observed(values);
}

}  // namespace starling::smc::testing_support
