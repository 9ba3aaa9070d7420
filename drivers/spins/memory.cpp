// Drawing patterns, tables of powers, and launches of kernels for each kind of patterns.
#include "drivers/spins/memory.hpp"

#include <algorithm>

#include "kernels/device_copy.hpp"
#include "kernels/math/whole_power.hpp"
#include "kernels/random/key.hpp"

namespace starling::spins {
namespace {

void make_sign_tables(Memory& memory, std::int64_t power) {
  std::vector<std::int64_t> powers;
  std::vector<std::int64_t> even;
  std::vector<std::int64_t> odd;
  for (std::int64_t m = -memory.spins; m <= memory.spins; m += 2) {
    const std::int64_t here = math::whole_power(m, power);
    const std::int64_t up = math::whole_power(m + 2, power);
    const std::int64_t down = math::whole_power(m - 2, power);
    powers.push_back(here);
    even.push_back((up + down) / 2 - here);
    odd.push_back((up - down) / 2);
  }
  memory.narrow = *std::max_element(odd.begin(), odd.end()) <= most_narrow_change;
  memory.power = device_copy("powers of overlaps", powers);
  memory.even = device_copy("even changes", even);
  memory.odd = device_copy("odd changes", odd);
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
    std::vector<std::int64_t> powers;
    const std::int64_t largest = deck.spins * plan.examples;
    for (std::int64_t m = -largest; m <= largest; ++m) powers.push_back(math::whole_power(m, deck.power));
    memory->power = device_copy("powers of overlaps", powers);
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

template <class Work>
auto SpinSystem::with_patterns(const Work& work) const {
  const Memory& memory = *memory_;
  if (memory.plan.examples > 0) {
    return work(CountPatterns{memory.counts.data(), memory.plan.count, memory.spins,
                              static_cast<int>(memory.plan.examples), memory.power.data(), overlap_.data()});
  }
  if (memory.bits.extent(0) > 0) return with_signs(StoredBits{memory.bits.data(), words_of(memory.plan.count)}, work);
  return with_signs(memory.drawn, work);
}

template <class Bits, class Work>
auto SpinSystem::with_signs(const Bits& bits, const Work& work) const {
  const Memory& memory = *memory_;
  const SignTables tables{memory.power.data(), memory.even.data(), memory.odd.data()};
  if (memory.narrow) {
    return work(SignPatterns<Bits, std::int32_t>{bits, memory.plan.count, memory.spins, tables, overlap_.data(),
                                                 narrow_odd_.data()});
  }
  return work(
      SignPatterns<Bits, std::int64_t>{bits, memory.plan.count, memory.spins, tables, overlap_.data(), odd_.data()});
}

SpinSystem::SpinSystem(std::shared_ptr<const Memory> memory, const std::vector<std::int8_t>& start)
    : memory_(std::move(memory)),
      spin_(device_copy("spins", start)),
      overlap_("overlaps", static_cast<std::size_t>(memory_->padded())),
      flips_("flips", 1) {
  const auto size = static_cast<std::size_t>(memory_->padded());
  if (memory_->plan.examples == 0 && memory_->narrow) narrow_odd_ = DeviceArray<std::int32_t>("odd changes", size);
  if (memory_->plan.examples == 0 && !memory_->narrow) odd_ = DeviceArray<std::int64_t>("odd changes", size);
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
  return static_cast<double>(sum.high) * 0x1p32 + static_cast<double>(sum.low);
}

std::int64_t SpinSystem::first_overlap() const {
  std::int32_t first = 0;
  Kokkos::deep_copy(first, Kokkos::subview(overlap_, 0));
  return first;
}

std::vector<int> first_pattern(const Memory& memory) {
  if (memory.plan.given) return memory.plan.given->first;
  std::vector<int> signs;
  for (int i = 0; i < memory.spins; ++i) signs.push_back(sign_of(memory.drawn, i, 0));
  return signs;
}

}  // namespace starling::spins
