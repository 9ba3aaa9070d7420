// The signal handler and its flag.
#include "engine/runtime/signals.hpp"

#include <csignal>

namespace starling {
namespace {

volatile std::sig_atomic_t arrived = 0;

constexpr std::sig_atomic_t urgency_of(int signal) {
  switch (signal) {
    case SIGUSR1:
      return static_cast<std::sig_atomic_t>(StopRequest::user_signal);
    case SIGINT:
      return static_cast<std::sig_atomic_t>(StopRequest::interrupt);
    default:
      return static_cast<std::sig_atomic_t>(StopRequest::terminate);
  }
}

void on_signal(int signal) {
  const std::sig_atomic_t urgency = urgency_of(signal);
  if (urgency > arrived) arrived = urgency;
}

void handle(int signal, int flags) {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // One handler at a time, so that the comparison with the flag cannot be interrupted.
  for (const int other : {SIGUSR1, SIGINT, SIGTERM}) sigaddset(&action.sa_mask, other);
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

}  // namespace

std::string_view describe(StopRequest request) {
  switch (request) {
    case StopRequest::none:
      return "nothing";
    case StopRequest::wall_limit:
      return "the wall-time limit";
    case StopRequest::user_signal:
      return "signal USR1";
    case StopRequest::interrupt:
      return "signal INT";
    case StopRequest::terminate:
      return "signal TERM";
  }
  return "an unknown request";
}

void catch_stop_signals() {
  handle(SIGUSR1, SA_RESTART);
  handle(SIGTERM, SA_RESTART);
  handle(SIGINT, SA_RESTART | static_cast<int>(SA_RESETHAND));
}

StopRequest stop_request() { return static_cast<StopRequest>(arrived); }

void clear_stop_request() { arrived = 0; }

WallLimit::WallLimit(std::optional<double> seconds) {
  if (!seconds) return;
  // A limit beyond the clock's range (300 years) is none.
  constexpr double longest = 9e9;
  if (*seconds < longest) {
    deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(*seconds));
  }
}

}  // namespace starling
