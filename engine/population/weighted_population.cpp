// Two generations of weighted particles and the way from one to the other.
#include "engine/population/weighted_population.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/population/sorted_offspring.hpp"
#include "kernels/particles/particle_arrays.hpp"
#include "kernels/weights/expand.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling {

namespace {

template <class T>
using HostArray = Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

RowBlock checked_slots(const Communicator& group, std::int64_t particles) {
  if (particles < 1 || particles > std::numeric_limits<std::int32_t>::max()) {
    fail(ExitCode::bad_input, "the number of particles is {}, but must lie in [1, 2147483647]", particles);
  }
  return rows_of(particles, group);
}

void require_weight(const WeightSums& sums) {
  if (sums.total > 0) return;
  throw Failure(ExitCode::internal_error, "particles without any weight cannot be resampled", FailureScope::every_rank);
}

/// Copies places [from, from + count) of a column to a host array or back.
template <class To, class From>
void copy_places(const To& to, const From& from, std::int64_t to_first, std::int64_t from_first, std::int64_t count) {
  if (count == 0) return;
  Kokkos::deep_copy(Kokkos::subview(to, std::make_pair(to_first, to_first + count)),
                    Kokkos::subview(from, std::make_pair(from_first, from_first + count)));
}

/// Gives the columns more room, keeping their first `kept` places.
void widen(DeviceArray<double>& states, std::int64_t& stride, int columns, std::int64_t kept, std::int64_t places) {
  if (places <= stride) return;
  const std::int64_t grown_stride = whole_blocks(places + (places - kept) / 2);
  const DeviceArray<double> grown(Kokkos::view_alloc(Kokkos::WithoutInitializing, states.label()),
                                  columns * grown_stride);
  for (int c = 0; c < columns; ++c) copy_places(grown, states, c * grown_stride, c * stride, kept);
  states = grown;
  stride = grown_stride;
}

}  // namespace

WeightedPopulation::WeightedPopulation(const Communicator& group, std::int64_t particles, int columns)
    : group_(&group),
      slots_(checked_slots(group, particles)),
      columns_(columns),
      now_stride_(whole_blocks(std::max<std::int64_t>(slots_.count, 1))),
      next_stride_(now_stride_),
      now_("particles now", columns * now_stride_),
      next_("particles next", columns * next_stride_),
      log_weight_("log weight", slots_.count),
      parent_("parent", slots_.count),
      weights_(group, slots_),
      offspring_{DeviceArray<std::int32_t>("offspring end", slots_.count),
                 std::vector<std::int64_t>(static_cast<std::size_t>(group.size()) + 1, 0)},
      exchange_(group) {}

void WeightedPopulation::swap() {
  std::swap(now_, next_);
  std::swap(now_stride_, next_stride_);
  resampled_ = false;
}

std::uint16_t* WeightedPopulation::scratch(std::int64_t count) const {
  ensure_size(scratch_, "scratch", count);
  return scratch_.data();
}

WeightSums WeightedPopulation::weigh(const double* log_weight, double largest) {
  return weights_.weigh(log_weight, largest);
}

WeightSums WeightedPopulation::weigh(const double* log_weight) {
  return weights_.weigh(log_weight, largest_log_weight(log_weight, slots_.count));
}

void WeightedPopulation::resample(Resampling scheme, random::Key key, std::int64_t time) {
  require_weight(weights_.sums());
  count_offspring(*group_, slots_, weights_, scheme, key, time, parent_.data(), offspring_);
  place_parents();
}

void WeightedPopulation::resample_conditionally(random::Key key, std::int64_t time) {
  require_weight(weights_.sums());
  count_by_draws(*group_, slots_, weights_, DrawScheme::conditional, key, time, parent_.data(), offspring_);
  place_parents();
}

void WeightedPopulation::place_parents() {
  exchange_.start(slots_, offspring_, now(), now_stride_, columns_, traffic_);
  const auto rank = static_cast<std::size_t>(group_->rank());
  const std::int64_t own_begin = std::max(slots_.first, offspring_.rank_edges[rank]);
  const std::int64_t own_end = std::min(slots_.first + slots_.count, offspring_.rank_edges[rank + 1]);
  if (own_begin < own_end) {
    expand(offspring_.runs(slots_, group_->rank()), own_begin, own_end - own_begin, 0,
           parent_.data() + (own_begin - slots_.first));
  }
  std::int64_t place = slots_.count;
  const auto& arrivals = exchange_.finish();
  for (const ArrivedParents& arrived : arrivals) place += arrived.parents;
  widen(now_, now_stride_, columns_, slots_.count, place);
  place = slots_.count;
  std::vector<std::int32_t> end;
  for (const ArrivedParents& arrived : arrivals) {
    const HostArray<const double> states(arrived.states, columns_ * arrived.parents);
    for (int c = 0; c < columns_; ++c) {
      copy_places(now_, states, c * now_stride_ + place, c * arrived.parents, arrived.parents);
    }
    end.resize(static_cast<std::size_t>(arrived.parents));
    auto filled = static_cast<std::int32_t>(arrived.first_slot);
    for (std::size_t k = 0; k < end.size(); ++k) end[k] = filled += arrived.offspring[k];
    ensure_size(arrived_end_, "arrived offspring end", arrived.parents);
    copy_places(arrived_end_, HostArray<const std::int32_t>(end.data(), end.size()), 0, 0, arrived.parents);
    expand({arrived_end_.data(), arrived.parents, arrived.first_slot}, arrived.first_slot, arrived.slots, place,
           parent_.data() + (arrived.first_slot - slots_.first));
    place += arrived.parents;
  }
  resampled_ = true;
  ++traffic_.resamplings;
}

std::vector<double> WeightedPopulation::save_rows() const {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), now_);
  std::vector<double> rows(static_cast<std::size_t>(slots_.count * columns_));
  for (std::int64_t j = 0; j < slots_.count; ++j) {
    for (int c = 0; c < columns_; ++c) rows[j * columns_ + c] = host(c * now_stride_ + j);
  }
  return rows;
}

std::vector<double> WeightedPopulation::save_log_weights() const {
  std::vector<double> log_weights(static_cast<std::size_t>(slots_.count));
  copy_places(HostArray<double>(log_weights.data(), log_weights.size()), log_weight_, 0, 0, slots_.count);
  return log_weights;
}

void WeightedPopulation::load_rows(const std::vector<double>& rows, const std::vector<double>& log_weights) {
  const auto host = Kokkos::create_mirror_view(now_);
  for (std::int64_t j = 0; j < slots_.count; ++j) {
    for (int c = 0; c < columns_; ++c) host(c * now_stride_ + j) = rows[j * columns_ + c];
  }
  Kokkos::deep_copy(now_, host);
  copy_places(log_weight_, HostArray<const double>(log_weights.data(), log_weights.size()), 0, 0, slots_.count);
  resampled_ = false;
}

}  // namespace starling
