// PhaseTimer: the switch and the summary over ranks.
#include "engine/runtime/phase_timer.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

namespace starling {
namespace {

constexpr double nanosecond = 1e-9;

std::int64_t nanoseconds(PhaseTimer::Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

std::int64_t processor_nanoseconds() {
  std::timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

PhaseTimer::PhaseTimer(std::vector<PhaseLabel> labels)
    : labels_(std::move(labels)),
      elapsed_(labels_.size(), Clock::duration::zero()),
      start_(Clock::now()),
      last_switch_(start_) {
  Kokkos::Profiling::pushRegion(labels_[current_].name);
}

PhaseTimer::~PhaseTimer() { Kokkos::Profiling::popRegion(); }

std::size_t PhaseTimer::switch_to(std::size_t next) {
  const auto now = Clock::now();
  elapsed_[current_] += now - last_switch_;
  last_switch_ = now;
  if (next != current_) {
    Kokkos::Profiling::popRegion();
    Kokkos::Profiling::pushRegion(labels_[next].name);
  }
  return std::exchange(current_, next);
}

TimingSummary PhaseTimer::summary(const Communicator& communicator) {
  switch_to(current_);
  std::vector<std::int64_t> times;
  times.reserve(elapsed_.size() + 2);
  for (const auto& elapsed : elapsed_) times.push_back(nanoseconds(elapsed));
  times.push_back(nanoseconds(last_switch_ - start_));
  times.push_back(processor_nanoseconds());

  std::vector<std::int64_t> sums = times;
  communicator.sum(std::span<std::int64_t>(sums));
  communicator.maximum(std::span<std::int64_t>(times));

  const std::size_t wall = elapsed_.size();
  const double ranks = communicator.size();
  TimingSummary summary;
  summary.wall = nanosecond * static_cast<double>(times[wall]);
  summary.processor = nanosecond * static_cast<double>(sums[wall + 1]);
  double communication = 0.0;
  for (std::size_t phase = 0; phase < labels_.size(); ++phase) {
    const double sum = nanosecond * static_cast<double>(sums[phase]);
    summary.phases.push_back({labels_[phase].name, sum / ranks, nanosecond * static_cast<double>(times[phase])});
    if (labels_[phase].communication) communication += sum;
  }
  if (sums[wall] > 0) summary.communication_share = communication / (nanosecond * static_cast<double>(sums[wall]));
  return summary;
}

void to_json(nlohmann::json& json, const TimingSummary& summary) {
  auto phases = nlohmann::json::object();
  for (const auto& phase : summary.phases) phases[phase.name] = {{"mean", phase.mean}, {"maximum", phase.maximum}};
  json = {{"wall_seconds", summary.wall},
          {"processor_seconds", summary.processor},
          {"communication_share", summary.communication_share},
          {"phases_seconds", phases}};
}

}  // namespace starling
