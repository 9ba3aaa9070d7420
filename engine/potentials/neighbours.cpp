// Neighbours by minimum image, and what a repulsion makes of them.
#include <algorithm>
#include <cmath>

#include "engine/failure.hpp"
#include "engine/potentials/configuration_set.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/potentials/repulsion.hpp"
#include "kernels/space/box.hpp"

namespace starling::potentials {
namespace {

std::vector<std::int32_t> element_places(const AtomicConfiguration& configuration,
                                         const std::vector<std::string>& elements, const std::string& place) {
  std::vector<std::int32_t> places;
  for (const std::string& symbol : configuration.elements) {
    const auto found = std::find(elements.begin(), elements.end(), symbol);
    if (found == elements.end()) {
      fail(ExitCode::bad_input, "{}: the potential does not know the element {}", place, symbol);
    }
    places.push_back(static_cast<std::int32_t>(found - elements.begin()));
  }
  return places;
}

}  // namespace

std::vector<std::vector<descriptors::Neighbour>> neighbours_of(const AtomicConfiguration& configuration,
                                                               const std::vector<std::string>& elements, double reach,
                                                               const std::string& place) {
  for (const double edge : configuration.edge) {
    if (edge < 2.0 * reach) {
      fail(ExitCode::bad_input, "{}: an edge of the box is {}, less than twice the potential's reach of {}", place,
           edge, reach);
    }
  }
  const std::vector<std::int32_t> element = element_places(configuration, elements, place);
  const std::size_t atoms = configuration.atoms();
  std::vector<std::vector<descriptors::Neighbour>> all(atoms);
  const double* const x = configuration.positions.data();
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t j = 0; j < atoms; ++j) {
      if (i == j) continue;
      descriptors::Neighbour neighbour{{}, static_cast<std::int32_t>(j), element[j]};
      double square = 0.0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double apart = minimum_image(x[3 * j + axis] - x[3 * i + axis], configuration.edge[axis]);
        neighbour.displacement[axis] = apart;
        square = math::fma(apart, apart, square);
      }
      if (square < nearest_atoms * nearest_atoms) {
        fail(ExitCode::bad_input, "{}: atoms {} and {} are {:.3g} Angstrom apart: less than {} is not taken", place,
             i + 1, j + 1, std::sqrt(square), nearest_atoms);
      }
      if (std::sqrt(square) < reach) all[i].push_back(neighbour);
    }
  }
  return all;
}

PairTerms repulsion_terms(const Repulsion& repulsion,
                          const std::vector<std::vector<descriptors::Neighbour>>& neighbours) {
  PairTerms terms;
  terms.forces.assign(3 * neighbours.size(), 0.0);
  if (repulsion.strength == 0.0) return terms;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    for (const descriptors::Neighbour& neighbour : neighbours[i]) {
      const double* const d = neighbour.displacement;
      const double r = std::sqrt(math::fma(d[2], d[2], math::fma(d[1], d[1], d[0] * d[0])));
      const descriptors::ValueAndSlope pair = repulsion.at(r);
      terms.energy += 0.5 * pair.value;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double along = pair.slope / r * d[axis];
        terms.forces[3 * i + axis] += along;
        for (std::size_t other = 0; other < 3; ++other) terms.virial[3 * axis + other] -= 0.5 * along * d[other];
      }
    }
  }
  return terms;
}

}  // namespace starling::potentials
