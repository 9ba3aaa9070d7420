// Selection on the bits of the values: the weight below a value is an integer sum, whatever the ranks.
#include "engine/population/digit_selection.hpp"

#include <span>
#include <type_traits>
#include <utility>

#include "engine/population/records.hpp"
#include "engine/population/slot_weights.hpp"
#include "kernels/weights/value_bins.hpp"

namespace starling {

namespace {

/// Digits of 8 bits, the most significant first.
constexpr int digit_bits = 8;
constexpr int digits = 64 / digit_bits;
constexpr int digit_bins = 1 << digit_bits;
/// The digits after which the values that still matter are listed: sign, exponent and four bits more, so they are few.
constexpr int digits_over_all = 2;

constexpr int bits_below(int digit) { return 64 - digit_bits * (digit + 1); }

/// Values whose first digits are those of `prefix`.
struct DigitMembers {
  const double* value;
  std::uint64_t prefix;
  int digits_known;

  STARLING_FUNCTION bool has(std::uint64_t key) const {
    return digits_known == 0 || ((key ^ prefix) >> (64 - digit_bits * digits_known)) == 0;
  }
};

/// Adds the weights of members to the bins of their next digit.
struct CountDigit {
  DigitMembers members;
  SlotWeights weight;
  const std::int32_t* listed;  ///< slots to look at; null: all
  std::int64_t* count;

  STARLING_FUNCTION void operator()(std::int64_t k) const {
    const std::int64_t j = listed != nullptr ? listed[k] : k;
    const std::uint64_t key = order_key(members.value[j]);
    // A weight of zero instead of a jump, which could not be foreseen.
    const std::int64_t w = members.has(key) ? weight(j) : 0;
    std::int64_t* const bin = count + ((key >> (64 - digit_bits * (members.digits_known + 1))) & (digit_bins - 1));
#if defined(KOKKOS_ENABLE_SERIAL)
    if constexpr (std::is_same_v<ExecutionSpace, Kokkos::Serial>) {
      *bin += w;
      return;
    }
#endif
    Kokkos::atomic_add(bin, w);
  }
};

/// How many of the first `count` slots are members.
std::int64_t count_with_digits(const DigitMembers& members, std::int64_t count) {
  std::int64_t found = 0;
  Kokkos::parallel_reduce(
      "count members", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & sum) { sum += members.has(order_key(members.value[j])) ? 1 : 0; },
      Kokkos::Sum<std::int64_t>(found));
  return found;
}

/// Lists those slots from `list` on, in any order; `end` is 0 and becomes their number.
void list_with_digits(const DigitMembers& members, std::int64_t count, std::int32_t* list, std::int32_t* end) {
  Kokkos::parallel_for(
      "list members", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        if (members.has(order_key(members.value[j]))) list[fetch_increment(end)] = static_cast<std::int32_t>(j);
      });
}

/// A search for the value at which the cumulative weight reaches `target`, known to begin with the digits of `prefix`.
struct Search {
  int component;
  std::int64_t target;  ///< less the weight of all values below the prefix
  std::uint64_t prefix = 0;

  /// Picks the next digit from the weights of its bins.
  void descend(std::span<const std::int64_t> count, int digit) {
    int bin = 0;
    while (bin + 1 < digit_bins && count[bin] < target) target -= count[bin++];
    prefix |= static_cast<std::uint64_t>(bin) << bits_below(digit);
  }
};

/// All searches, a digit at a time.
class DigitSelection {
 public:
  DigitSelection(const WeightedPopulation& population, std::vector<Search> searches)
      : population_(population),
        weight_(slot_weights(population)),
        searches_(std::move(searches)),
        place_(searches_.size(), 0),
        device_count_("weights of digits", searches_.size() * digit_bins) {}

  std::vector<double> run() {
    for (int digit = 0; digit < digits; ++digit) {
      if (digit == digits_over_all) list_members_of_all();
      descend(digit);
    }
    std::vector<double> found;
    for (const Search& search : searches_) found.push_back(of_order_key(search.prefix));
    return found;
  }

 private:
  [[nodiscard]] DigitMembers members(const Search& search, int digits_known) const {
    return {population_.now() + search.component * population_.now_stride(), search.prefix, digits_known};
  }

  /// Calls action(search, place) once for all searches that follow each other and agree so far.
  template <class Action>
  void for_each_place(Action&& action) {
    for (std::size_t s = 0; s < searches_.size(); ++s) {
      const bool shares = s > 0 && searches_[s].component == searches_[s - 1].component &&
                          searches_[s].prefix == searches_[s - 1].prefix;
      if (s > 0) place_[s] = place_[s - 1] + (shares ? 0 : 1);
      if (!shares) action(searches_[s], s);
    }
  }

  void descend(int digit) {
    Kokkos::deep_copy(device_count_, 0);
    for_each_place([&](const Search& search, std::size_t s) {
      const Slots slots = slots_.empty() ? Slots{0, population_.slots().count} : slots_[slots_place_[s]];
      Kokkos::parallel_for(
          "count digit", IndexRange(0, slots.count),
          CountDigit{members(search, digit), weight_, slots_.empty() ? nullptr : listed_.data() + slots.first,
                     device_count_.data() + place_[s] * digit_bins});
    });
    const auto host = host_view(device_count_.data(), static_cast<std::int64_t>((place_.back() + 1) * digit_bins));
    count_.assign(host.data(), host.data() + host.extent(0));
    population_.group().sum(count_);
    for (std::size_t s = 0; s < searches_.size(); ++s)
      searches_[s].descend(std::span(count_).subspan(place_[s] * digit_bins, digit_bins), digit);
  }

  /// Lists the members of each search.
  void list_members_of_all() {
    const std::int64_t all = population_.slots().count;
    std::int64_t total = 0;
    for_each_place([&](const Search& search, std::size_t /*s*/) {
      const std::int64_t count = count_with_digits(members(search, digits_over_all), all);
      slots_.push_back({total, count});
      total += count;
    });
    slots_place_ = place_;
    listed_ = DeviceArray<std::int32_t>("members", total);
    const DeviceArray<std::int32_t> end("ends of lists", slots_.size());
    for_each_place([&](const Search& search, std::size_t s) {
      list_with_digits(members(search, digits_over_all), all, listed_.data() + slots_[place_[s]].first,
                       end.data() + place_[s]);
    });
  }

  /// Part of listed_.
  struct Slots {
    std::int64_t first;
    std::int64_t count;
  };

  const WeightedPopulation& population_;
  SlotWeights weight_;
  std::vector<Search> searches_;
  std::vector<std::size_t> place_;  ///< of each search's bins
  DeviceArray<std::int64_t> device_count_;
  std::vector<std::int64_t> count_;
  std::vector<Slots> slots_;              ///< empty until members are listed
  std::vector<std::size_t> slots_place_;  ///< of each search
  DeviceArray<std::int32_t> listed_;
};

}  // namespace

std::vector<double> select_by_digits(const WeightedPopulation& population, const std::vector<WeightSearch>& searches) {
  if (searches.empty()) return {};
  std::vector<Search> begun;
  begun.reserve(searches.size());
  for (const WeightSearch& search : searches) begun.push_back({search.component, search.target});
  return DigitSelection(population, std::move(begun)).run();
}

}  // namespace starling
