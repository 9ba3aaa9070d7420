// The particles near a particle, further than forces reach: with a halo and cells of its own beside the neighbour
// lists.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/simulation.hpp"
#include "engine/comm/communicator.hpp"
#include "kernels/analysis/cell_table.hpp"

namespace starling::active {

/// Counts partners at distances beyond the lists' reach. The lists stay as they are: long ones would slow down the steps
/// that follow.
template <int D>
class Surroundings {
 public:
  explicit Surroundings(const Communicator& communicator) : communicator_(communicator), halo_(communicator) {}

  /// Counts, for each owned particle, the particles closer than `probe` (itself among them) and, for all, the ordered
  /// pairs in each of `bins` equal bins of distances below `range`. A `bins` of 0 leaves the pairs out. Collective.
  void count(const Simulation<D>& simulation, double probe, double range, std::int64_t bins);

  /// Particles within the probe radius by owned particle, device memory, of the last count.
  [[nodiscard]] const std::int32_t* within() const { return within_.data(); }
  /// Ordered pairs by bin, over all ranks, of the last count that had bins.
  [[nodiscard]] const std::vector<std::int64_t>& pairs() const { return pairs_; }

 private:
  const Communicator& communicator_;
  Halo<D> halo_;
  Particles<D> copies_{0, false};
  analysis::CellTableBuilder<D> builder_;
  DeviceArray<std::int32_t> within_;
  DeviceArray<std::int64_t> tallies_;
  std::vector<std::int64_t> pairs_;
};

}  // namespace starling::active
