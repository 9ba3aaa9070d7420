// Paths between device memory and files.
#include "drivers/jump/paths/path_record.hpp"

#include <algorithm>

namespace starling::jump {

namespace {

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

DeviceRecord::DeviceRecord(std::vector<std::int64_t> jumps, std::int64_t most, std::int64_t looks, std::int64_t width)
    : jumps_(std::move(jumps)), looks_(looks), width_(width) {
  std::vector<std::int64_t> offset{0};
  for (const std::int64_t made : jumps_) {
    kept_.push_back(std::min(made, most));
    offset.push_back(offset.back() + kept_.back());
  }
  offset_ = device_copy("offsets", offset);
  seen_ = DeviceArray<std::int32_t>("seen", std::ssize(jumps_) * looks * width);
  time_ = DeviceArray<double>("jump times", offset.back());
  state_ = DeviceArray<std::int32_t>("jump states", offset.back() * width);
}

void DeviceRecord::append_to(PathRows& rows) const {
  append(rows.seen, host_copy(seen_));
  append(rows.jumps, jumps_);
  append(rows.kept, kept_);
  append(rows.time, host_copy(time_));
  append(rows.state, host_copy(state_));
}

}  // namespace starling::jump
