// Systematic and stratified resampling: each particle's last offspring, as a function of its cumulative weight alone.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/weights/offspring_axis.hpp"

namespace starling {

/// Slot k lies at k + U on the offspring axis, with one U for all.
struct SystematicPoints {
  double uniform;

  SystematicPoints(random::Key key, std::int64_t time)
      : uniform(random::uniform_open(
            random::philox(random::make_counter(0, static_cast<std::uint64_t>(time), random::Purpose::resampling, 0),
                           key)
                .w[0])) {}

  template <int Lanes>
  STARLING_FUNCTION void uniforms(const std::int32_t (&)[Lanes], double (&out)[Lanes]) const {
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = uniform;
  }
};

/// Slot k lies at k + U_k.
struct StratifiedPoints {
  random::Key key;
  std::uint64_t time;

  StratifiedPoints(random::Key stream, std::int64_t at) : key(stream), time(static_cast<std::uint64_t>(at)) {}

  template <int Lanes>
  STARLING_FUNCTION void uniforms(const std::int32_t (&slot)[Lanes], double (&out)[Lanes]) const {
    std::uint64_t words[4][Lanes];
    random::philox_lanes<Lanes>(slot, time, random::Purpose::resampling, 0, key, words);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = random::uniform_open(words[0][lane]);
  }
};

/// Counts the slots that lie before each of `Lanes` cumulative weights.
template <class Points, int Lanes>
struct BoundaryBlocks {
  OffspringAxis axis;
  Points points;
  const std::int64_t* cumulative;
  std::int32_t* boundary;
  std::int64_t count;

  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const std::int64_t first = block * Lanes;
    if (first + Lanes <= count) {
      find(cumulative + first, boundary + first);
      return;
    }
    std::int64_t weight[Lanes];
    std::int32_t found[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) weight[lane] = first + lane < count ? cumulative[first + lane] : 0;
    find(weight, found);
    for (int lane = 0; first + lane < count; ++lane) boundary[first + lane] = found[lane];
  }

  STARLING_NOINLINE STARLING_FUNCTION void find(const std::int64_t* __restrict weight,
                                                std::int32_t* __restrict found) const {
    std::int32_t slot[Lanes];
    double fraction[Lanes];
    double uniform[Lanes];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const AxisPoint point = axis.at(weight[lane]);
      slot[lane] = static_cast<std::int32_t>(point.whole);
      fraction[lane] = point.fraction;
    }
    points.template uniforms<Lanes>(slot, uniform);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) found[lane] = slot[lane] + (fraction[lane] > uniform[lane] ? 1 : 0);
  }
};

/// Number of slots before one cumulative weight, by the same arithmetic.
template <class Points>
std::int64_t boundary_of(const OffspringAxis& axis, const Points& points, std::int64_t weight) {
  std::int32_t found = 0;
  BoundaryBlocks<Points, 1>{axis, points, nullptr, nullptr, 0}.find(&weight, &found);
  return found;
}

/// boundary[i]: number of slots before cumulative[i]; particle i's offspring are the slots [boundary[i-1],
/// boundary[i]).
template <class Points>
void find_boundaries(const OffspringAxis& axis, const Points& points, const std::int64_t* cumulative,
                     std::int64_t count, std::int32_t* boundary) {
  constexpr int lanes = kernels_run_on_host ? 64 : 1;
  Kokkos::parallel_for("offspring boundaries", IndexRange(0, (count + lanes - 1) / lanes),
                       BoundaryBlocks<Points, lanes>{axis, points, cumulative, boundary, count});
}

}  // namespace starling
