// Weighted particles in slots that are divided among ranks, and their resampling, with the same bits on any number of ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/key.hpp"
#include "kernels/state_space/arrays.hpp"

namespace starling {

/// How offspring numbers are drawn. All are unbiased: E[offspring of i] = N w_i / sum w.
enum class Resampling { systematic, stratified, multinomial, residual };

/// Global sums of the weights w_j = exp(log_weight_j - largest), as integers of `shift` fractional bits.
struct WeightSums {
  double largest = 0.0;       ///< largest log weight of all ranks; -infinity if every weight is zero
  std::int64_t total = 0;     ///< sum of floor(w_j 2^shift)
  std::int64_t squares = 0;   ///< sum of floor(w_j^2 2^shift)
  std::int64_t particles = 0; ///< N
  int shift = 0;              ///< 62 - ceil(log2 N)

  /// log of the mean weight, largest + log(total / (N 2^shift)).
  [[nodiscard]] double log_mean() const;
  /// (sum w)^2 / sum w^2, in [1, N].
  [[nodiscard]] double effective_sample_size() const;
};

/// What resampling sent.
struct ResamplingTraffic {
  std::int64_t states_sent = 0;  ///< unique (state, destination rank) pairs that left this rank
  std::int64_t bytes_sent = 0;
  std::int64_t resamplings = 0;
};

/// N slots of `columns` doubles and a log weight each; a rank holds a contiguous block of slots (rows_of). Two generations
/// are kept: parents (now) and the one being made (next). All members marked collective are over the group.
class WeightedPopulation {
 public:
  /// Fails with bad_input if particles < 1 or beyond 2^31 - 1. Ranks without slots work.
  WeightedPopulation(const Communicator& group, std::int64_t particles, int columns);

  [[nodiscard]] const Communicator& group() const { return *group_; }
  [[nodiscard]] const RowBlock& slots() const { return slots_; }
  [[nodiscard]] int columns() const { return columns_; }

  /// Component c of local slot j is now()[c * now_stride() + j]; places beyond the slots hold received parents.
  [[nodiscard]] double* now() const;
  [[nodiscard]] std::int64_t now_stride() const;
  [[nodiscard]] double* next() const;
  [[nodiscard]] std::int64_t next_stride() const;
  /// Log weight of each local slot of the generation `now`.
  [[nodiscard]] double* log_weight() const;

  /// Place of each slot's parent in now(); null while every slot is its own parent (no resampling since swap()).
  [[nodiscard]] const std::int32_t* parent() const;

  /// Makes `next` the present generation; its parents are forgotten.
  void swap();

  /// Collective (a maximum and one gathering of sums): integer weights of log_weight, this rank's slots. Local `largest`
  /// saves a pass if it is known. Fails with blow_up if a log weight is NaN or +infinity, naming the slot; does not fail
  /// if all are -infinity (total is then 0).
  WeightSums weigh(const double* log_weight, double largest);
  WeightSums weigh(const double* log_weight);

  /// Inclusive prefix sums over all slots of the integer weights of the last weigh(), at this rank's slots.
  [[nodiscard]] const std::int64_t* cumulative() const;
  /// Sum of the integer weights of the ranks before each rank; the last entry is the total. One more entry than ranks.
  [[nodiscard]] const std::vector<std::int64_t>& rank_edges() const;

  /// Collective: offspring by the last weigh(), whose total is positive. Offspring number j goes to slot j; parents that
  /// other ranks' offspring need travel once with their multiplicity, all columns of them, and appear behind this rank's
  /// slots in now(). Sets parent(). At most one collective besides those of weigh(), and neighbour messages.
  void resample(Resampling scheme, random::Key key, std::int64_t time);

  /// Collective: as above, but with the first slot's offspring pinned: slot 0 keeps its own particle of slot 0 (conditional
  /// multinomial resampling of particle Gibbs), every other slot draws independently by weight.
  void resample_conditionally(random::Key key, std::int64_t time);

  [[nodiscard]] const ResamplingTraffic& traffic() const;

  /// Host copies, row-major, of this rank's slots of the present generation, and their way back.
  [[nodiscard]] std::vector<double> save_rows() const;
  [[nodiscard]] std::vector<double> save_log_weights() const;
  void load_rows(const std::vector<double>& rows, const std::vector<double>& log_weights);

 private:
  const Communicator* group_;
  RowBlock slots_;
  int columns_;
  // To be completed by the implementation.
};

}  // namespace starling
