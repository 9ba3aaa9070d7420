// Means and variances by exact sums, quantiles by selection on the bits of the values.
#include "engine/population/weighted_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/comm/exact_sum.hpp"
#include "engine/population/records.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

namespace {

/// The integer weights of this rank's slots.
struct SlotWeights {
  const std::int64_t* cumulative;
  std::int64_t before;  ///< of all lower ranks
  STARLING_FUNCTION std::int64_t operator()(std::int64_t j) const {
    return cumulative[j] - (j > 0 ? cumulative[j - 1] : before);
  }
};

SlotWeights slot_weights(const WeightedPopulation& population) {
  return {population.cumulative(), population.rank_edges()[population.group().rank()]};
}

/// w_j x_j; zero weights count as nothing, whatever the state.
struct WeightedValue {
  SlotWeights weight;
  const double* value;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const std::int64_t w = weight(j);
    return w == 0 ? 0.0 : static_cast<double>(w) * value[j];
  }
};

/// w_j (x_j - mean)^2.
struct WeightedSquare {
  SlotWeights weight;
  const double* value;
  double mean;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const std::int64_t w = weight(j);
    const double from_mean = value[j] - mean;
    return w == 0 ? 0.0 : static_cast<double>(w) * (from_mean * from_mean);
  }
};

/// Digits of 8 bits, the most significant first.
constexpr int digit_bits = 8;
constexpr int digits = 64 / digit_bits;
constexpr int bins = 1 << digit_bits;

/// The order of the doubles as unsigned integers.
STARLING_FUNCTION std::uint64_t order_key(double x) {
  return static_cast<std::uint64_t>(rank_of(x)) ^ (std::uint64_t{1} << 63);
}

double of_order_key(std::uint64_t key) { return of_rank(static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63))); }

/// Adds the weight of value j to the bin of its digit number `digit`, if the digits before it are those of `prefix`.
struct CountDigit {
  SlotWeights weight;
  const double* value;
  std::uint64_t prefix;
  int digit;
  std::int64_t* count;

  STARLING_FUNCTION void operator()(std::int64_t j) const {
    const std::uint64_t key = order_key(value[j]);
    const int below = 64 - digit_bits * (digit + 1);
    const bool member = digit == 0 || ((key ^ prefix) >> (below + digit_bits)) == 0;
    if (!member) return;
    std::int64_t* const bin = count + ((key >> below) & (bins - 1));
    const std::int64_t w = weight(j);
#if defined(KOKKOS_ENABLE_SERIAL)
    if constexpr (std::is_same_v<ExecutionSpace, Kokkos::Serial>) {
      *bin += w;
      return;
    }
#endif
    Kokkos::atomic_add(bin, w);
  }
};

/// A search for the value at which the cumulative weight reaches `target`, known to begin with the digits of `prefix`.
struct Search {
  int component;
  std::int64_t target;  ///< less the weight of all values below the prefix
  std::uint64_t prefix = 0;

  [[nodiscard]] bool shares_bins(const Search& other) const {
    return component == other.component && prefix == other.prefix;
  }

  /// Picks the next digit from the weights of its bins.
  void descend(std::span<const std::int64_t> count, int digit) {
    int bin = 0;
    while (bin + 1 < bins && count[bin] < target) target -= count[bin++];
    prefix |= static_cast<std::uint64_t>(bin) << (64 - digit_bits * (digit + 1));
  }
};

/// ceil(p W), at least 1: p in units of 2^-62.
std::int64_t target_of(double probability, std::int64_t total) {
  using Wide = unsigned __int128;
  const auto parts = static_cast<std::uint64_t>(std::ldexp(std::clamp(probability, 0.0, 1.0), 62));
  const Wide product = static_cast<Wide>(parts) * static_cast<std::uint64_t>(total);
  const Wide target = (product + ((Wide{1} << 62) - 1)) >> 62;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(target));
}

/// One digit of every search; searches that follow each other and agree so far share their bins.
void descend_all(const WeightedPopulation& population, std::span<Search> searches, int digit,
                 const DeviceArray<std::int64_t>& device_count, std::vector<std::int64_t>& count) {
  std::vector<std::size_t> place(searches.size(), 0);
  for (std::size_t s = 1; s < searches.size(); ++s)
    place[s] = place[s - 1] + (searches[s].shares_bins(searches[s - 1]) ? 0 : 1);
  Kokkos::deep_copy(device_count, 0);
  for (std::size_t s = 0; s < searches.size(); ++s) {
    if (s > 0 && place[s] == place[s - 1]) continue;
    Kokkos::parallel_for(
        "count digit", IndexRange(0, population.slots().count),
        CountDigit{slot_weights(population), population.now() + searches[s].component * population.now_stride(),
                   searches[s].prefix, digit, device_count.data() + place[s] * bins});
  }
  const auto host = host_view(device_count.data(), static_cast<std::int64_t>((place.back() + 1) * bins));
  count.assign(host.data(), host.data() + host.extent(0));
  population.group().sum(count);
  for (std::size_t s = 0; s < searches.size(); ++s)
    searches[s].descend(std::span(count).subspan(place[s] * bins, bins), digit);
}

}  // namespace

std::vector<WeightedMoments> weighted_moments(const WeightedPopulation& population, const WeightSums& weights,
                                              int components) {
  const RowBlock& slots = population.slots();
  const SlotWeights weight = slot_weights(population);
  const auto total = static_cast<double>(weights.total);
  const auto column = [&](int c) { return population.now() + c * population.now_stride(); };
  std::vector<WeightedMoments> moments(components);
  ExactSumBatch means(population.group(), slots.total);
  for (int c = 0; c < components; ++c) means.add(slots.count, WeightedValue{weight, column(c)});
  const std::vector<double> sums = means.reduce();
  ExactSumBatch variances(population.group(), slots.total);
  for (int c = 0; c < components; ++c) {
    moments[c].mean = sums[c] / total;
    variances.add(slots.count, WeightedSquare{weight, column(c), moments[c].mean});
  }
  const std::vector<double> squares = variances.reduce();
  for (int c = 0; c < components; ++c) moments[c].variance = squares[c] / total;
  return moments;
}

std::vector<double> weighted_quantiles(const WeightedPopulation& population, const WeightSums& weights, int components,
                                       std::span<const double> probabilities) {
  std::vector<Search> searches;
  for (int c = 0; c < components; ++c)
    for (const double p : probabilities) searches.push_back({c, target_of(p, weights.total)});
  if (searches.empty()) return {};
  const DeviceArray<std::int64_t> device_count("weights of digits", searches.size() * bins);
  std::vector<std::int64_t> count;
  for (int digit = 0; digit < digits; ++digit) descend_all(population, searches, digit, device_count, count);
  std::vector<double> quantiles;
  for (const Search& search : searches) quantiles.push_back(of_order_key(search.prefix));
  return quantiles;
}

}  // namespace starling
