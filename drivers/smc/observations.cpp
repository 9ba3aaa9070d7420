// Masks of what is missing, and the check of what is there.
#include "drivers/smc/observations.hpp"

#include <cmath>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"

namespace starling::smc {

namespace {

/// "column y at time 3 (row 4 of the data)", or "column y at time 1903" where the file gives times: it may leave some out.
std::string place(const NumberTable& data, std::size_t row, int component) {
  const std::string column = shown(data.columns[component]);
  if (!data.time.empty()) return fmt::format("column {} at time {}", column, data.time[row]);
  return fmt::format("column {} at time {} (row {} of the data)", column, row, row + 1);
}

Observation observation_of(const StateSpace& model, const NumberTable& data, std::size_t t) {
  Observation observation;
  int there = 0;
  for (int c = 0; c < model.observation_size(); ++c) {
    const double value = data.rows[t][c];
    if (std::isnan(value)) {
      observation.absent.add(c);
      continue;
    }
    const std::string why_not = model.impossible_value(c, value);
    if (!why_not.empty()) {
      fail_about("data.column", "data.column: {} is {}, which model '{}' can never give: {}", place(data, t, c), value,
                 model.name(), why_not);
    }
    observation.value[c] = value;
    ++there;
  }
  observation.missing = there == 0;
  return observation;
}

void refuse_partly_missing(const StateSpace& model, const NumberTable& data, std::size_t row,
                           const Observation& observation) {
  int missing = 0;
  while (!observation.absent.has(missing)) ++missing;
  fail_about("data.column",
             "data.column: {} has no value, though the rest of the row has: model '{}' weighs whole observations only "
             "(without the whole row, the time has no weighting)",
             place(data, row, missing), model.name());
}

}  // namespace

Observations observations_of(const StateSpace& model, const NumberTable& data) {
  Observations observations;
  observations.reserve(data.rows.size());
  for (std::size_t t = 0; t < data.rows.size(); ++t) {
    const Observation observation = observation_of(model, data, t);
    const bool partly = observation.absent.any() && !observation.missing;
    if (partly && !model.sees_partly()) refuse_partly_missing(model, data, t, observation);
    observations.push_back(observation);
  }
  return observations;
}

}  // namespace starling::smc
