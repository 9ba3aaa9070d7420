// Timing of a run: wall time by named phase and processor time, summarised over ranks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// What a phase is called, and whether its time counts as communication.
struct PhaseLabel {
  std::string name;
  bool communication = false;
};

/// Seconds in one phase over the ranks.
struct PhaseTime {
  std::string name;
  double mean = 0.0;
  double maximum = 0.0;
};

/// The timing part of a run's summary. Times are in seconds.
struct TimingSummary {
  double wall = 0.0;       ///< since the timer's construction, on the slowest rank
  double processor = 0.0;  ///< processor time of all ranks and threads together, since the start of the process
  double communication_share = 0.0;  ///< part of the wall time in phases of communication, averaged over ranks
  std::vector<PhaseTime> phases;     ///< in the order of the labels
};

void to_json(nlohmann::json& json, const TimingSummary& summary);

/// A stopwatch that is always in exactly one phase. Phases are an enum of the driver: 0, 1, ... in the labels' order. Each
/// is a region to Kokkos's profiling tools, so that they show what the summary shows.
class PhaseTimer {
 public:
  using Clock = std::chrono::steady_clock;

  /// Starts in phase 0.
  explicit PhaseTimer(std::vector<PhaseLabel> labels);
  ~PhaseTimer();
  PhaseTimer(const PhaseTimer&) = delete;
  PhaseTimer& operator=(const PhaseTimer&) = delete;

  /// Switches to `next` and returns the phase that was running. Reads the clock once.
  template <class Phase>
  Phase enter(Phase next) {
    return static_cast<Phase>(switch_to(static_cast<std::size_t>(next)));
  }

  /// Seconds that this rank has spent in a phase so far, the running one included up to its last switch.
  template <class Phase>
  [[nodiscard]] double seconds(Phase phase) const {
    return std::chrono::duration<double>(elapsed_[static_cast<std::size_t>(phase)]).count();
  }

  /// Collective: the times so far.
  [[nodiscard]] TimingSummary summary(const Communicator& communicator);

 private:
  std::size_t switch_to(std::size_t next);

  std::vector<PhaseLabel> labels_;
  std::vector<Clock::duration> elapsed_;
  Clock::time_point start_;
  Clock::time_point last_switch_;
  std::size_t current_ = 0;
};

/// Is in `phase` until the end of the scope, then back in the phase before it.
template <class Phase>
class PhaseScope {
 public:
  PhaseScope(PhaseTimer& timer, Phase phase) : timer_(timer), before_(timer.enter(phase)) {}
  ~PhaseScope() { timer_.enter(before_); }
  PhaseScope(const PhaseScope&) = delete;
  PhaseScope& operator=(const PhaseScope&) = delete;

 private:
  PhaseTimer& timer_;
  Phase before_;
};

}  // namespace starling
