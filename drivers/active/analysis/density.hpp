// Local density: numbers of particles in probe discs (spheres, segments), and the two modes of their histogram.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/active/simulation.hpp"

namespace starling::active {

/// How counts of particles in a probe are put into bins: bin b holds counts [b * width, (b + 1) * width), the last one
/// also all above. The bins reach a packing fraction of 2.
struct DensityBins {
  double probe_volume;
  std::int32_t width;
  std::int32_t bins;

  /// For the deck's probe_radius; a single bin where that is 0.
  [[nodiscard]] static DensityBins of(const Deck& deck);
  /// The bin of a count.
  [[nodiscard]] std::int32_t bin(std::int64_t count) const {
    return static_cast<std::int32_t>(std::min<std::int64_t>(count / width, bins - 1));
  }
  /// Number of particles over volume, in the middle of each bin.
  [[nodiscard]] std::vector<double> densities() const;
};

/// Probes by the number of particles in them: entry n is the number of probes with n particles.
using ProbeHistogram = std::vector<std::int64_t>;

/// Probes of a regular grid, half a probe radius apart, or further where there would be more than a million.
template <int D>
class ProbeCensus {
 public:
  /// The histogram over all probes of the box, with as many entries as needed. Collective.
  [[nodiscard]] ProbeHistogram count(const Simulation<D>& simulation);

 private:
  DeviceArray<std::int32_t> inside_;
};

/// Counts of particles at the two modes of a histogram.
struct CoexistingCounts {
  double gas;
  double dense;
};

/// The modes of the gas and of the dense phase, if the histogram has two; the rule is in docs/active-matter.md.
/// `mean_count`: particles a probe holds on average. Integer arithmetic except for the final quotients.
[[nodiscard]] std::optional<CoexistingCounts> coexisting_counts(const ProbeHistogram& histogram, double mean_count);

}  // namespace starling::active
