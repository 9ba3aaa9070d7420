// A set of patterns in device memory, and spins under its energy.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/spins/deck.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/spins/count_patterns.hpp"
#include "kernels/spins/heat_bath.hpp"
#include "kernels/spins/two_parts.hpp"

namespace starling::spins {

/// Tables by overlap, SignTables or CountPatterns::table.
struct PowerTables {
  DeviceArray<std::int64_t> power, even, odd;
};

/// The patterns of a replica, as all its starts see them.
struct Memory {
  PatternPlan plan;
  int spins = 0;
  DrawnBits drawn{};
  DeviceArray<std::uint64_t> bits;  ///< of stored signs
  DeviceArray<std::int8_t> counts;  ///< sums of examples
  std::vector<PowerTables> tables;  ///< of whole numbers, or of their high and their low parts
  bool narrow = false;              ///< whether no odd change is above most_narrow_change

  [[nodiscard]] std::int64_t padded() const { return words_of(plan.count) * patterns_together; }
};
[[nodiscard]] std::shared_ptr<const Memory> make_memory(const Deck& deck, const PatternPlan& plan,
                                                        std::int64_t replica);

/// N spins and their overlaps with the patterns.
class SpinSystem {
 public:
  SpinSystem(std::shared_ptr<const Memory> memory, const std::vector<std::int8_t>& start);

  /// One sweep of the heat bath; `cooling`: HeatBathSweep. Returns how many spins it flipped.
  std::int64_t sweep(double cooling, bool without_noise, random::Key key, std::int64_t number);

  [[nodiscard]] std::vector<std::int8_t> configuration() const;
  /// sum_mu M_mu^P, and M_0.
  [[nodiscard]] double sum_of_powers() const;
  [[nodiscard]] std::int64_t first_overlap() const;

 private:
  /// work(patterns) with the patterns as kernels see them.
  template <class Work>
  auto with_patterns(const Work& work) const;
  template <class Bits, class Work>
  auto with_signs(const Bits& bits, const Work& work) const;
  /// Of one of the tables.
  template <class Bits>
  [[nodiscard]] SignPatterns<Bits, std::int64_t> wide_signs(const Bits& bits, std::size_t part) const;
  [[nodiscard]] CountPatterns counts(std::size_t part) const;

  /// Overlaps, and what a flip changes, of one of the tables.
  struct Part {
    DeviceArray<std::int32_t> overlap;
    DeviceArray<std::int32_t> narrow_odd;
    DeviceArray<std::int64_t> odd;
  };

  std::shared_ptr<const Memory> memory_;
  DeviceArray<std::int8_t> spin_;
  std::vector<Part> parts_;
  DeviceArray<std::int64_t> flips_;
};

/// The signs of the first pattern, of which the energy may see only examples.
[[nodiscard]] std::vector<int> first_pattern(const Memory& memory);

}  // namespace starling::spins
