// Weighted particles in slots that are divided among ranks, and their resampling: the same bits on any number of ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"
#include "engine/population/integer_weights.hpp"
#include "engine/population/offspring.hpp"
#include "engine/population/parent_exchange.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/key.hpp"

namespace starling {

/// N slots of `columns` doubles and a log weight each; a rank holds a contiguous block of slots (rows_of). Two
/// generations are kept: parents (now) and the one being made (next). All members marked collective are over the group.
class WeightedPopulation {
 public:
  /// Fails with bad_input if particles < 1 or beyond 2^31 - 1. Ranks without slots work.
  WeightedPopulation(const Communicator& group, std::int64_t particles, int columns);

  [[nodiscard]] const Communicator& group() const { return *group_; }
  [[nodiscard]] const RowBlock& slots() const { return slots_; }
  [[nodiscard]] int columns() const { return columns_; }

  /// Component c of local slot j is now()[c * now_stride() + j]; places beyond the slots hold received parents.
  [[nodiscard]] double* now() const { return now_.data(); }
  [[nodiscard]] std::int64_t now_stride() const { return now_stride_; }
  [[nodiscard]] double* next() const { return next_.data(); }
  [[nodiscard]] std::int64_t next_stride() const { return next_stride_; }
  /// Log weight of each local slot of the generation `now`.
  [[nodiscard]] double* log_weight() const { return log_weight_.data(); }

  /// Place of each slot's parent in now(); null while every slot is its own parent (no resampling since swap()).
  [[nodiscard]] const std::int32_t* parent() const { return resampled_ ? parent_.data() : nullptr; }

  /// Makes `next` the present generation; its parents are forgotten.
  void swap();

  /// Collective (a maximum and one gathering of sums): integer weights of log_weight, this rank's slots. Local
  /// `largest` saves a pass if it is known. Fails with blow_up if a log weight is NaN or +infinity, naming the slot;
  /// does not fail if all are -infinity (total is then 0).
  WeightSums weigh(const double* log_weight, double largest);
  WeightSums weigh(const double* log_weight);

  /// Inclusive prefix sums over all slots of the integer weights of the last weigh(), at this rank's slots.
  [[nodiscard]] const std::int64_t* cumulative() const { return weights_.cumulative(); }
  /// Sum of the integer weights of the ranks before each rank; the last entry is the total. One more entry than ranks.
  [[nodiscard]] const std::vector<std::int64_t>& rank_edges() const { return weights_.rank_edges(); }

  /// Collective: offspring by the last weigh(), whose total is positive. Offspring number j goes to slot j. Parents
  /// that offspring on other ranks need travel there once, all their columns with their multiplicity, and appear behind
  /// that rank's slots in now(), whose address and stride may change. Sets parent(). At most one collective besides
  /// those of weigh(), and messages to the ranks concerned.
  void resample(Resampling scheme, random::Key key, std::int64_t time);

  /// Collective: as above, but with the first slot's offspring pinned (conditional multinomial resampling of particle
  /// Gibbs): slot 0 keeps its own particle, every other slot draws independently by weight. Draws are sorted.
  void resample_conditionally(random::Key key, std::int64_t time);

  /// Room for `count` numbers on the device, without contents, for whoever measures the population: kept, because asking
  /// for it at every time costs as much as a pass.
  [[nodiscard]] std::uint16_t* scratch(std::int64_t count) const;

  [[nodiscard]] const ResamplingTraffic& traffic() const { return traffic_; }

  /// Host copies, row-major, of this rank's slots of the present generation; load_rows() restores them.
  [[nodiscard]] std::vector<double> save_rows() const;
  [[nodiscard]] std::vector<double> save_log_weights() const;
  void load_rows(const std::vector<double>& rows, const std::vector<double>& log_weights);

 private:
  void place_parents();

  const Communicator* group_;
  RowBlock slots_;
  int columns_;
  std::int64_t now_stride_;
  std::int64_t next_stride_;
  bool resampled_ = false;
  DeviceArray<double> now_;
  DeviceArray<double> next_;
  DeviceArray<double> log_weight_;
  DeviceArray<std::int32_t> parent_;
  DeviceArray<std::int32_t> arrived_end_;
  mutable DeviceArray<std::uint16_t> scratch_;
  IntegerWeights weights_;
  Offspring offspring_;
  ParentExchange exchange_;
  ResamplingTraffic traffic_;
};

}  // namespace starling
