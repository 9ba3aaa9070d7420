// The quantities from which the entropy production and the active pressure of a dynamics are computed.
#pragma once

namespace starling {

/// Averages over particles, or one particle's summands of them. F is the total force (a velocity), f the drive: g or u,
/// zero if passive.
struct ActivityMoments {
  double drive_dot_force = 0.0;    ///< f . F
  double drive_squared = 0.0;      ///< |f|^2
  double force_squared = 0.0;      ///< |F|^2
  double force_divergence = 0.0;   ///< div_i F_i
  double drive_cross_force = 0.0;  ///< f_perp . F, f_perp the drive turned by +90 degrees; 0 except in the plane
};

/// How a free drive is forgotten: E[f(t) given f(0)] = e^(-rate t) f(0) turned by the angle `turn` t.
struct DriveDecay {
  double rate;
  double turn = 0.0;
};

/// A rate, or why there is none. Whether there is one depends on parameters only.
struct Rate {
  double value;
  const char* undefined = nullptr;
};

}  // namespace starling
