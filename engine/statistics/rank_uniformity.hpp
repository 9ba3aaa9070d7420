// Whether ranks are uniform: simulation-based calibration.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace starling {

/// In how many bins ranks are counted.
inline constexpr std::int64_t rank_bins = 5;

/// What speaks against ranks that are independent and uniform on 0, 1, ..., draws.
struct RankUniformity {
  std::array<std::int64_t, rank_bins> counts{};
  double z = 0.0;  ///< of the mean rank, in standard errors: its variance is ((draws + 1)^2 - 1) / 12 over their number
  double chi_square = 0.0;  ///< of the counts, with four degrees of freedom
};

/// draws + 1 must be a multiple of rank_bins, so that a bin holds as many ranks as the others. Each rank is how many of
/// `draws` numbers are below the true one (Talts, Betancourt, Simpson, Vehtari and Gelman, arXiv:1804.06788).
[[nodiscard]] RankUniformity judge_ranks(std::span<const std::int64_t> ranks, std::int64_t draws);

}  // namespace starling
