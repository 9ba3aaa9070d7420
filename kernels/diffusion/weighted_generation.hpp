// Parents and the children that a step makes of them.
#pragma once

#include <cstdint>

namespace starling {

/// Column k of slot j at [k * stride + j].
struct WeightedGeneration {
  const double* parent;
  std::int64_t parent_stride;
  const std::int32_t* place;  ///< of each slot's parent; null: its own
  const double* inherited;    ///< log weight of each parent; null: 0
  double* child;
  std::int64_t child_stride;
  double* log_weight;
  std::int64_t first_slot;
  std::int64_t count;
};

}  // namespace starling
