// The weights of slots that are divided among ranks, as integers.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling {

/// Global sums of the weights w_j = exp(log_weight_j - largest), as integers of `shift` fractional bits.
struct WeightSums {
  double largest = 0.0;        ///< largest log weight of all ranks; -infinity if every weight is zero
  std::int64_t total = 0;      ///< sum of floor(w_j 2^shift)
  std::int64_t squares = 0;    ///< sum of floor(w_j^2 2^shift)
  std::int64_t particles = 0;  ///< N
  int shift = 0;               ///< 62 - ceil(log2 N)

  /// log of the mean weight, largest + log(total / (N 2^shift)); -infinity if every weight is zero.
  [[nodiscard]] double log_mean() const;
  /// (sum w)^2 / sum w^2, in [1, N]; 0 if every weight is zero.
  [[nodiscard]] double effective_sample_size() const;
};

/// Prefix sums of integer weights over all slots, at this rank's slots and at the edges between ranks.
class IntegerWeights {
 public:
  IntegerWeights(const Communicator& group, const RowBlock& slots);

  /// Collective (a maximum and one gathering): weights of this rank's slots. `largest` is at least the largest of this
  /// rank's log weights, NaN or +infinity if one of them is. Fails with blow_up on every rank if one is, naming the
  /// first such slot.
  const WeightSums& weigh(const double* log_weight, double largest);

  [[nodiscard]] const WeightSums& sums() const { return sums_; }
  [[nodiscard]] const std::int64_t* cumulative() const { return cumulative_.data(); }
  [[nodiscard]] const std::vector<std::int64_t>& rank_edges() const { return rank_edges_; }

 private:
  const Communicator* group_;
  RowBlock slots_;
  WeightSums sums_;
  DeviceArray<std::int64_t> cumulative_;
  std::vector<std::int64_t> rank_edges_;
};

}  // namespace starling
