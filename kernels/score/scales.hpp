// Numbers that a score takes from its data and its deck before it is trained: what inputs and outputs are measured in.
#pragma once

#include "kernels/score/filter_recurrence.hpp"
#include "kernels/score/score_shape.hpp"

namespace starling::score {

/// Lengths that the inputs are taken in, and what gradients of forces are over.
struct InputLengths {
  double diameter;
  double contact;     ///< closer particles touch
  double range;       ///< of the pairs that a network sees
  double per_length;  ///< the gradient of F over its unit is this times that over the drive's rate
};

/// Lengths below which inputs no longer follow how short a vector is. Without them a score would have a divergence as large
/// as one over that length, whose mean over all data need not exist, and whose mean over some data can be made anything.
struct Softness {
  double vector[room.vectors];
  double pair[room.pair_parts];
};

/// Means and inverse spreads of the inputs, and the part of the score that is known in closed form.
struct Scales {
  double node_mean[room.node_inputs];
  double node_inverse[room.node_inputs];  ///< 0 for an input that does not vary
  double edge_mean[room.edge_inputs];
  double edge_inverse[room.edge_inputs];
  double linear[room.classes][room.vectors];  ///< coefficients of the vectors, by class of particles
  double unit[room.vectors];                  ///< what a network's coefficients of the vectors are measured in
  double size;                                ///< root mean square of the score in closed form
  Softness softness;                          ///< of the inputs
  double slope;                               ///< |F'|/rate at which a pair has half its weight in sums over pairs
  FilterRecurrence filter;                    ///< of the vectors that reach far
};

}  // namespace starling::score
