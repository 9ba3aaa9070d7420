// A neural-network potential: what it is made of, and its parameters' layout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/learning/parameters.hpp"
#include "engine/potentials/symmetry_function.hpp"
#include "kernels/potentials/repulsion.hpp"

namespace starling::potentials {

/// What the networks see of a function's value G: low + (high - low) (G - offset) / spread.
enum class Scaling {
  none,          ///< G itself
  deviation,     ///< offset: the mean; spread: the standard deviation
  range,         ///< the smallest; the largest less the smallest
  centred_range  ///< the mean; the largest less the smallest
};

/// Of one function over the atoms of its element in the training data.
struct FunctionStatistics {
  double smallest = 0.0;
  double largest = 1.0;
  double mean = 0.0;
  double deviation = 1.0;  ///< of the population: the root of the mean square
};

/// What a function is divided by, and whether it can be: a constant one has a spread of 0, or of what rounding leaves.
[[nodiscard]] double spread_of(Scaling scaling, const FunctionStatistics& statistics);
[[nodiscard]] bool can_be_scaled(Scaling scaling, const FunctionStatistics& statistics);

/// Description of a potential. Elements ascend in atomic numbers.
struct Potential {
  std::vector<std::string> elements;
  std::string cutoff = "cosine";            ///< a name of descriptors::Cutoffs
  std::vector<SymmetryFunction> functions;  ///< in their order; every element has some
  Scaling scaling = Scaling::deviation;
  double low = 0.0;                            ///< of the scaling
  double high = 1.0;                           ///< above `low`
  std::vector<FunctionStatistics> statistics;  ///< of each function
  std::vector<int> hidden;            ///< widths of the hidden layers, the same for every element; may be empty
  std::string activation = "tanh";    ///< a name of networks::Activations
  double scale = 1.0;                 ///< of the networks' output, eV
  std::vector<double> atom_energies;  ///< of each element, eV
  Repulsion repulsion;                ///< between all pairs; none if its strength is 0

  /// Functions of an element's atoms.
  [[nodiscard]] int function_count(int element) const;
  /// The largest distance at which an atom is felt.
  [[nodiscard]] double reach() const;
};

/// Checks the description and puts it in order: functions, and elements (with the functions' places of them). Fails with
/// bad_input; `place` begins the sentence. Statistics are those of the functions' order, if there are any.
void put_in_order(Potential& potential, const std::string& place);

/// Parameters are numbers of order one, for which weights act divided by the root of the number of a layer's inputs; without
/// hidden layers the potential is linear, and its weights act as they are.
[[nodiscard]] double weight_factor(const Potential& potential, std::int64_t inputs);

/// Blocks weights_<layer>_<element> (inputs x outputs) and biases_<layer>_<element>, layers from 1 on, element by element.
/// `spread` is that of their start.
[[nodiscard]] learning::ParameterLayout layout_of(const Potential& potential, double spread);

}  // namespace starling::potentials
