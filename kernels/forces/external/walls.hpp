// Two flat repulsive walls across one axis, with which the pressure of active matter is measured.
#pragma once

#include <optional>

#include "kernels/forces/external/terms.hpp"

namespace starling {

/// F = kappa_w times how deep a particle is behind a wall, back out of it; none in between. The walls stand `inset` off
/// the two faces of the box, half the pair force's range plus wall_margin. So particles at opposite walls do not see
/// each other through the face, unless one is deeper than wall_margin behind its wall: its force is NaN, which ends the run.
template <int D>
struct Walls {
  static constexpr const char* name = "walls";

  struct Parameters : ExternalParameters<D> {
    double wall_stiffness = required;
    std::optional<double> wall_margin;  ///< the diameter, if left out
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("wall_stiffness", p.wall_stiffness, "stiffness of the walls", Limits::positive(),
            Notation{.unit = "1/time", .symbol = "kappa_w"});
    visitor("wall_margin", p.wall_margin,
            "how deep a particle may go behind a wall; walls stand this and half the pair force's range off the box's "
            "faces",
            Limits::positive(), Notation{.unit = "length", .unset_means = "the diameter"});
  }

  int axis;
  double stiffness;
  double inset;
  double margin;
  double edge;  ///< of the box along the axis

  static Walls from(const Parameters& p) {
    const double margin = p.wall_margin.value_or(p.diameter);
    return {p.wall_axis, p.wall_stiffness, 0.5 * p.pair_range + margin, margin, p.box.edge[p.wall_axis]};
  }

  STARLING_FUNCTION ExternalTerms<D> terms(const double* /*position*/, const double* unwrapped) const {
    const double depth = signed_depth(unwrapped);
    ExternalTerms<D> terms{};
    terms.force[axis] = stiffness * (depth <= margin && depth >= -margin ? depth : __builtin_nan(""));
    terms.gradient.at(axis, axis) = depth == 0.0 ? 0.0 : -stiffness;
    return terms;
  }

  STARLING_FUNCTION ExternalPlace<D> place(const double* /*position*/, const double* unwrapped) const {
    ExternalPlace<D> place{};
    place.vector[axis] = unwrapped[axis] - 0.5 * edge;
    place.slope[axis] = 1.0;
    return place;
  }

  STARLING_FUNCTION double energy(const double* /*position*/, const double* unwrapped) const {
    const double depth = signed_depth(unwrapped);
    return 0.5 * stiffness * depth * depth;
  }

  /// The force that a particle puts on its wall, outwards.
  STARLING_FUNCTION double load(const double* unwrapped) const {
    const double depth = signed_depth(unwrapped);
    return stiffness * (depth < 0.0 ? -depth : depth);
  }

  /// Whether a particle is in the middle half of the space between the walls.
  STARLING_FUNCTION bool in_the_middle(const double* unwrapped) const {
    const double offset = unwrapped[axis] - 0.5 * edge;
    const double reach = 0.25 * (edge - 2.0 * inset);
    return offset >= -reach && offset < reach;
  }

 private:
  /// How deep behind the lower wall, minus how deep behind the upper one.
  STARLING_FUNCTION double signed_depth(const double* unwrapped) const {
    const double lower = inset - unwrapped[axis];
    const double upper = unwrapped[axis] - (edge - inset);
    return lower > 0.0 ? lower : (upper > 0.0 ? -upper : 0.0);
  }
};

}  // namespace starling
