// Symmetry functions by what they share: radial parts of neighbours and angular parts of pairs.
#pragma once

#include <cstdint>

#include "kernels/descriptors/symmetry_functions.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// exp(-eta (r - shift)^2) f(r/radius), 0 from the radius on.
struct RadialPart {
  double eta;
  double shift;
  std::int32_t radius;  ///< its place among the radii
};

/// 2^(1-zeta) (1 + lambda cos theta)^zeta.
struct AngularPart {
  double lambda;
  double scale;
  std::int32_t zeta;
};

/// A radial function: the sum of a radial part over the neighbours of an element.
struct RadialTerm {
  std::int32_t part;
  std::int32_t element;
  std::int32_t function;
};

/// An angular function of a group: its angular part, counted from the pair's first.
struct AngularTerm {
  std::int32_t part;
  std::int32_t function;
};

/// Angular functions of one pair of elements with the same radial part; narrow ones also have that of the third side.
struct AngularGroup {
  std::int32_t radial;
  std::int32_t narrow;
  std::int32_t first_term;
  std::int32_t end_term;
};

/// The unordered pairs of neighbours of two elements, first <= second.
struct ElementPair {
  std::int32_t first;
  std::int32_t second;
  std::int32_t first_part;
  std::int32_t end_part;
  std::int32_t first_group;
  std::int32_t end_group;
};

/// The functions of atoms of one element, as ElementFunctions has them and in that order: sums of products of the parts.
struct FactorisedFunctions {
  const double* radii;
  const RadialPart* radial_parts;
  const RadialTerm* radial_terms;
  const AngularPart* angular_parts;
  const AngularTerm* angular_terms;
  const AngularGroup* groups;
  const ElementPair* pairs;
  int radius_count;
  int radial_part_count;
  int radial_term_count;
  int angular_term_count;
  int pair_count;
  int most_angular_parts;  ///< of one pair
  int count;               ///< functions
  double angular_radius;   ///< the largest of the angular functions
};

}  // namespace starling::descriptors
