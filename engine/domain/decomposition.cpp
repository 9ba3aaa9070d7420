// Recursive bisection by global histograms.
#include "engine/domain/decomposition.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace starling {

namespace {

constexpr int histogram_bins = 1024;

/// The state of the recursion, which every rank goes through alike.
template <int D>
struct Bisection {
  const Communicator& communicator;
  std::span<const double> positions;
  std::vector<Region<D>>& regions;
  std::vector<BisectionCut> cuts;

  [[nodiscard]] double coordinate(std::int32_t i, int axis) const {
    return positions[static_cast<std::size_t>(i) * packed_stride<D> + axis];
  }

  /// Particles of all ranks in each of equal bins of [lower, upper) along an axis, those below the first bin in it and
  /// those above the last in that.
  [[nodiscard]] std::vector<std::int64_t> histogram(std::span<const std::int32_t> members, int axis, double lower,
                                                    double upper) const {
    std::vector<std::int64_t> counts(histogram_bins, 0);
    const double scale = histogram_bins / (upper - lower);
    for (const std::int32_t i : members) {
      const double bin = std::floor((coordinate(i, axis) - lower) * scale);
      ++counts[static_cast<std::size_t>(std::clamp(bin, 0.0, histogram_bins - 1.0))];
    }
    communicator.sum(counts);
    return counts;
  }

  /// The position with `share` of the members below it, to 1/1024^2 of the interval; the same share of the interval if
  /// nobody is there. Members outside a refined interval fall into its outermost bins, where they count as they should.
  [[nodiscard]] double find_cut(std::span<const std::int32_t> members, int axis, double lower, double upper,
                                double share) const {
    double first = lower;
    double width = upper - lower;
    for (int pass = 0; pass < 2; ++pass) {
      const std::vector<std::int64_t> counts = histogram(members, axis, first, first + width);
      const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
      if (total == 0) return lower + share * (upper - lower);
      const double target = share * static_cast<double>(total);
      std::int64_t below = counts[0];
      int bin = 0;
      while (bin < histogram_bins - 1 && static_cast<double>(below) < target) below += counts[++bin];
      width /= histogram_bins;
      first += bin * width;
    }
    const double margin = 1e-9 * (upper - lower);
    return std::clamp(first + 0.5 * width, lower + margin, upper - margin);
  }

  /// Divides `region` among `count` ranks from `first_rank` on and returns the child that stands for it.
  std::int32_t divide(const Region<D>& region, int first_rank, int count, std::span<std::int32_t> members) {
    if (count == 1) {
      regions[first_rank] = region;
      return -first_rank - 1;
    }
    int axis = 0;
    for (int d = 1; d < D; ++d) {
      if (region.upper[d] - region.lower[d] > region.upper[axis] - region.lower[axis]) axis = d;
    }
    const int lower_ranks = count / 2;
    const double cut =
        find_cut(members, axis, region.lower[axis], region.upper[axis], static_cast<double>(lower_ranks) / count);
    const auto boundary =
        std::partition(members.begin(), members.end(), [&](std::int32_t i) { return coordinate(i, axis) < cut; });
    const auto below = static_cast<std::size_t>(boundary - members.begin());
    Region<D> lower = region;
    Region<D> upper = region;
    lower.upper[axis] = cut;
    upper.lower[axis] = cut;
    const auto here = static_cast<std::int32_t>(cuts.size());
    cuts.push_back({cut, axis, 0, 0});
    const std::int32_t lower_child = divide(lower, first_rank, lower_ranks, members.first(below));
    const std::int32_t upper_child =
        divide(upper, first_rank + lower_ranks, count - lower_ranks, members.subspan(below));
    cuts[here].lower = lower_child;
    cuts[here].upper = upper_child;
    return here;
  }
};

}  // namespace

template <int D>
Decomposition<D>::Decomposition(const Communicator& communicator, const Box<D>& box, std::span<const double> positions)
    : regions_(communicator.size()) {
  Region<D> whole{};
  for (int d = 0; d < D; ++d) whole.upper[d] = box.edge[d];
  std::vector<std::int32_t> members(positions.size() / packed_stride<D>);
  for (std::size_t i = 0; i < members.size(); ++i) members[i] = static_cast<std::int32_t>(i);
  Bisection<D> bisection{communicator, positions, regions_, {}};
  root_ = bisection.divide(whole, 0, communicator.size(), members);
  cuts_ = DeviceArray<BisectionCut>("bisection cuts", bisection.cuts.size());
  const auto host = Kokkos::create_mirror_view(cuts_);
  std::copy(bisection.cuts.begin(), bisection.cuts.end(), host.data());
  Kokkos::deep_copy(cuts_, host);
}

template class Decomposition<1>;
template class Decomposition<2>;
template class Decomposition<3>;

}  // namespace starling
