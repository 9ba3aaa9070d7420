// The arrays that kernels over a filter's particles read and write.
#pragma once

#include <cstdint>

namespace starling {

/// Components that an observation lacks: bit c stands for component c.
struct Absent {
  std::uint32_t bits = 0;

  [[nodiscard]] bool any() const { return bits != 0; }
  [[nodiscard]] bool has(int component) const { return (bits >> component & 1u) != 0; }
  void add(int component) { bits |= 1u << component; }
};

/// The observation of one time, by value so that kernels can hold it.
struct Observation {
  static constexpr int most = 16;  ///< components
  double value[most] = {};
  bool missing = false;  ///< nothing was seen: no weighting at this time
  Absent absent = {};    ///< what is missing where other components are there; its values are 0
};

/// The parents of a rank's slots. Component c of the parent at place k is state[c * stride + k].
struct ParentArrays {
  const double* state;
  std::int64_t stride;
  const std::int32_t* place;  ///< place of each slot's parent; null: slot j's parent is at place j
  const double* carried;      ///< log weight that a place hands to its offspring; null: none
};

/// One generation to be made. Slot first_slot + j of the population is element j of the arrays.
struct PropagateArrays {
  ParentArrays parents;
  double* state;
  std::int64_t stride;
  double* log_weight;  ///< carried log weight plus that of the step
  std::int64_t first_slot;
  std::int64_t count;
};

/// How a new generation is drawn.
enum class Proposal { transition, guided };

}  // namespace starling
