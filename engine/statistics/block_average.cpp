// BlockAverage: Welford's recurrences on every level, and the state as JSON.
#include "engine/statistics/block_average.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"

namespace starling {
namespace {

constexpr double largest_sample = 1e150;
constexpr double rounding = 1e-13;
constexpr std::int64_t enough_samples = 16;

}  // namespace

void BlockAverage::push(double sample) {
  if (!(std::abs(sample) < largest_sample)) {
    fail(ExitCode::blow_up, "an observable has become {}: an average over it would mean nothing", sample);
  }
  add_to_levels(sample);
  // Welford's recurrence: an index is half the number of samples above the mean of those before it.
  trend_ += 0.5 * static_cast<double>(samples()) * (sample - mean());
}

void BlockAverage::add_to_levels(double block) {
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

std::optional<AverageError> BlockAverage::estimate() const {
  if (samples() < 2) return std::nullopt;
  std::vector<BlockLevel> levels;
  levels.reserve(levels_.size());
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    const Level& level = levels_[l];
    const auto blocks = static_cast<double>(level.blocks);
    BlockLevel& judged = levels.emplace_back(BlockLevel{level.blocks, 0.0, 0.0});
    if (level.blocks < 2) continue;
    judged.error_squared = level.squares / (blocks * (blocks - 1.0));
    // The squares of whole pairs: a block without a partner counts in none.
    const double odd = level.blocks % 2 != 0 ? level.half - level.mean : 0.0;
    const double paired = level.squares - odd * odd * blocks / (blocks - 1.0);
    const Level& pairs = levels_[l + 1];
    judged.within = std::max(paired - 2.0 * pairs.squares, 0.0) / static_cast<double>(pairs.blocks);
  }
  const auto count = static_cast<double>(samples());
  const double indices = count * (count * count - 1.0) / 12.0;
  AverageError found = judge_error(levels, trend_ * trend_ / (count * indices));
  // The last bits of what never changes may follow any pattern.
  if (levels_.front().squares <= rounding * mean() * rounding * mean() * count && samples() >= enough_samples) {
    found.resolved = true;
    found.samples_needed = std::min(found.samples_needed, samples());
  }
  return found;
}

std::optional<double> BlockAverage::standard_error() const {
  const std::optional<AverageError> found = estimate();
  return found ? std::optional(found->error) : std::nullopt;
}

std::optional<double> BlockAverage::block_variance(std::int64_t least) const {
  std::optional<double> found;
  for (const Level& level : levels_) {
    if (level.blocks < least) break;
    const auto blocks = static_cast<double>(level.blocks);
    found = level.squares / (blocks * (blocks - 1.0));
  }
  return found;
}

nlohmann::json BlockAverage::save() const {
  auto levels = nlohmann::json::array();
  for (const Level& level : levels_) levels.push_back({level.blocks, level.mean, level.squares, level.half});
  return {{"levels", levels}, {"trend", trend_}};
}

BlockAverage BlockAverage::load(const nlohmann::json& state) {
  BlockAverage average;
  try {
    average.trend_ = state.at("trend").get<double>();
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
