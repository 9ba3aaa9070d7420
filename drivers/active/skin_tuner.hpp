// Finding the skin at which a run is fastest, while it runs.
#pragma once

#include <cstdint>

#include "engine/comm/communicator.hpp"

namespace starling::active {

/// Climbs down the cost of a step as a function of the skin: goes on in one direction while that helps, turns round when
/// it does not. Its choices depend on the clock; results do not depend on its choices.
class SkinTuner {
 public:
  /// Between `least` and `most`, from `skin` on. A tuner that is not `active` leaves the skin alone.
  SkinTuner(bool active, double skin, double least, double most)
      : active_(active && least < most), skin_(skin), least_(least), most_(most) {}

  /// After a rebuild at `step`, with the seconds that this rank has spent so far: true if the skin should change. Collective.
  bool update(const Communicator& communicator, std::int64_t step, double seconds);

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

}  // namespace starling::active
