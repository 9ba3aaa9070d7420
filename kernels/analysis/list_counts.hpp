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

  [[nodiscard]] STARLING_FUNCTION int listed(std::int64_t i) const { return list.length[i / slice_lanes]; }

  /// Calls work(place, displacement, square) for the listed neighbours of i at places before `end` of its list.
  template <class Work>
  STARLING_FUNCTION void for_neighbours(std::int64_t i, int end, const Work& work) const {
    const std::int64_t slice = i / slice_lanes;
    const std::int32_t* const row = list.neighbour + slice * list.capacity * slice_lanes + i % slice_lanes;
    for (int k = 0; k < end; ++k) {
      const std::int64_t j = row[k * slice_lanes];
      if (j == i) continue;  // padding
      double apart[3];
      double square = 0.0;
      for (int axis = 0; axis < 3; ++axis) {
        apart[axis] = minimum_image(position[j * packed_stride<3> + axis] - position[i * packed_stride<3> + axis],
                                    box.edge[axis]);
        square = math::fma(apart[axis], apart[axis], square);
      }
      work(k, apart, square);
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
      particles.for_neighbours(i, particles.listed(i), [&](int, const double*, double square) {
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

  STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t i = first; i < last; ++i)
      particles.for_neighbours(i, particles.listed(i), [&](int place, const double* apart, double square) {
        if (!(square < cutoff * cutoff)) return;
        const Unit one = unit(apart, square);
        particles.for_neighbours(i, place, [&](int, const double* other_apart, double other_square) {
          if (!(other_square < cutoff * cutoff)) return;
          const Unit other = unit(other_apart, other_square);
          ++row[bin_of(math::fma(one.along[2], other.along[2],
                                 math::fma(one.along[1], other.along[1], one.along[0] * other.along[0])))];
        });
      });
  }

 private:
  struct Unit {
    double along[3];
  };

  STARLING_FUNCTION static Unit unit(const double* apart, double square) {
    const double r = std::sqrt(square);
    return {{apart[0] / r, apart[1] / r, apart[2] / r}};
  }

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
