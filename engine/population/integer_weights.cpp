// Weighing: a maximum, then integer sums.
#include "engine/population/integer_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/math/logarithm.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling {

namespace {

/// Collective: throws on every rank, naming the first slot whose weight cannot be used.
[[noreturn]] void fail_for_bad_weight(const Communicator& group, const RowBlock& slots, const double* log_weight) {
  group.together([&] {
    const std::int64_t bad = first_bad_log_weight(log_weight, slots.count);
    if (bad == slots.count) return;
    double value = 0.0;
    Kokkos::deep_copy(Kokkos::View<double, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(&value),
                      Kokkos::View<const double, MemorySpace, Kokkos::MemoryUnmanaged>(log_weight + bad));
    fail(ExitCode::blow_up, "the log weight of particle {} is {}", slots.first + bad,
         std::isnan(value) ? "not a number" : "infinite");
  });
  throw Failure(ExitCode::blow_up, "a log weight is not a number", FailureScope::every_rank);
}

}  // namespace

double WeightSums::log_mean() const {
  if (total == 0) return -std::numeric_limits<double>::infinity();
  return largest + math::scaled_log(to_double(total) / to_double(particles), -shift, 1.0);
}

double WeightSums::effective_sample_size() const {
  if (total == 0) return 0.0;
  const double sum = math::scale_by_power_of_two(to_double(total), static_cast<std::uint64_t>(-shift));
  const double size = sum * (to_double(total) / to_double(squares));
  return std::clamp(size, 1.0, to_double(particles));
}

IntegerWeights::IntegerWeights(const Communicator& group, const RowBlock& slots)
    : group_(&group),
      slots_(slots),
      cumulative_("cumulative weight", slots.count),
      rank_edges_(static_cast<std::size_t>(group.size()) + 1, 0) {
  sums_.particles = slots.total;
  sums_.shift = weight_shift(slots.total);
}

const WeightSums& IntegerWeights::weigh(const double* log_weight, double largest) {
  sums_.largest = group_->maximum(largest);
  if (!(sums_.largest < std::numeric_limits<double>::infinity())) fail_for_bad_weight(*group_, slots_, log_weight);
  const double reference = std::isinf(sums_.largest) ? 0.0 : sums_.largest;
  const LocalWeightSums local = quantise(log_weight, slots_.count, reference, sums_.shift, cumulative_.data());

  const std::array<std::int64_t, 2> sums{local.total, local.squares};
  const auto gathered = group_->gather_all(sums);
  sums_.squares = 0;
  for (std::size_t rank = 0; rank + 1 < rank_edges_.size(); ++rank) {
    rank_edges_[rank + 1] = rank_edges_[rank] + gathered[2 * rank];
    sums_.squares += gathered[2 * rank + 1];
  }
  sums_.total = rank_edges_.back();
  join_blocks(cumulative_.data(), slots_.count, rank_edges_[static_cast<std::size_t>(group_->rank())]);
  return sums_;
}

}  // namespace starling
