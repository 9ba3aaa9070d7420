// Numbers that a score network takes from its data before it is trained: what its inputs and outputs are measured in.
#pragma once

#include "kernels/score/assembly.hpp"

namespace starling::score {

/// Means and inverse spreads of the inputs, and the part of the score that is known in closed form.
struct Scales {
  double node_mean[node_inputs];
  double node_inverse[node_inputs];  ///< 0 for an input that does not vary
  double edge_mean[edge_inputs];
  double edge_inverse[edge_inputs];
  double linear[contact_classes][vectors];  ///< coefficients of the four vectors, by class of contacts
  double unit[vectors];                     ///< what a network's coefficients of the vectors are measured in
  Softness softness;                        ///< of the inputs
  double slope;                             ///< |F'|/rate at which a pair has half its weight in sums over pairs
};

/// The part of the score in closed form: the vectors with the coefficients of the particle's class.
template <int D, int T>
STARLING_FUNCTION ScoreVector<D, T> linear_part(const OwnVectors<D, T>& own, const Scales& scales, double contacts) {
  ScoreVector<D, T> sum{};
  const int at = contact_class(contacts);
  for (int k = 0; k < vectors; ++k) {
    sum.add(math::Dual<T>::constant(scales.linear[at][k]), own.vector[k]);
  }
  return sum;
}

}  // namespace starling::score
