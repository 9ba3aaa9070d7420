// BlockAverage: Welford's recurrences on every level, and the state as JSON.
#include "engine/statistics/block_average.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"

namespace starling {
namespace {

constexpr std::int64_t enough_blocks = 16;
constexpr double largest_sample = 1e150;

}  // namespace

void BlockAverage::push(double sample) {
  if (!(std::abs(sample) < largest_sample)) {
    fail(ExitCode::blow_up, "an observable has become {}: an average over it would mean nothing", sample);
  }
  double block = sample;
  for (std::size_t l = 0;; ++l) {
    if (l == levels_.size()) levels_.emplace_back();
    Level& level = levels_[l];
    ++level.blocks;
    const double deviation = block - level.mean;
    level.mean += deviation / static_cast<double>(level.blocks);
    level.squares += deviation * (block - level.mean);
    if (level.blocks % 2 != 0) {
      level.half = block;
      return;
    }
    block = 0.5 * (level.half + block);
    level.half = 0.0;
  }
}

std::optional<double> BlockAverage::standard_error() const {
  if (samples() < 2) return std::nullopt;
  double largest = 0.0;
  for (const Level& level : levels_) {
    if (level.blocks < enough_blocks && &level != &levels_.front()) break;
    const auto blocks = static_cast<double>(level.blocks);
    largest = std::max(largest, std::sqrt(level.squares / (blocks * (blocks - 1.0))));
  }
  return largest;
}

nlohmann::json BlockAverage::save() const {
  auto levels = nlohmann::json::array();
  for (const Level& level : levels_) levels.push_back({level.blocks, level.mean, level.squares, level.half});
  return {{"levels", levels}};
}

BlockAverage BlockAverage::load(const nlohmann::json& state) {
  BlockAverage average;
  try {
    for (const auto& entry : state.at("levels")) {
      average.levels_.push_back({entry.at(0).get<std::int64_t>(), entry.at(1).get<double>(), entry.at(2).get<double>(),
                                 entry.at(3).get<double>()});
    }
  } catch (const nlohmann::json::exception& error) {
    fail(ExitCode::file_error, "the saved state of an average cannot be read: {}", error.what());
  }
  std::int64_t expected = average.samples();
  bool consistent = true;
  for (const Level& level : average.levels_) {
    consistent = consistent && level.blocks > 0 && level.blocks == expected && level.squares >= 0.0;
    expected /= 2;
  }
  if (!consistent || expected != 0) fail(ExitCode::file_error, "the saved state of an average contradicts itself");
  return average;
}

}  // namespace starling
