// The slots that each particle's offspring fill.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/population/integer_weights.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/key.hpp"
#include "kernels/weights/expand.hpp"

namespace starling {

/// How offspring numbers are drawn. All are unbiased: E[offspring of i] = N w_i / sum w.
enum class Resampling { systematic, stratified, multinomial, residual };

/// Offspring in slots, in the order of their parents: particle i's fill [end[i-1], end[i]) of all slots.
struct Offspring {
  DeviceArray<std::int32_t> end;  ///< by particle of this rank
  /// Slots filled by the particles of the ranks below each rank; one entry more than ranks. Exact at both ends of this
  /// rank's particles and inside its slots, elsewhere perhaps moved to the nearer end of its slots.
  std::vector<std::int64_t> rank_edges;

  [[nodiscard]] OffspringRuns runs(const RowBlock& slots, int rank) const {
    return {end.data(), slots.count, rank_edges[static_cast<std::size_t>(rank)]};
  }
};

/// Collective where the scheme needs it (multinomial and residual: one gathering). `scratch` has room for this rank's
/// slots. The total weight is positive.
void count_offspring(const Communicator& group, const RowBlock& slots, const IntegerWeights& weights, Resampling scheme,
                     random::Key key, std::int64_t time, std::int32_t* scratch, Offspring& offspring);

}  // namespace starling
