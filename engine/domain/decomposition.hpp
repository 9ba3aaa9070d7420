// The part of the periodic box that each rank owns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/space/region.hpp"

namespace starling {

/// A cut of the recursive bisection, as kernels follow it: below `position` along `axis` to child `lower`, else to
/// `upper`. A child c >= 0 is another cut, a child c < 0 is rank -c - 1.
struct BisectionCut {
  double position;
  std::int32_t axis;
  std::int32_t lower;
  std::int32_t upper;
};

/// The owner of a canonical point; the box of a single rank has no cuts.
STARLING_FUNCTION std::int32_t bisection_owner(const BisectionCut* cuts, std::int32_t root, const double* point) {
  std::int32_t at = root;
  while (at >= 0) at = point[cuts[at].axis] < cuts[at].position ? cuts[at].lower : cuts[at].upper;
  return -at - 1;
}

/// Recursive bisection of the box by particle count, for any number of ranks: every cut divides its part in proportion
/// to the ranks on either side, across its longest axis. The same on every rank.
template <int D>
class Decomposition {
 public:
  /// Collective: cuts the box by where the particles are now (`positions`: packed, host memory, this rank's).
  Decomposition(const Communicator& communicator, const Box<D>& box, std::span<const double> positions);

  /// Every rank's part of the box, by rank.
  [[nodiscard]] const std::vector<Region<D>>& regions() const { return regions_; }
  [[nodiscard]] const DeviceArray<BisectionCut>& cuts() const { return cuts_; }
  /// Where bisection_owner starts.
  [[nodiscard]] std::int32_t root() const { return root_; }

 private:
  std::vector<Region<D>> regions_;
  DeviceArray<BisectionCut> cuts_;
  std::int32_t root_ = -1;
};

}  // namespace starling
