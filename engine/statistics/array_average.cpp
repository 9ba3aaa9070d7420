// Entry by entry.
#include "engine/statistics/array_average.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"

namespace starling {

void ArrayAverage::push(std::span<const double> sample) {
  if (sample.size() != entries_.size()) {
    fail(ExitCode::internal_error, "a sample of {} entries for an array of {}", sample.size(), entries_.size());
  }
  for (std::size_t k = 0; k < sample.size(); ++k) push(k, sample[k]);
}

void ArrayAverage::push(std::size_t entry, double sample) {
  if (!std::isnan(sample)) entries_.at(entry).push(sample);
}

nlohmann::json ArrayAverage::save() const {
  auto state = nlohmann::json::array();
  for (const BlockAverage& entry : entries_) state.push_back(entry.save());
  return state;
}

ArrayAverage ArrayAverage::load(const nlohmann::json& state) {
  if (!state.is_array()) fail(ExitCode::file_error, "the saved state of an array of averages is no array");
  ArrayAverage average;
  for (const auto& entry : state) average.entries_.push_back(BlockAverage::load(entry));
  return average;
}

}  // namespace starling
