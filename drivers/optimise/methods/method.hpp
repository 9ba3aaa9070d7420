// A method as a deck chooses it: how weights sharpen, and how slots move.
#pragma once

#include "engine/deck/choice.hpp"
#include "kernels/consensus/moves.hpp"

namespace starling::optimise {

/// Where slots are and what they know of each other when they move.
struct MoveArrays {
  consensus::Slots slots;
  const double* consensus;         ///< on the device
  const LowerTriangle* deviation;  ///< lower factor of the weighted covariance; null unless it was asked for
  random::Key key;
  std::uint64_t step;
  double* apart;  ///< receives |x - c|^2 from before the move
};

class ChosenMethod : public Chosen {
 public:
  /// The exponent alpha (or beta) of the weights e^(-alpha E) at the start, and what follows one.
  [[nodiscard]] virtual double first_exponent() const = 0;
  [[nodiscard]] virtual double next_exponent(double exponent) const { return exponent; }

  [[nodiscard]] virtual bool needs_covariance() const { return false; }
  /// Whether slots that are all at one point can part.
  [[nodiscard]] virtual bool leaves_a_point() const { return false; }

  /// Refuses settings that do not go together, or not with so many coordinates and slots.
  virtual void check(int /*dimension*/, std::int64_t /*particles*/) const {}

  virtual void move(const MoveArrays& arrays) const = 0;
};

/// The section [method].
[[nodiscard]] const Choice& method_choice();

}  // namespace starling::optimise
