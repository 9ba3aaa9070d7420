// Requests to stop: signals and the wall-time limit. They only raise a flag; the time loop decides when it is safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace starling {

/// Why a run should stop, by rising urgency, so that the maximum over ranks is the one to report.
enum class StopRequest : std::int64_t { none = 0, wall_limit = 1, user_signal = 2, interrupt = 3, terminate = 4 };

/// "the wall-time limit", "signal USR1", ...
[[nodiscard]] std::string_view describe(StopRequest request);

/// From now on USR1, INT and TERM raise the flag of stop_request() instead of ending the process. A second INT ends it
/// at once.
void catch_stop_signals();

/// The most urgent signal that has arrived at this rank so far. Costs one load.
[[nodiscard]] StopRequest stop_request();

/// Forgets the signals that have arrived, for tests.
void clear_stop_request();

/// The time by which a run wants to stop of its own accord, counted from construction.
class WallLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// No limit if `seconds` is empty.
  explicit WallLimit(std::optional<double> seconds);

  /// True once the limit has passed on this rank. Reads the clock if there is a limit.
  [[nodiscard]] bool reached() const { return deadline_ && Clock::now() >= *deadline_; }

 private:
  std::optional<Clock::time_point> deadline_;
};

/// What this rank has to say about stopping: a signal first, then the limit.
[[nodiscard]] inline StopRequest stop_request(const WallLimit& limit) {
  const StopRequest signalled = stop_request();
  if (signalled != StopRequest::none) return signalled;
  return limit.reached() ? StopRequest::wall_limit : StopRequest::none;
}

}  // namespace starling
