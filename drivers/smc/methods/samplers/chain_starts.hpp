// Where the chains of waste-free tempering start: one offspring in each run of slots, brought to all ranks that share the run.
#pragma once

#include <cstdint>

#include "engine/population/weighted_population.hpp"

namespace starling::smc {

/// Starts of the chains that reach into this rank's slots: column c of chain first_chain + k is column(c * count + k).
struct ChainStarts {
  DeviceArray<double> column;
  std::int64_t first_chain = 0;
  std::int64_t count = 0;
  std::int64_t bytes_sent = 0;  ///< to ranks that share a chain with this one
};

/// Collective, after resample(): chain m owns the slots [m length, (m + 1) length) and starts from the offspring of slot
/// m length + shift. With `shift` uniform on 0, ..., length - 1 every particle starts as many chains in the mean as its
/// weight times their number, whichever the resampling scheme. The number of slots is a multiple of `length`.
[[nodiscard]] ChainStarts gather_chain_starts(const WeightedPopulation& population, int length, int shift);

}  // namespace starling::smc
