// Quantiles: one pass weighs bins around the mean, one lists what lies in those that hold a quantile.
#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "engine/population/digit_selection.hpp"
#include "engine/population/records.hpp"
#include "engine/population/slot_weights.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "kernels/weights/value_bins.hpp"

namespace starling {

namespace {

/// Standard deviations from the mean to the outermost bins.
constexpr double reach = 4.0;

/// ceil(p W), at least 1: p in units of 2^-62.
std::int64_t target_of(double probability, std::int64_t total) {
  using Wide = unsigned __int128;
  const auto parts = static_cast<std::uint64_t>(std::ldexp(std::clamp(probability, 0.0, 1.0), 62));
  const Wide product = static_cast<Wide>(parts) * static_cast<std::uint64_t>(total);
  const Wide target = (product + ((Wide{1} << 62) - 1)) >> 62;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(target));
}

/// Few enough that clearing and adding them up costs little beside a pass.
std::int32_t number_of_bins(std::int64_t particles) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(particles)) / 16, 16, 4096));
}

/// Members of all ranks, of this many bins, that each rank can sort beside what a pass costs.
std::int64_t most_members(std::int64_t particles, std::size_t bins) {
  return std::min<std::int64_t>(static_cast<std::int64_t>(bins) * (1024 + particles / 256), 1 << 20);
}

/// A search once its bin is known.
struct BinnedSearch {
  std::int64_t place;   ///< of its bin among those that hold a value sought
  std::int64_t target;  ///< less the weight of all bins below
};

/// Bins of every component around its mean, and the searches in them.
class BinSelection {
 public:
  BinSelection(const WeightedPopulation& population, const std::vector<WeightedMoments>& moments)
      : population_(population), slots_(population.slots().count), number_(number_of_bins(population.slots().total)) {
    std::uint16_t* const bin = population.scratch(slots_ * static_cast<std::int64_t>(moments.size()));
    const SlotWeights weight = slot_weights(population);
    for (std::size_t c = 0; c < moments.size(); ++c) {
      const double deviation = std::sqrt(moments[c].variance);
      const double start = moments[c].mean - reach * deviation;
      const double scale = deviation > 0.0 ? number_ / (2.0 * reach * deviation) : 0.0;
      usable_ = usable_ && std::isfinite(start) && std::isfinite(scale);
      bins_.push_back({start, scale, number_ - 1});
      const auto column = static_cast<std::int64_t>(c);
      columns_.push_back({weight, population.now() + column * population.now_stride(), slots_, bin + column * slots_});
    }
  }

  /// Collective: the values found, or nothing if the bins do not tell the particles apart.
  std::vector<double> run(const std::vector<WeightSearch>& searches) {
    if (!usable_) return {};
    weigh();
    const std::vector<BinnedSearch> binned = find_bins(searches);
    if (!gather()) return {};
    std::vector<double> found;
    found.reserve(binned.size());
    for (const BinnedSearch& search : binned) found.push_back(select(search));
    return found;
  }

 private:
  /// Collective: the weights of all bins.
  void weigh() {
    const std::int64_t copies = copies_of_bins();
    const DeviceArray<std::int64_t> parts("weights of bins",
                                          copies * number_ * static_cast<std::int64_t>(columns_.size()));
    for (std::size_t c = 0; c < columns_.size(); ++c)
      weigh_bins(columns_[c], bins_[c], parts.data() + static_cast<std::int64_t>(c) * copies * number_);
    const auto host = host_view(parts.data(), static_cast<std::int64_t>(parts.extent(0)));
    weights_.assign(columns_.size() * number_, 0);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      for (std::int64_t copy = 0; copy < copies; ++copy) {
        const std::int64_t* const part = host.data() + (static_cast<std::int64_t>(c) * copies + copy) * number_;
        for (std::int32_t bin = 0; bin < number_; ++bin) weights_[c * number_ + bin] += part[bin];
      }
    }
    population_.group().sum(weights_);
  }

  /// Picks the bins that hold a value sought.
  std::vector<BinnedSearch> find_bins(const std::vector<WeightSearch>& searches) {
    std::vector<BinnedSearch> binned;
    for (const WeightSearch& search : searches) {
      const auto weights = std::span(weights_).subspan(static_cast<std::size_t>(search.component) * number_, number_);
      std::int64_t target = search.target;
      std::int32_t bin = 0;
      while (bin + 1 < number_ && weights[bin] < target) target -= weights[bin++];
      const Wanted wanted{search.component, bin};
      auto place = std::find(wanted_.begin(), wanted_.end(), wanted);
      if (place == wanted_.end()) place = wanted_.insert(wanted_.end(), wanted);
      binned.push_back({place - wanted_.begin(), target});
    }
    return binned;
  }

  /// This rank's members of those bins; in `found` how many there are, of which `room` at most are given.
  std::vector<BinMember> list(std::int64_t room, std::int64_t& found) {
    std::vector<std::uint16_t> bins;
    for (const Wanted& wanted : wanted_) bins.push_back(static_cast<std::uint16_t>(wanted.bin));
    const auto device_bins = to_device("bins of quantiles", std::span<const std::uint16_t>(bins));
    const DeviceArray<BinMember> members(Kokkos::view_alloc(Kokkos::WithoutInitializing, "members of bins"),
                                         std::min(room, slots_ * static_cast<std::int64_t>(columns_.size())));
    const DeviceArray<std::int32_t> end("end of members", 1);
    for (std::size_t first = 0, next = 0; first < wanted_.size(); first = next) {
      const int c = wanted_[first].component;
      while (next < wanted_.size() && wanted_[next].component == c) ++next;
      list_members(
          {columns_[c],
           {device_bins.data() + first, static_cast<std::int32_t>(next - first), static_cast<std::int64_t>(first)},
           {members.data(), static_cast<std::int64_t>(members.extent(0)), end.data()}});
    }
    found = host_view(end.data(), 1)(0);
    return to_host(members.data(), std::min<std::int64_t>(found, members.extent(0)));
  }

  /// Collective: the members of all ranks in the order of their bins and values; false if there are too many.
  bool gather() {
    const std::int64_t room = most_members(population_.slots().total, wanted_.size());
    std::int64_t found = 0;
    members_ = list(room, found);
    const Communicator& group = population_.group();
    const std::int64_t most = group.maximum(found);
    if (most > room / group.size()) return false;
    if (group.size() > 1) {
      std::vector<std::int64_t> words;
      for (const BinMember& member : members_)
        words.insert(words.end(), {member.place, static_cast<std::int64_t>(member.key), member.weight});
      words.resize(3 * most, 0);  // members without weight
      words = group.gather_all(words);
      members_.clear();
      for (std::size_t k = 0; k < words.size(); k += 3)
        members_.push_back({words[k], static_cast<std::uint64_t>(words[k + 1]), words[k + 2]});
    }
    std::sort(members_.begin(), members_.end(), [](const BinMember& a, const BinMember& b) {
      return a.place != b.place ? a.place < b.place : a.key < b.key;
    });
    return true;
  }

  [[nodiscard]] double select(const BinnedSearch& search) const {
    auto member = std::lower_bound(members_.begin(), members_.end(), search.place,
                                   [](const BinMember& a, std::int64_t place) { return a.place < place; });
    std::int64_t reached = 0;
    for (; member != members_.end() && member->place == search.place; ++member) {
      reached += member->weight;
      if (reached >= search.target) return of_order_key(member->key);
    }
    throw Failure(ExitCode::internal_error, "a bin holds less weight than was counted", FailureScope::every_rank);
  }

  /// A bin that holds a value sought.
  struct Wanted {
    int component;
    std::int32_t bin;
    bool operator==(const Wanted&) const = default;
  };

  const WeightedPopulation& population_;
  std::int64_t slots_;
  std::int32_t number_;  ///< of bins of a component
  bool usable_ = true;
  std::vector<ValueBins> bins_;
  std::vector<BinnedColumn> columns_;
  std::vector<std::int64_t> weights_;  ///< of the bins of each component
  std::vector<Wanted> wanted_;         ///< by component, as searches are
  std::vector<BinMember> members_;
};

}  // namespace

std::vector<double> weighted_quantiles(const WeightedPopulation& population, const WeightSums& weights,
                                       const std::vector<WeightedMoments>& moments,
                                       std::span<const double> probabilities) {
  std::vector<WeightSearch> searches;
  for (std::size_t c = 0; c < moments.size(); ++c)
    for (const double p : probabilities) searches.push_back({static_cast<int>(c), target_of(p, weights.total)});
  if (searches.empty()) return {};
  std::vector<double> found = BinSelection(population, moments).run(searches);
  return found.empty() ? select_by_digits(population, searches) : found;
}

}  // namespace starling
