// Paths written down: what pairs.h5 has of them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/device_copy.hpp"
#include "kernels/jump/record.hpp"

namespace starling::jump {

/// Paths one after the other, a state being one number, or a count of each species.
struct PathRows {
  std::vector<std::int32_t> start;
  std::vector<std::int32_t> seen;   ///< at each of the grid's times after 0
  std::vector<std::int64_t> jumps;  ///< that each path has made
  std::vector<std::int64_t> kept;   ///< how many of them follow
  std::vector<double> time;         ///< of each that is kept
  std::vector<std::int32_t> state;  ///< after it
};

/// A member that can write its paths down.
class RecordedPaths {
 public:
  RecordedPaths() = default;
  virtual ~RecordedPaths() = default;
  RecordedPaths(const RecordedPaths&) = delete;
  RecordedPaths& operator=(const RecordedPaths&) = delete;

  /// Appends this rank's paths, up to the unit that is done, by going through them again: their random numbers are functions of
  /// what they are for.
  virtual void record(PathRows& rows) const = 0;
};

/// Room for paths in device memory.
class DeviceRecord {
 public:
  /// Of paths that make so many jumps, of which the first `most` are kept, and are looked at `looks` times.
  DeviceRecord(std::vector<std::int64_t> jumps, std::int64_t most, std::int64_t looks, std::int64_t width);

  [[nodiscard]] PathRecord view() const {
    return {offset_.data(), looks_, width_, seen_.data(), time_.data(), state_.data()};
  }
  void append_to(PathRows& rows) const;

 private:
  std::vector<std::int64_t> jumps_;
  std::vector<std::int64_t> kept_;
  std::int64_t looks_;
  std::int64_t width_;
  DeviceArray<std::int64_t> offset_;
  DeviceArray<std::int32_t> seen_;
  DeviceArray<double> time_;
  DeviceArray<std::int32_t> state_;
};

}  // namespace starling::jump
