// What functions to minimise have in common: what each must have, its number of coordinates, its centre.
#pragma once

#include <optional>
#include <string>

#include "kernels/parameters.hpp"

namespace starling::objectives {

// An objective has a name, Parameters with describe() and objection(), from(), and
//   int dimension; double half_width;              coordinates, and where a start is looked for: [-half_width, half_width]
//   std::optional<double> minimum() const;         its least value, and where all coordinates of the place of that are one
//   std::optional<double> minimiser() const;       number, that number
//   cost<Lanes>(x, stride, out);                   of points side by side: coordinate k of point `lane` is x[k stride + lane]

/// A whole number of coordinates.
struct Coordinates {
  double dimension = 2.0;
  template <class Visitor>
  void describe(const Visitor& visitor) {
    visitor("dimension", dimension, "coordinates", Limits::within(1.0, 1e6));
  }
  [[nodiscard]] std::string objection() const {
    return dimension == __builtin_floor(dimension) ? "" : "objective.dimension must be a whole number";
  }
};

/// The same, and where the minimum is.
struct CentredCoordinates : Coordinates {
  double centre = 0.0;
  template <class Visitor>
  void describe(const Visitor& visitor) {
    Coordinates::describe(visitor);
    visitor("centre", centre, "every coordinate of the minimum", Limits::any());
  }
};

/// What functions with a centre have in common.
template <class Own>
struct Centred {
  using Parameters = CentredCoordinates;
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }
  static std::string objection(const Parameters& p) { return p.objection(); }

  int dimension;
  double half_width, centre;

  static Own from(const Parameters& p) {
    Own own{};
    own.dimension = static_cast<int>(p.dimension);
    own.half_width = Own::usual_half_width;
    own.centre = p.centre;
    return own;
  }
  [[nodiscard]] std::optional<double> minimum() const { return 0.0; }
  [[nodiscard]] std::optional<double> minimiser() const { return centre; }
};

}  // namespace starling::objectives
