// Finding the skin at which a run is fastest, while it runs.
#pragma once

#include <cstdint>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Processor time that one population has taken on this rank, in slices. Not wall time: a shared machine's other work must
/// not decide anything.
class ProcessorClock {
 public:
  void start() { started_ = now(); }
  void stop() { spent_ += now() - started_; }
  /// Seconds so far, while a slice is running.
  [[nodiscard]] double seconds() const { return spent_ + now() - started_; }

 private:
  [[nodiscard]] static double now();

  double spent_ = 0.0;
  double started_ = 0.0;
};

/// Descends the cost of a step as a function of the skin: continues in one direction while that helps, and turns round
/// when it does not. Its choices depend on the clock; results do not depend on its choices.
class SkinTuner {
 public:
  /// Between `least` and `most`, from `skin` on. A tuner that is not `active` leaves the skin alone.
  SkinTuner(bool active, double skin, double least, double most)
      : active_(active && least < most), skin_(skin), least_(least), most_(most) {}

  /// After a rebuild at `step`, with the time spent so far: true if the skin should change. Collective.
  bool update(const Communicator& communicator, std::int64_t step, const ProcessorClock& clock);

  [[nodiscard]] double skin() const { return skin_; }

 private:
  bool active_;
  double skin_;
  double least_;
  double most_;
  double factor_ = 1.2;
  double last_cost_ = 0.0;
  double last_seconds_ = 0.0;
  std::int64_t last_step_ = -1;
  int rebuilds_ = 0;
};

}  // namespace starling
