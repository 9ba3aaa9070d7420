// The arrays that kernels over the particles of a tempering sampler read and write.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/targets/concepts.hpp"

namespace starling {

/// Points with their log densities: d components, then log prior, then log likelihood. Column c of the point at place k is
/// column[c * stride + k].
struct TargetPoints {
  double* column;
  std::int64_t stride;
};

/// A lower triangular matrix, row by row: element (row, column) at packed_index(row, column).
struct LowerTriangle {
  double element[most_target_dimensions * (most_target_dimensions + 1) / 2] = {};
};

/// Place of element (row, column), column <= row, of a lower triangle.
STARLING_FUNCTION int packed_index(int row, int column) { return row * (row + 1) / 2 + column; }

/// Chains of random-walk Metropolis moves, all independent. Chain k starts at the point of `from` at place start[k] (k if
/// null) and is number first_chain + k of the whole population.
struct MetropolisChains {
  TargetPoints from;
  const std::int32_t* start;
  std::int64_t first_chain;
  std::int64_t count;
  double lambda;             ///< the moves leave prior * likelihood^lambda invariant
  LowerTriangle factor;      ///< of the proposal's covariance
  std::uint64_t first_step;  ///< number of the first move among all moves ever made: part of the noise
};

/// Where chains leave what they visited: the slots [first_slot, first_slot + count) of the population. What would go to
/// other slots is dropped.
struct ChainSlots {
  TargetPoints to;
  std::int64_t first_slot;
  std::int64_t count;
};

}  // namespace starling
