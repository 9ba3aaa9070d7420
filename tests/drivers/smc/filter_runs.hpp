// Running filters in tests.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "drivers/smc/methods/filters.hpp"
#include "drivers/smc/methods/particle_filter.hpp"
#include "tests/drivers/smc/named_models.hpp"

namespace starling::smc::testing_support {

/// One observation per time, of one component.
inline Observations observed(const std::vector<double>& values) {
  Observations observations;
  for (const double value : values) observations.push_back({{value}, false});
  return observations;
}

/// Simulated observations of a model.
inline Observations simulated(const StateSpace& model, std::int64_t length, std::uint64_t seed) {
  Observations observations;
  for (const auto& row : model.simulate(random::make_key(seed), length).observations) {
    observations.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) observations.back().value[c] = row[c];
  }
  return observations;
}

/// Two dimensions, one of them observed, with errors of this variance: 0.1 makes weights unequal.
inline std::unique_ptr<StateSpace> observed_plane(double variance) {
  return make_model("linear_gaussian", {{"dimension", {2.0}},
                                        {"transition", {0.9, 0.2, -0.1, 0.8}},
                                        {"observation", {1.0, 0.5}},
                                        {"observation_covariance", {variance}},
                                        {"start_covariance", {4.0}}});
}

/// A timer that nobody reads, for as long as any method.
inline PhaseTimer& unread_timer() {
  static auto& timer = *new PhaseTimer(phase_plan().labels);
  return timer;
}

/// Where a method computes.
inline MethodPlace at(const Communicator& group, Stream stream = {}) { return {group, unread_timer(), stream}; }

/// The filters that a deck can name.
enum class FilterName { bootstrap, guided, auxiliary, entropic };

/// Their settings, as methods/filters.cpp makes them.
inline FilterSettings method(FilterName name, std::int64_t particles, Resampling resampling = Resampling::systematic,
                             double threshold = 1.0) {
  FilterSettings settings{.particles = particles, .resampling = resampling, .ess_threshold = threshold};
  if (name == FilterName::guided || name == FilterName::auxiliary) settings.proposal = Proposal::guided;
  settings.look_ahead = name == FilterName::auxiliary;
  if (name == FilterName::entropic) settings.annealing = Annealing::corrected;
  return settings;
}

/// Lets a method work until `done` units are done, and returns the rows.
inline std::vector<TableRow> advance(Method& method, std::int64_t done) {
  std::vector<TableRow> rows;
  while (method.done() < done) method.advance(unread_timer(), rows);
  return rows;
}

/// A table without means, variances and quantiles.
inline TableSettings bare_table() {
  TableSettings table;
  table.observe_every = 0;
  return table;
}

/// log Z-hat of one whole run on this rank alone.
inline double log_likelihood(const Communicator& alone, const StateSpace& model, const Observations& observations,
                             const FilterSettings& settings, Stream stream) {
  const auto filter = make_filter(at(alone, stream), model, observations, settings, bare_table());
  advance(*filter, static_cast<std::int64_t>(observations.size()));
  return filter->results().front().mean;
}

/// Names and values of what a method found, to compare.
inline std::vector<std::pair<std::string, double>> found(const Method& method) {
  std::vector<std::pair<std::string, double>> pairs;
  for (const Result& result : method.results()) pairs.emplace_back(result.name, result.mean);
  return pairs;
}

/// The bits of values, for comparisons that tell -0 from 0 and know NaN.
inline std::vector<std::uint64_t> bits(const std::vector<double>& values) {
  std::vector<std::uint64_t> all;
  for (const double value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
  return all;
}

inline std::vector<std::uint64_t> bits(const std::vector<TableRow>& rows) {
  std::vector<std::uint64_t> all;
  for (const TableRow& row : rows) {
    all.push_back(static_cast<std::uint64_t>(row.step));
    for (const std::uint64_t value : bits(row.values)) all.push_back(value);
  }
  return all;
}

/// This rank's slots of columns that hold all slots.
inline std::vector<SlotColumn> share(const std::vector<SlotColumn>& columns, const RowBlock& slots) {
  std::vector<SlotColumn> mine;
  for (const SlotColumn& column : columns) {
    const auto first = column.values.begin() + slots.first * column.components;
    mine.push_back({column.name, column.components, {first, first + slots.count * column.components}});
  }
  return mine;
}

/// Compares columns bit for bit.
inline void expect_same_particles(const std::vector<SlotColumn>& found, const std::vector<SlotColumn>& expected,
                                  const std::string& name) {
  ASSERT_EQ(found.size(), expected.size()) << name;
  for (std::size_t c = 0; c < found.size(); ++c)
    EXPECT_EQ(bits(found[c].values), bits(expected[c].values)) << name << ' ' << expected[c].name;
}

}  // namespace starling::smc::testing_support
