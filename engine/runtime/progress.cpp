// Progress: when to look at the clock, what to show.
#include "engine/runtime/progress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling {
namespace {

using namespace std::chrono_literals;

constexpr auto terminal_interval = 200ms;
constexpr auto first_batch_interval = 10s;
constexpr auto longest_batch_interval = 60s;
constexpr auto wanted_look_interval = 50ms;
constexpr int bar_width = 30;

double seconds_between(Progress::Clock::time_point from, Progress::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string bar(double fraction) {
  const auto filled = static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * bar_width);
  return std::string(filled, '#') + std::string(bar_width - filled, '.');
}

}  // namespace

std::string format_duration(double seconds) {
  if (!(seconds < 1e10)) return "unknown";
  if (seconds < 59.95) return fmt::format("{:.1f}s", std::max(seconds, 0.0));
  const std::int64_t whole = std::llround(seconds);
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours == 0) return fmt::format("{}m {:02}s", minutes, whole % 60);
  return fmt::format("{}h {:02}m {:02}s", hours, minutes, whole % 60);
}

std::string counted(std::int64_t count, const std::string& what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string format_count(double count) {
  if (count >= 1e9) return fmt::format("{:.3g} billion", count / 1e9);
  if (count >= 1e6) return fmt::format("{:.3g} million", count / 1e6);
  if (count >= 1e3) return fmt::format("{:.3g} thousand", count / 1e3);
  return fmt::format("{:.3g}", count);
}

Progress::Progress(RunLog& log, std::int64_t first_step, std::int64_t last_step, std::int64_t particles)
    : log_(log),
      first_step_(first_step),
      last_step_(last_step),
      particles_(static_cast<double>(particles)),
      start_(Clock::now()),
      last_look_(start_),
      interval_(log.on_terminal() ? Clock::duration(terminal_interval) : Clock::duration(first_batch_interval)),
      next_look_(log.is_speaker() ? first_step : std::numeric_limits<std::int64_t>::max()),
      shown_step_(first_step),
      shown_time_(start_) {
  next_display_ = start_ + interval_;
}

void Progress::look(std::int64_t step) {
  const auto now = Clock::now();
  const auto since = now - last_look_;
  if (since < wanted_look_interval) stride_ *= 2;
  if (since > 4 * wanted_look_interval) stride_ = std::max<std::int64_t>(stride_ / 4, 1);
  last_look_ = now;
  next_look_ = step + stride_;
  if (now < next_display_) return;
  show(step, now);
  if (!log_.on_terminal()) interval_ = std::min<Clock::duration>(interval_ * 3 / 2, longest_batch_interval);
  next_display_ = now + interval_;
}

void Progress::show(std::int64_t step, Clock::time_point now) {
  const double elapsed = std::max(seconds_between(shown_time_, now), 1e-9);
  const double steps_a_second = static_cast<double>(step - shown_step_) / elapsed;
  const double mean_steps_a_second = static_cast<double>(step - first_step_) / seconds_between(start_, now);
  const double done = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(last_step_, 1));
  const std::string left = format_duration(static_cast<double>(last_step_ - step) / mean_steps_a_second);
  const std::string rate =
      particles_ > 0.0 ? fmt::format(", {} particle-steps/s", format_count(steps_a_second * particles_)) : "";
  if (log_.on_terminal()) {
    log_.show_transient(
        fmt::format("[{}] {:5.1f}%  step {}/{}{}, {} left", bar(done), 100 * done, step, last_step_, rate, left));
  } else {
    log_.info("step {} of {} ({:.1f}%){}, {} left", step, last_step_, 100 * done, rate, left);
  }
  shown_step_ = step;
  shown_time_ = now;
}

double Progress::rate(std::int64_t step) const {
  return particles_ * static_cast<double>(step - first_step_) / std::max(seconds_between(start_, Clock::now()), 1e-9);
}

void Progress::finish() { log_.clear_transient(); }

}  // namespace starling
