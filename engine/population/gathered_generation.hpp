// A generation of a weighted population, gathered on every rank of its group for draws of ancestors by weight.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"
#include "engine/population/integer_weights.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/state_space/backward.hpp"

namespace starling {

/// This rank's slots of a generation, in device memory.
struct GenerationPart {
  const double* state;  ///< component c of slot j at [c * stride + j]
  std::int64_t stride;
  const std::int64_t* cumulative;  ///< prefix sums of the integer weights over all slots
  std::int64_t weight_before;      ///< integer weights of all lower ranks
  const double* extra = nullptr;   ///< one more number per slot; null: none
};

/// The present generation of a population, with the weights of its last weigh().
[[nodiscard]] GenerationPart present_generation(const WeightedPopulation& population, const double* extra = nullptr);

/// Every rank's copy of a generation: states, weights, their alias table and, if given, one number per slot. Takes
/// 8 (components + 3) + 12 bytes per particle.
class GatheredGeneration {
 public:
  /// `components`: of the state.
  GatheredGeneration(const Communicator& group, std::int64_t particles, int components);

  /// Collective: takes the place of what was gathered before. `sums`, of the weights, has a positive total.
  void gather(const GenerationPart& part, const WeightSums& sums);

  /// Good until the next gather().
  [[nodiscard]] WholeGeneration whole() const;
  /// The numbers of all slots; what they are is undefined if the last part had none.
  [[nodiscard]] const double* extra() const { return extra_.data(); }

  /// Bytes that left this rank in all calls, counting each destination.
  [[nodiscard]] std::int64_t bytes_sent() const { return bytes_sent_; }

 private:
  template <class T>
  void gather_column(const T* part, T* whole);

  const Communicator* group_;
  RowBlock slots_;
  int components_;
  int shift_ = 0;
  std::int64_t bytes_sent_ = 0;
  std::vector<int> counts_;  ///< slots of each rank, and the first
  std::vector<int> firsts_;
  DeviceArray<double> state_;
  DeviceArray<double> extra_;
  DeviceArray<std::int64_t> integer_weight_;
  DeviceArray<double> weight_;
  DeviceArray<AliasEntry> choice_;
  DeviceArray<std::int32_t> scratch_;
};

}  // namespace starling
