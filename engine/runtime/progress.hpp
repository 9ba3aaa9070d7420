// The progress of a run: a bar on a terminal, a line now and then in a batch log.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/runtime/log.hpp"

namespace starling {

/// "1h 02m 03s", "2m 03s" or "3.2s".
[[nodiscard]] std::string format_duration(double seconds);

/// "1.23e+08" style numbers made readable: "123 million", "45.6 thousand", "12.3".
[[nodiscard]] std::string format_count(double count);

/// "1 rank", "3 ranks".
[[nodiscard]] std::string counted(std::int64_t count, const std::string& what);

/// Shows steps done, rate and time left. Rank 0 shows; every rank may call, and none waits for another.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// Steps first_step to last_step of `particles` particles each; with 0 no rate is shown.
  Progress(RunLog& log, std::int64_t first_step, std::int64_t last_step, std::int64_t particles);

  /// After each step, the number of steps done. Reads the clock a few times a second only.
  void update(std::int64_t step) {
    if (step >= next_look_) look(step);
  }

  /// Particle-steps per second since the start.
  [[nodiscard]] double rate(std::int64_t step) const;

  /// Removes the bar. Call when the loop has ended, before the summary.
  void finish();

 private:
  void look(std::int64_t step);
  void show(std::int64_t step, Clock::time_point now);

  RunLog& log_;
  std::int64_t first_step_;
  std::int64_t last_step_;
  double particles_;
  Clock::time_point start_;
  Clock::time_point last_look_;
  Clock::time_point next_display_;
  Clock::duration interval_;  ///< between displays
  std::int64_t stride_ = 1;   ///< steps between looks at the clock
  std::int64_t next_look_;
  std::int64_t shown_step_;  ///< step and time of the last display, for the present rate
  Clock::time_point shown_time_;
};

}  // namespace starling
