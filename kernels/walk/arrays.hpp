// The arrays that kernels of walks on a graph read and write.
#pragma once

#include <cstdint>

namespace starling::walk {

/// A node with its neighbours, which are neighbour[first, first + degree) of the graph.
struct Node {
  std::int64_t first;
  std::int64_t degree;
  double inverse_weight;  ///< 1 / mu
  double factor;          ///< of its repulsion in what a token compares: see the rules
};

/// A graph in device memory. `probability` is that of the base chain along each entry of `neighbour`; null where it is the
/// same for all neighbours.
struct GraphView {
  const Node* node;
  const std::int32_t* neighbour;
  const double* probability;
  std::int64_t nodes;
};

/// What a token knows of a node: x / mu times a number that all nodes of all tokens share, and factor (x / mu)^(-alpha) up to
/// a power of that number.
struct Visit {
  double ratio;
  double weight;
};

/// Tokens, each with a visit per node: that of token t and node j is visit[t * nodes + j].
struct TokenArrays {
  std::int32_t* at;
  Visit* visit;
  std::int64_t first;  ///< number of the first token, from which its noise depends
  std::int64_t count;
};

/// Steps [first, first + count): what a visit adds to x / mu, times mu, at each; and where each token was after each, at
/// path[k * tokens + t], unless that is null.
struct StepBlock {
  std::int64_t first;
  std::int64_t count;
  const double* added;
  std::int32_t* path;
};

/// Visits as shares that add up to 1: f_j = mu_j (ratio_j - start) scale, the measure without what its start gave it.
struct Shares {
  double start;
  double scale;
};

}  // namespace starling::walk
