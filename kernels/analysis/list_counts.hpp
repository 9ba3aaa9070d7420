// Distances and angles between listed neighbours, counted into bins.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/analysis/tally.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/neighbours/neighbour_list.hpp"
#include "kernels/portability.hpp"
#include "kernels/space/box.hpp"

namespace starling::analysis {

/// Particles in three dimensions whose lists hold all pairs within what is counted.
struct ListedParticles {
  const double* position;  ///< packed
  NeighbourList list;
  Box<3> box;

  /// Calls work(displacement, square) for the listed neighbours of i.
  template <class Work>
  STARLING_FUNCTION void for_neighbours(std::int64_t i, const Work& work) const {
    const std::int64_t slice = i / slice_lanes;
    const std::int32_t* const row = list.neighbour + slice * list.capacity * slice_lanes + i % slice_lanes;
    for (int k = 0; k < list.length[slice]; ++k) {
      const std::int64_t j = row[k * slice_lanes];
      if (j == i) continue;  // padding
      double apart[3];
      double square = 0.0;
      for (int axis = 0; axis < 3; ++axis) {
        apart[axis] = minimum_image(position[j * packed_stride<3> + axis] - position[i * packed_stride<3> + axis],
                                    box.edge[axis]);
        square = math::fma(apart[axis], apart[axis], square);
      }
      work(apart, square);
    }
  }
};

/// Ordered pairs by distance, in bins of width 1 / inverse_width up to `range`.
struct DistanceCounts {
  ListedParticles particles;
  double range;
  double inverse_width;
  std::int64_t bins;

  STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t i = first; i < last; ++i)
      particles.for_neighbours(i, [&](const double*, double square) {
        if (!(square < range * range)) return;
        const auto bin = static_cast<std::int64_t>(std::sqrt(square) * inverse_width);
        ++row[bin < bins ? bin : bins - 1];
      });
  }
};

/// Unordered pairs of a particle's neighbours within a cutoff by their angle at it: bin b has the angles whose cosines are in
/// (cosine[b + 1], cosine[b]], the edges falling from 1 to -1.
struct AngleCounts {
  ListedParticles particles;
  double cutoff;
  const double* cosine;  ///< bins + 1
  std::int64_t bins;

  /// Neighbours of one particle that are looked at; more than that many are within no cutoff of use.
  static constexpr int most = 64;

  STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t i = first; i < last; ++i) {
      double unit[most][3];
      int count = 0;
      particles.for_neighbours(i, [&](const double* apart, double square) {
        if (!(square < cutoff * cutoff) || count == most) return;
        const double r = std::sqrt(square);
        for (int axis = 0; axis < 3; ++axis) unit[count][axis] = apart[axis] / r;
        ++count;
      });
      for (int j = 1; j < count; ++j)
        for (int k = 0; k < j; ++k)
          ++row[bin_of(math::fma(unit[j][2], unit[k][2], math::fma(unit[j][1], unit[k][1], unit[j][0] * unit[k][0])))];
    }
  }

 private:
  STARLING_FUNCTION std::int64_t bin_of(double value) const {
    std::int64_t low = 0;
    std::int64_t high = bins - 1;
    while (low < high) {
      const std::int64_t middle = (low + high) / 2;
      if (value > cosine[middle + 1]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
};

}  // namespace starling::analysis
