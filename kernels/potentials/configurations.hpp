// Atomic configurations as kernels see them: rows of atoms, grouped by element, with their neighbours and descriptors.
#pragma once

#include <cstdint>

#include "kernels/descriptors/contraction.hpp"
#include "kernels/descriptors/evaluate.hpp"
#include "kernels/portability.hpp"
#include "kernels/potentials/potential_view.hpp"
#include "kernels/registry_place.hpp"

namespace starling::potentials {

/// Configurations one after the other. In each the atoms of an element form rows that follow each other in ascending order
/// of their places; so do the elements.
struct Configurations {
  const std::int64_t* element_begin;  ///< first row of element e of configuration c: [c * elements + e], and the end
  const std::int64_t* first_pair;     ///< of each row, and the end
  const std::int32_t* atom;           ///< of each row, its place in its configuration
  const descriptors::Neighbour* neighbours;  ///< of each pair; those of a row in ascending order of their places
  const std::int64_t* values_at;             ///< where a row's scaled functions begin in `values`
  const std::int64_t* derivatives_at;        ///< and its DerivativeRows in what is stored of them
  int elements;

  STARLING_FUNCTION std::int64_t begin(std::int64_t c) const { return element_begin[c * elements]; }
  STARLING_FUNCTION std::int64_t end(std::int64_t c) const { return element_begin[(c + 1) * elements]; }
  STARLING_FUNCTION std::int64_t atoms(std::int64_t c) const { return end(c) - begin(c); }
  STARLING_FUNCTION std::int64_t pairs(std::int64_t row) const { return first_pair[row + 1] - first_pair[row]; }
};

/// Scaled functions of one row, `columns` numbers, and their derivatives, in the order of the network's inputs; either may
/// be null. Works in descriptors::AtomScratch of the element's lanes.
template <class Cutoff, class Stored>
STARLING_FUNCTION void describe_atom(const ElementView& element, const descriptors::Neighbour* neighbours,
                                     std::int64_t count, double* scratch, double* values, Stored* derivatives) {
  const descriptors::ElementFunctions& functions = element.functions;
  const int lanes = functions.lanes();
  const descriptors::AtomScratch work(scratch, lanes, descriptors::padded_lanes(functions.angular_count), count);
  descriptors::evaluate_functions<Cutoff>(functions, neighbours, static_cast<int>(count), work);
  const auto scaled = [&](int s, double number) { return number * element.factor[s]; };
  if (values != nullptr)
    for (int s = 0; s < element.columns; ++s)
      values[s] = s < functions.count() ? scaled(s, work.values[functions.lane(s)] - element.offset[s]) : 0.0;
  if (derivatives == nullptr) return;
  for (std::int64_t r = 0; r < 3 * count; ++r)
    for (int s = 0; s < element.columns; ++s)
      derivatives[r * element.columns + s] =
          s < functions.count() ? static_cast<Stored>(scaled(s, work.derivatives[r * lanes + functions.lane(s)]))
                                : Stored(0);
}

/// The same for the cutoff function of the potential.
template <class Stored>
STARLING_FUNCTION void describe_atom(const PotentialView& potential, int e, const descriptors::Neighbour* neighbours,
                                     std::int64_t count, double* scratch, double* values, Stored* derivatives) {
  visit_place<descriptors::Cutoffs>(potential.cutoff, [&](auto type) {
    describe_atom<typename decltype(type)::type>(potential.element[e], neighbours, count, scratch, values, derivatives);
  });
}

/// Numbers of scratch for atoms with up to `neighbours` neighbours.
STARLING_FUNCTION std::int64_t describe_scratch(const PotentialView& potential, std::int64_t neighbours) {
  std::int64_t most = 0;
  for (int e = 0; e < potential.elements; ++e) {
    const descriptors::ElementFunctions& functions = potential.element[e].functions;
    const std::int64_t size = descriptors::AtomScratch::size(
        functions.lanes(), descriptors::padded_lanes(functions.angular_count), neighbours);
    most = size > most ? size : most;
  }
  return most;
}

}  // namespace starling::potentials
