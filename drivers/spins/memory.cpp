// Drawing patterns, tables of powers, and launches of kernels for each kind of patterns.
#include "drivers/spins/memory.hpp"

#include <algorithm>

#include "kernels/device_copy.hpp"
#include "kernels/math/whole_power.hpp"
#include "kernels/random/key.hpp"

namespace starling::spins {
namespace {

using Numbers = std::vector<std::int64_t>;

PowerTables tables_of(const Numbers& power, const Numbers& even, const Numbers& odd) {
  return {device_copy("powers of overlaps", power), device_copy("even changes", even), device_copy("odd changes", odd)};
}

template <class Part>
Numbers parts_of(const Part& part, const Numbers& numbers) {
  Numbers parts;
  for (const std::int64_t number : numbers) parts.push_back(part(number));
  return parts;
}

void keep_tables(Memory& memory, const Numbers& power, const Numbers& even, const Numbers& odd) {
  if (!memory.plan.two_parts) {
    memory.tables = {tables_of(power, even, odd)};
    return;
  }
  for (const auto part : {high_part, low_part})
    memory.tables.push_back(tables_of(parts_of(part, power), parts_of(part, even), parts_of(part, odd)));
}

void make_sign_tables(Memory& memory, std::int64_t power) {
  Numbers powers;
  Numbers even;
  Numbers odd;
  for (std::int64_t m = -memory.spins; m <= memory.spins; m += 2) {
    const std::int64_t here = math::whole_power(m, power);
    const std::int64_t up = math::whole_power(m + 2, power);
    const std::int64_t down = math::whole_power(m - 2, power);
    powers.push_back(here);
    even.push_back((up + down) / 2 - here);
    odd.push_back((up - down) / 2);
  }
  memory.narrow = !memory.plan.two_parts && *std::max_element(odd.begin(), odd.end()) <= most_narrow_change;
  keep_tables(memory, powers, even, odd);
}

void draw_bits(const DrawnBits& drawn, const DeviceArray<std::uint64_t>& bits, std::int64_t words) {
  Kokkos::parallel_for(
      "patterns", IndexRange(0, static_cast<std::int64_t>(bits.extent(0))),
      KOKKOS_LAMBDA(std::int64_t k) { bits(k) = drawn.word(static_cast<int>(k / words), k % words); });
}

void draw_counts(const Memory& memory, random::Key key) {
  const DrawnBits drawn = memory.drawn;
  const DeviceArray<std::int8_t> counts = memory.counts;
  const std::int64_t padded = memory.padded();
  const std::int64_t patterns = memory.plan.count;
  const auto examples = static_cast<int>(memory.plan.examples);
  const auto right = static_cast<std::uint64_t>(0.5 * (1.0 + memory.plan.quality) * 0x1p32);
  Kokkos::parallel_for(
      "examples", IndexRange(0, static_cast<std::int64_t>(counts.extent(0))), KOKKOS_LAMBDA(std::int64_t k) {
        const int spin = static_cast<int>(k / padded);
        const std::int64_t pattern = k % padded;
        counts(k) = pattern < patterns ? static_cast<std::int8_t>(draw_count(
                                             spin, pattern, sign_of(drawn, spin, pattern), examples, right, key))
                                       : std::int8_t{0};
      });
}

SignTables sign_tables(const PowerTables& tables) {
  return {tables.power.data(), tables.even.data(), tables.odd.data()};
}

template <class Patterns>
TwoParts<Patterns> in_two_parts(const Patterns& high, const Patterns& low) {
  return {high, low, high.count, high.spins};
}

}  // namespace

std::shared_ptr<const Memory> make_memory(const Deck& deck, const PatternPlan& plan, std::int64_t replica) {
  const auto memory = std::make_shared<Memory>();
  memory->plan = plan;
  memory->spins = static_cast<int>(deck.spins);
  const random::Key key = random::make_key(deck.seed, static_cast<std::uint32_t>(replica));
  memory->drawn = {key};
  const std::int64_t words = words_of(plan.count);
  if (plan.examples > 0) {
    memory->counts = DeviceArray<std::int8_t>("examples", deck.spins * memory->padded());
    draw_counts(*memory, key);
    Numbers powers;
    const std::int64_t largest = deck.spins * plan.examples;
    for (std::int64_t m = -largest; m <= largest; ++m) powers.push_back(math::whole_power(m, deck.power));
    keep_tables(*memory, powers, {}, {});
    return memory;
  }
  make_sign_tables(*memory, deck.power);
  if (plan.given) {
    memory->bits = device_copy("patterns", plan.given->bits);
  } else if (plan.stored) {
    memory->bits = DeviceArray<std::uint64_t>("patterns", deck.spins * words);
    draw_bits(memory->drawn, memory->bits, words);
  }
  return memory;
}

CountPatterns SpinSystem::counts(std::size_t part) const {
  const Memory& memory = *memory_;
  return {memory.counts.data(),
          memory.plan.count,
          memory.spins,
          static_cast<int>(memory.plan.examples),
          memory.tables[part].power.data(),
          parts_[part].overlap.data()};
}

template <class Bits>
SignPatterns<Bits, std::int64_t> SpinSystem::wide_signs(const Bits& bits, std::size_t part) const {
  const Memory& memory = *memory_;
  return {bits,
          memory.plan.count,
          memory.spins,
          sign_tables(memory.tables[part]),
          parts_[part].overlap.data(),
          parts_[part].odd.data()};
}

template <class Work>
auto SpinSystem::with_patterns(const Work& work) const {
  const Memory& memory = *memory_;
  if (memory.plan.examples > 0) {
    if (memory.plan.two_parts) return work(in_two_parts(counts(0), counts(1)));
    return work(counts(0));
  }
  if (memory.bits.extent(0) > 0) return with_signs(StoredBits{memory.bits.data(), words_of(memory.plan.count)}, work);
  return with_signs(memory.drawn, work);
}

template <class Bits, class Work>
auto SpinSystem::with_signs(const Bits& bits, const Work& work) const {
  const Memory& memory = *memory_;
  if (memory.narrow) {
    return work(SignPatterns<Bits, std::int32_t>{bits, memory.plan.count, memory.spins, sign_tables(memory.tables[0]),
                                                 parts_[0].overlap.data(), parts_[0].narrow_odd.data()});
  }
  if (memory.plan.two_parts) return work(in_two_parts(wide_signs(bits, 0), wide_signs(bits, 1)));
  return work(wide_signs(bits, 0));
}

SpinSystem::SpinSystem(std::shared_ptr<const Memory> memory, const std::vector<std::int8_t>& start)
    : memory_(std::move(memory)), spin_(device_copy("spins", start)), flips_("flips", 1) {
  const auto size = static_cast<std::size_t>(memory_->padded());
  const bool signs = memory_->plan.examples == 0;
  for (std::size_t k = 0; k < memory_->tables.size(); ++k) {
    parts_.push_back({DeviceArray<std::int32_t>("overlaps", size), {}, {}});
    if (signs && memory_->narrow) parts_[k].narrow_odd = DeviceArray<std::int32_t>("odd changes", size);
    if (signs && !memory_->narrow) parts_[k].odd = DeviceArray<std::int64_t>("odd changes", size);
  }
  with_patterns([this](const auto& patterns) { start_overlaps(patterns, spin_.data()); });
}

std::int64_t SpinSystem::sweep(double cooling, bool without_noise, random::Key key, std::int64_t number) {
  Kokkos::deep_copy(flips_, 0);
  with_patterns([&](const auto& patterns) {
    using Patterns = std::decay_t<decltype(patterns)>;
    sweep_spins(HeatBathSweep<Patterns>{patterns, spin_.data(), cooling, without_noise, key,
                                        static_cast<std::uint64_t>(number), flips_.data()});
  });
  return host_copy(flips_)[0];
}

std::vector<std::int8_t> SpinSystem::configuration() const { return host_copy(spin_); }

double SpinSystem::sum_of_powers() const {
  const WideSum sum = with_patterns([](const auto& patterns) { return spins::sum_of_powers(patterns); });
  return spins::rounded(sum);
}

std::int64_t SpinSystem::first_overlap() const {
  std::int32_t first = 0;
  Kokkos::deep_copy(first, Kokkos::subview(parts_[0].overlap, 0));
  return first;
}

std::vector<int> first_pattern(const Memory& memory) {
  if (memory.plan.given) return memory.plan.given->first;
  std::vector<int> signs;
  for (int i = 0; i < memory.spins; ++i) signs.push_back(sign_of(memory.drawn, i, 0));
  return signs;
}

}  // namespace starling::spins
