// The limits that a step watches while it moves particles.
#pragma once

namespace starling {

/// What a step found out about the particle that moved furthest, by severity; combined over ranks by maximum.
enum class StepAlarm : int {
  none = 0,
  soon = 1,    ///< a particle has almost used up its half of the skin: rebuild the lists before the next step
  stale = 2,   ///< a particle has moved by more than half the skin: the lists no longer hold every pair
  blow_up = 3  ///< a particle moved further in one step than physics allows, or is no longer a number
};

/// Squared lengths at which a step raises its alarms.
struct StepLimits {
  double soon;          ///< displacement since the lists were built
  double stale;         ///< displacement since the lists were built
  double displacement;  ///< displacement in this step
};

}  // namespace starling
