// Energies, virials and forces of a rank's atoms: descriptors, networks and the way back, a block of atoms at a time.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/factorised_slopes.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/networks/energy_passes.hpp"
#include "kernels/networks/workspace.hpp"
#include "kernels/potentials/force_quanta.hpp"
#include "kernels/potentials/listed_atoms.hpp"
#include "kernels/potentials/potential_view.hpp"
#include "kernels/potentials/repulsion.hpp"
#include "kernels/reduction/add_exactly.hpp"
#include "kernels/registry_place.hpp"

namespace starling::potentials {

/// Atoms that go through a network together: few enough that their surroundings stay in cache.
inline constexpr int block_atoms = 8;

/// Atoms of one element: order[first], ..., order[first + count - 1].
struct AtomBlock {
  std::int32_t first;
  std::int32_t count;
  std::int32_t element;
};

/// What the training data had of each function of an element, unscaled.
struct FunctionRanges {
  const double* smallest;
  const double* largest;
};

/// Where results of owned atoms go, and terms of forces of their neighbours.
struct AtomResults {
  std::int64_t* force;  ///< in quanta, 3 per place; added to
  double* energy;       ///< not finite: the atom has run into another
  double* virial;       ///< its part of tr W
  double*
      excess;  ///< how far its functions are out of their ranges at most, in parts of the range; null: not asked for
};

struct AtomBlocks {
  PotentialView potential;
  const double* packed;
  descriptors::FactorisedFunctions functions[descriptors::most_elements];
  FunctionRanges ranges[descriptors::most_elements];
  Repulsion repulsion;
  ListedAtoms atoms;
  const std::int32_t* order;
  const AtomBlock* blocks;
  std::int64_t most_neighbours;  ///< that are listed of an atom
  AtomResults results;

  /// Numbers of workspace for blocks of an element.
  [[nodiscard]] STARLING_FUNCTION std::int64_t workspace_size(int e) const {
    const descriptors::FactorisedFunctions& of = functions[e];
    networks::Workspace<double> space{nullptr};
    static_cast<void>(atom_numbers(of, space));
    for (int k = 0; k < block_atoms; ++k)
      static_cast<void>(
          space.numbers(descriptors::Surroundings::numbers(most_neighbours, potential.elements, of.radial_part_count)));
    networks::DenseLayer<double> layers[networks::most_hidden_layers + 1];
    static_cast<void>(networks::EnergyRows<double>(potential.stack(e, nullptr, layers), block_atoms, space));
    return space.used;
  }

  STARLING_FUNCTION void evaluate(const AtomBlock& block, double* memory) const {
    visit_place<descriptors::Cutoffs>(potential.cutoff,
                                      [&](auto type) { evaluate_with<typename decltype(type)::type>(block, memory); });
  }

 private:
  /// Of one atom at a time.
  struct AtomNumbers {
    double* candidates;
    double* cutoff;
    double* slopes;  ///< NeighbourSlopes
    double* pairs;   ///< PairWork
    double* terms;
    double* values;
  };

  STARLING_FUNCTION AtomNumbers atom_numbers(const descriptors::FactorisedFunctions& of,
                                             networks::Workspace<double>& space) const {
    const std::int64_t lanes = descriptors::Surroundings::lanes(most_neighbours, potential.elements);
    AtomNumbers out{};
    out.candidates = space.numbers(CandidateNeighbours::numbers(most_neighbours));
    out.cutoff = space.numbers(2 * lanes);
    out.slopes = space.numbers(4 * lanes);
    out.pairs = space.numbers(descriptors::PairWork::numbers(of, chunks()));
    out.terms = space.numbers(2 * of.angular_term_count);
    out.values = space.numbers(of.count);
    return out;
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t chunks() const {
    return descriptors::Surroundings::chunks(most_neighbours, potential.elements);
  }

  template <class Cutoff>
  STARLING_FUNCTION void evaluate_with(const AtomBlock& block, double* memory) const {
    const int e = block.element;
    const descriptors::FactorisedFunctions& of = functions[e];
    networks::Workspace<double> space{memory};
    const AtomNumbers numbers = atom_numbers(of, space);
    descriptors::Surroundings near[block_atoms];
    const std::int64_t each =
        descriptors::Surroundings::numbers(most_neighbours, potential.elements, of.radial_part_count);
    for (descriptors::Surroundings& one : near)
      one = descriptors::Surroundings(space.numbers(each), most_neighbours, potential.elements, of.radial_part_count);
    networks::DenseLayer<double> layers[networks::most_hidden_layers + 1];
    const networks::DenseStack<double> stack = potential.stack(e, packed, layers);
    const networks::EnergyRows<double> rows(stack, block.count, space);
    for (int k = 0; k < block.count; ++k) describe<Cutoff>(block, k, numbers, rows, near[k]);
    networks::energy_values(stack, rows);
    for (int k = 0; k < block.count; ++k) push<Cutoff>(block, k, numbers, rows, near[k]);
  }

  template <class Cutoff>
  STARLING_FUNCTION void describe(const AtomBlock& block, int k, const AtomNumbers& numbers,
                                  const networks::EnergyRows<double>& rows, descriptors::Surroundings& near) const {
    const std::int64_t i = order[block.first + k];
    const ElementView& element = potential.element[block.element];
    const descriptors::FactorisedFunctions& of = functions[block.element];
    const double least = surround(atoms, i, potential.elements, of.angular_radius,
                                  CandidateNeighbours(numbers.candidates, most_neighbours), near);
    results.energy[i] = least < nearest_atoms * nearest_atoms ? __builtin_nan("") : 0.0;
    descriptors::fill_radial_parts<Cutoff>(of, near, numbers.cutoff);
    descriptors::sum_functions<Cutoff>(of, near, descriptors::PairWork(numbers.pairs, of, chunks()), numbers.values);
    double* const inputs = rows.inputs.data + k * rows.inputs.row_stride;
    for (int s = 0; s < rows.inputs.columns; ++s)
      inputs[s] = s < of.count ? (numbers.values[s] - element.offset[s]) * element.factor[s] : 0.0;
    if (results.excess != nullptr) results.excess[i] = excess_of(ranges[block.element], of.count, numbers.values);
  }

  STARLING_FUNCTION static double excess_of(const FunctionRanges& range, int count, const double* values) {
    double most = 0.0;
    for (int s = 0; s < count; ++s) {
      const double below = range.smallest[s] - values[s];
      const double above = values[s] - range.largest[s];
      const double out = (below > above ? below : above) / (range.largest[s] - range.smallest[s]);
      most = out > most ? out : most;
    }
    return most;
  }

  template <class Cutoff>
  STARLING_FUNCTION void push(const AtomBlock& block, int k, const AtomNumbers& numbers,
                              const networks::EnergyRows<double>& rows, const descriptors::Surroundings& near) const {
    const std::int64_t i = order[block.first + k];
    const ElementView& element = potential.element[block.element];
    const descriptors::FactorisedFunctions& of = functions[block.element];
    const double* const by_input = rows.slopes.data + k * rows.slopes.row_stride;
    for (int s = 0; s < of.count; ++s) numbers.values[s] = by_input[s] * potential.scale * element.factor[s];
    const descriptors::NeighbourSlopes slopes(numbers.slopes, near.size);
    descriptors::slopes_by_neighbours<Cutoff>(
        of, near, numbers.values, descriptors::PairWork(numbers.pairs, of, chunks()), numbers.terms, slopes);
    double energy = math::fma(potential.scale, rows.output.data[k * rows.output.row_stride], element.atom_energy);
    double virial = 0.0;
    std::int64_t own[3] = {};
    bool sound = true;
    for (int e = 0; e < potential.elements; ++e)
      for (std::int64_t n = near.begin[e]; n < near.end[e]; ++n) {
        const descriptors::ValueAndSlope pair = repulsion.at(near.distance[n]);
        const double pair_along = pair.slope * near.inverse[n];
        energy += 0.5 * pair.value;
        std::int64_t* const other = results.force + 3 * near.place[n];
        for (int axis = 0; axis < 3; ++axis) {
          const double along = near.along[axis][n];
          const double term = math::fma(slopes.along[n], along, slopes.across[axis][n]);
          const std::int64_t quanta = force_quanta(term);
          add_exactly(other + axis, -quanta);
          own[axis] += quanta + force_quanta(pair_along * along);
          sound = sound && is_pair_force(term) && is_pair_force(pair_along * along);
          virial = math::fma(-along, math::fma(0.5 * pair_along, along, term), virial);
        }
      }
    for (int axis = 0; axis < 3; ++axis) add_exactly(results.force + 3 * i + axis, own[axis]);
    results.energy[i] = sound ? results.energy[i] + energy : __builtin_nan("");
    results.virial[i] = virial;
  }
};

}  // namespace starling::potentials
