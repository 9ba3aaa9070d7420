// Sums of gradients over many blocks of particles, whose bits depend on neither order, ranks nor threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/learning/parameters.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::learning {

/// What this rank's blocks of particles give, in memory that kernels reach. `blocks` may be 0, the pointers null then.
template <class Real>
struct BlockGradients {
  std::int64_t blocks;
  const Real* gradients;  ///< of block b: gradients[b * stride + i], 0 <= i < layout.size(), in the layout's order
  std::int64_t stride;    ///< at least layout.size()
  const double* statistics = nullptr;  ///< of block b: statistics[b * statistics_each + k], such as its loss
  int statistics_each = 0;             ///< the same on every rank
};

/// Sums over the blocks of all ranks, the same on each of them.
struct GradientTotals {
  std::vector<double> gradient;    ///< divided by the divisor; layout.size() elements
  std::vector<double> statistics;  ///< not divided; NaN where one of a block is infinite or NaN
  /// The name of the first parameter block, in the layout's order, of which some gradient is infinite or NaN: its
  /// elements are NaN. There is none if the gradient is finite.
  std::optional<std::string> not_finite;
};

/// Parameters that one kernel call takes, all of one parameter block: neighbours in cache lines on a host, single ones,
/// which neighbouring threads take, on a device.
struct GradientTile {
  static constexpr int most = kernels_run_on_host ? 256 : 1;

  std::int64_t first;
  std::int32_t count;
  std::int32_t block;
};

/// Adds gradients as integers. The largest magnitude in a parameter block, over all particle blocks and ranks, gives it
/// a power of two 2^e above; each element becomes an integer of b = 62 - ceil(log2 N) bits in units of 2^(e-b), what is
/// below being dropped towards zero, N being `global_blocks`; the integers are added, and the sum is rounded once to a
/// double and then divided. So a sum of floats is exact but for elements that are less than 2^(24-b) of the largest,
/// and the sum of any differs from the exact one by less than N 2^(e-b) before that rounding. Statistics are summed as
/// by ExactSumBatch. Two all-reduces, one of them of layout.size() integers, and two small ones for statistics.
class GradientSum {
 public:
  /// `global_blocks`: at least the number of particle blocks of all ranks; the same on every rank. Part of the rounding,
  /// so it must not depend on how blocks go to ranks.
  GradientSum(const Communicator& communicator, const ParameterLayout& layout, std::int64_t global_blocks);

  /// Collective. `divisor` (such as the number of particles) is the same on every rank and not 0. Fails with
  /// internal_error, on every rank, if there are more than `global_blocks` blocks. Real is float or double.
  template <class Real>
  [[nodiscard]] GradientTotals reduce(const BlockGradients<Real>& own, double divisor);

 private:
  /// Of each parameter block, over all ranks; infinite or NaN if some gradient is.
  template <class Real>
  [[nodiscard]] std::vector<double> largest_magnitudes(const BlockGradients<Real>& own);
  /// Over all ranks, in units of each block's scale; then the number of particle blocks.
  template <class Real>
  [[nodiscard]] std::vector<std::int64_t> integer_sums(const BlockGradients<Real>& own,
                                                       const std::vector<double>& largest);

  const Communicator& communicator_;
  ParameterLayout layout_;
  std::int64_t global_blocks_;
  int bits_;
  std::vector<GradientTile> tiles_;
  DeviceArray<GradientTile> device_tiles_;
  DeviceArray<double> tile_largest_;
  DeviceArray<std::int64_t> sums_;
};

}  // namespace starling::learning
