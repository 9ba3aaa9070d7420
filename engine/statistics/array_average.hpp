// Means and standard errors of an array's entries, each with samples of its own.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "engine/statistics/block_average.hpp"

namespace starling {

/// One BlockAverage an entry. A NaN says that an entry has no value this time: it is left out, and counts in no block.
class ArrayAverage {
 public:
  explicit ArrayAverage(std::size_t entries = 0) : entries_(entries) {}

  /// Adds a sample of every entry; fails with internal_error if their number is another.
  void push(std::span<const double> sample);

  /// Adds a sample of one entry.
  void push(std::size_t entry, double sample);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const BlockAverage& entry(std::size_t k) const { return entries_[k]; }

  /// The whole state, with which load() continues to the same bits.
  [[nodiscard]] nlohmann::json save() const;
  /// Fails with file_error if `state` is not one.
  [[nodiscard]] static ArrayAverage load(const nlohmann::json& state);

 private:
  std::vector<BlockAverage> entries_;
};

}  // namespace starling
