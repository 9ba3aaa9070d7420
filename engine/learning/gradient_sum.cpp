// Gradients as integers: their scales, their sums over blocks and ranks, and the one final rounding.
#include "engine/learning/gradient_sum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <type_traits>

#include "engine/comm/exact_sum.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/reduction/split.hpp"

namespace starling::learning {
namespace {

// The magnitudes in a tile, of all particle blocks. Bits of magnitudes are ordered as the magnitudes are, those of NaN
// above all, and their maximum becomes vector instructions where that of floating-point numbers does not.
template <class Real>
struct TileMagnitude {
  DeviceArray<GradientTile> tiles;
  DeviceArray<double> largest;
  BlockGradients<Real> own;

  STARLING_FUNCTION void operator()(std::int64_t t) const {
    using Bits = std::conditional_t<sizeof(Real) == sizeof(std::int32_t), std::int32_t, std::int64_t>;
    constexpr Bits without_sign = std::numeric_limits<Bits>::max();
    const GradientTile tile = tiles(t);
    Bits found = 0;
    for (std::int64_t b = 0; b < own.blocks; ++b) {
      const Real* const values = own.gradients + b * own.stride + tile.first;
      STARLING_LANES
      for (std::int32_t lane = 0; lane < tile.count; ++lane) {
        const Bits magnitude = std::bit_cast<Bits>(values[lane]) & without_sign;
        found = magnitude > found ? magnitude : found;
      }
    }
    largest(t) = reduction::finite_magnitude(std::bit_cast<Real>(found));
  }
};

// Sums of a tile's integers over the particle blocks.
template <class Real>
struct TileSum {
  DeviceArray<GradientTile> tiles;
  DeviceArray<reduction::SplitScale> scales;  // of each parameter block; factors of 0 where there is nothing to add
  DeviceArray<std::int64_t> sums;
  BlockGradients<Real> own;

  STARLING_FUNCTION void operator()(std::int64_t t) const {
    const GradientTile tile = tiles(t);
    const double first_factor = scales(tile.block).first_factor;
    const double second_factor = scales(tile.block).second_factor;
    std::int64_t totals[GradientTile::most] = {};
    for (std::int64_t b = 0; b < own.blocks && first_factor > 0.0; ++b) {
      const Real* const values = own.gradients + b * own.stride + tile.first;
      STARLING_LANES
      for (std::int32_t lane = 0; lane < tile.count; ++lane) {
        totals[lane] += static_cast<std::int64_t>(static_cast<double>(values[lane]) * first_factor * second_factor);
      }
    }
    for (std::int32_t lane = 0; lane < tile.count; ++lane) sums(tile.first + lane) = totals[lane];
  }
};

// Statistic k of a block.
struct BlockStatistic {
  const double* statistics;
  int each;
  int k;
  STARLING_FUNCTION double operator()(std::int64_t b) const { return statistics[b * each + k]; }
};

// Blocks may have no more gradients than zeros, or gradients that have no sum.
bool has_scale(double largest) { return largest > 0.0 && largest <= std::numeric_limits<double>::max(); }

// The smallest e with magnitude < 2^e.
int exponent_of_scale(double magnitude) {
  int exponent = 0;
  static_cast<void>(std::frexp(magnitude, &exponent));
  return exponent;
}

// The sums of `global_blocks` integers of this many bits stay below 2^62.
int gradient_bits(std::int64_t global_blocks) {
  const auto last = static_cast<std::uint64_t>(std::max<std::int64_t>(global_blocks, 1) - 1);
  return 62 - static_cast<int>(std::bit_width(last));
}

std::vector<GradientTile> tiles_of(const ParameterLayout& layout) {
  std::vector<GradientTile> tiles;
  for (std::size_t k = 0; k < layout.blocks().size(); ++k) {
    const std::int64_t size = layout.blocks()[k].size();
    for (std::int64_t i = 0; i < size; i += GradientTile::most) {
      tiles.push_back({layout.offset(k) + i,
                       static_cast<std::int32_t>(std::min<std::int64_t>(GradientTile::most, size - i)),
                       static_cast<std::int32_t>(k)});
    }
  }
  return tiles;
}

}  // namespace

GradientSum::GradientSum(const Communicator& communicator, const ParameterLayout& layout, std::int64_t global_blocks)
    : communicator_(communicator),
      layout_(layout),
      global_blocks_(global_blocks),
      bits_(gradient_bits(global_blocks)),
      tiles_(tiles_of(layout)),
      device_tiles_(device_copy("gradient tiles", tiles_)),
      tile_largest_("largest gradients", tiles_.size()),
      sums_("gradient sums", layout.size()) {}

template <class Real>
std::vector<double> GradientSum::largest_magnitudes(const BlockGradients<Real>& own) {
  Kokkos::parallel_for("largest gradients", IndexRange(0, static_cast<std::int64_t>(tiles_.size())),
                       TileMagnitude<Real>{device_tiles_, tile_largest_, own});
  const std::vector<double> of_tiles = host_copy(tile_largest_);
  std::vector<double> largest(layout_.blocks().size(), 0.0);
  for (std::size_t t = 0; t < tiles_.size(); ++t) {
    double& of_block = largest[static_cast<std::size_t>(tiles_[t].block)];
    of_block = std::max(of_block, of_tiles[t]);
  }
  communicator_.maximum(std::span<double>(largest));
  return largest;
}

template <class Real>
std::vector<std::int64_t> GradientSum::integer_sums(const BlockGradients<Real>& own,
                                                    const std::vector<double>& largest) {
  std::vector<reduction::SplitScale> scales;
  for (const double magnitude : largest) {
    const int shift = bits_ - exponent_of_scale(magnitude);
    // Two factors, because one alone could overflow.
    scales.push_back(has_scale(magnitude)
                         ? reduction::SplitScale{std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2), 0.0}
                         : reduction::SplitScale{0.0, 0.0, 0.0});
  }
  Kokkos::parallel_for("gradient sums", IndexRange(0, static_cast<std::int64_t>(tiles_.size())),
                       TileSum<Real>{device_tiles_, device_copy("gradient scales", scales), sums_, own});
  std::vector<std::int64_t> sums = host_copy(sums_);
  sums.push_back(own.blocks);
  communicator_.sum(std::span<std::int64_t>(sums));
  return sums;
}

template <class Real>
GradientTotals GradientSum::reduce(const BlockGradients<Real>& own, double divisor) {
  const std::vector<double> largest = largest_magnitudes(own);
  const std::vector<std::int64_t> sums = integer_sums(own, largest);
  if (sums.back() > global_blocks_) {
    throw Failure(
        ExitCode::internal_error,
        fmt::format("gradients of {} blocks of particles were announced as of at most {}", sums.back(), global_blocks_),
        FailureScope::every_rank);
  }

  GradientTotals totals;
  totals.gradient.resize(static_cast<std::size_t>(layout_.size()));
  for (std::size_t k = 0; k < largest.size(); ++k) {
    const bool finite = largest[k] == 0.0 || has_scale(largest[k]);
    if (!finite && !totals.not_finite) totals.not_finite = layout_.blocks()[k].name;
    const int exponent = finite ? exponent_of_scale(largest[k]) - bits_ : 0;
    const auto begin = static_cast<std::size_t>(layout_.offset(k));
    const std::size_t end = begin + static_cast<std::size_t>(layout_.blocks()[k].size());
    for (std::size_t i = begin; i < end; ++i) {
      totals.gradient[i] = finite ? std::ldexp(static_cast<double>(sums[i]), exponent) / divisor
                                  : std::numeric_limits<double>::quiet_NaN();
    }
  }

  if (own.statistics_each > 0) {
    ExactSumBatch batch(communicator_, global_blocks_);
    for (int k = 0; k < own.statistics_each; ++k) {
      batch.add(own.blocks, BlockStatistic{own.statistics, own.statistics_each, k});
    }
    totals.statistics = batch.reduce();
  }
  return totals;
}

template GradientTotals GradientSum::reduce<float>(const BlockGradients<float>&, double);
template GradientTotals GradientSum::reduce<double>(const BlockGradients<double>&, double);

}  // namespace starling::learning
