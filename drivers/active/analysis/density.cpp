// Probe counts over ranks, and the search for two modes.
#include "drivers/active/analysis/density.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/population/records.hpp"
#include "kernels/analysis/probe_counts.hpp"

namespace starling::active {

namespace {

constexpr double most_probes = 1 << 20;

/// Probes along each axis, half a radius apart if that is not too many.
template <int D>
std::array<std::int64_t, D> probe_grid(const Box<D>& box, double radius) {
  for (double spacing = 0.5 * radius;; spacing *= 1.1) {
    std::array<std::int64_t, D> probes;
    double all = 1.0;
    for (int d = 0; d < D; ++d) {
      const double along = std::clamp(std::round(box.edge[d] / spacing), 1.0, 2.0 * most_probes);
      probes[d] = static_cast<std::int64_t>(along);
      all *= along;
    }
    if (all <= most_probes) return probes;
  }
}

}  // namespace

DensityBins DensityBins::of(const Deck& deck) {
  constexpr std::int32_t most_bins = 128;
  const double radius = probe_range(deck);
  const double volume = ball_volume(deck, radius);
  const double highest = std::min(2.0 * volume / ball_volume(deck, deck.radius), 1e9);
  const auto count = static_cast<std::int32_t>(highest) + 1;
  const std::int32_t width = (count + most_bins - 1) / most_bins;
  return {volume, width, (count + width - 1) / width};
}

std::vector<double> DensityBins::densities() const {
  std::vector<double> centres;
  for (std::int32_t bin = 0; bin < bins; ++bin) centres.push_back((bin * width + 0.5 * (width - 1)) / probe_volume);
  return centres;
}

template <int D>
ProbeHistogram ProbeCensus<D>::count(const Simulation<D>& simulation) {
  const double radius = simulation.model().probe_radius;
  const auto grid = analysis::ProbeGrid<D>::of(simulation.box(), probe_grid(simulation.box(), radius).data(), radius);
  analysis::count_in_probes<D>(grid, simulation.particles().now().position, simulation.particles().owned(), inside_);
  const auto here = host_view<std::int32_t>(inside_.data(), grid.count());
  std::vector<std::int64_t> inside(here.data(), here.data() + grid.count());
  simulation.communicator().sum(std::span(inside));
  ProbeHistogram histogram(*std::max_element(inside.begin(), inside.end()) + 1, 0);
  for (const std::int64_t count : inside) ++histogram[count];
  return histogram;
}

namespace {

/// The histogram under a triangular window of half-width `half`, reflected at the count 0, and as much longer.
std::vector<std::int64_t> smoothed(const ProbeHistogram& histogram, std::int64_t half) {
  const auto size = static_cast<std::int64_t>(histogram.size());
  std::vector<std::int64_t> smooth(size + half, 0);
  for (std::int64_t k = 0; k < size + half; ++k) {
    for (std::int64_t off = -half; off <= half; ++off) {
      const std::int64_t at = k + off < 0 ? -1 - (k + off) : k + off;
      if (at < size) smooth[k] += (half + 1 - std::abs(off)) * histogram[at];
    }
  }
  return smooth;
}

/// Mean count of the probes around a peak, as far as the smooth histogram stays above half of it, within [least, most].
double centroid(const ProbeHistogram& histogram, const std::vector<std::int64_t>& smooth, std::int64_t peak,
                std::int64_t least, std::int64_t most) {
  std::int64_t first = peak;
  std::int64_t last = peak;
  while (first > least && 2 * smooth[first - 1] >= smooth[peak]) --first;
  while (last < most && 2 * smooth[last + 1] >= smooth[peak]) ++last;
  std::int64_t probes = 0;
  std::int64_t particles = 0;
  for (std::int64_t n = first; n <= last && n < static_cast<std::int64_t>(histogram.size()); ++n) {
    probes += histogram[n];
    particles += n * histogram[n];
  }
  return probes > 0 ? static_cast<double>(particles) / static_cast<double>(probes) : static_cast<double>(peak);
}

}  // namespace

std::optional<CoexistingCounts> coexisting_counts(const ProbeHistogram& histogram, double mean_count) {
  const std::int64_t half = std::max<std::int64_t>(1, std::llround(mean_count / 6.0));
  const std::vector<std::int64_t> smooth = smoothed(histogram, half);
  const auto highest = static_cast<std::int64_t>(std::max_element(smooth.begin(), smooth.end()) - smooth.begin());
  std::int64_t total = 0;
  for (const std::int64_t probes : histogram) total += probes;
  std::optional<std::int64_t> second;
  for (const int direction : {-1, 1}) {
    std::int64_t valley = highest;
    std::int64_t beyond = 0;  // probes from the valley on, in this direction
    for (std::int64_t n = highest; n >= 0 && n < static_cast<std::int64_t>(histogram.size()); n += direction) {
      beyond += histogram[n];
    }
    std::int64_t rest = beyond;
    for (std::int64_t n = highest; n >= 0 && n < static_cast<std::int64_t>(smooth.size()); n += direction) {
      if (smooth[n] <= smooth[valley]) {
        valley = n;
        beyond = rest;
      }
      if (n < static_cast<std::int64_t>(histogram.size())) rest -= histogram[n];
      const bool apart = std::abs(n - highest) >= 2 * half;
      const bool deep = 3 * smooth[valley] <= 2 * smooth[n];
      const bool heavy = 50 * beyond >= total;
      if (apart && deep && heavy && (!second || smooth[n] > smooth[*second])) second = n;
    }
  }
  if (!second) return std::nullopt;
  // A valley may be above half of a peak: each phase ends there.
  const auto [gas, dense] = std::minmax(highest, *second);
  const std::int64_t valley = std::min_element(smooth.begin() + gas, smooth.begin() + dense + 1) - smooth.begin();
  const auto end = static_cast<std::int64_t>(smooth.size()) - 1;
  return CoexistingCounts{centroid(histogram, smooth, gas, 0, valley), centroid(histogram, smooth, dense, valley, end)};
}

template class ProbeCensus<1>;
template class ProbeCensus<2>;
template class ProbeCensus<3>;

}  // namespace starling::active
