// Gathering of a generation and its table of weights.
#include "engine/population/gathered_generation.hpp"

#include <mpi.h>

#include <type_traits>
#include <utility>

namespace starling {

namespace {

template <class T>
using Borrowed = Kokkos::View<T*, MemorySpace, Kokkos::MemoryUnmanaged>;

/// Memory that is written whole before it is read.
template <class T>
DeviceArray<T> unfilled(const char* label, std::int64_t size) {
  return DeviceArray<T>(Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)), size);
}

/// The integer weights of a part, at its slots of `weight`.
void find_weights(const GenerationPart& part, std::int64_t count, std::int64_t* weight) {
  const std::int64_t* const cumulative = part.cumulative;
  const std::int64_t before = part.weight_before;
  Kokkos::parallel_for(
      "find weights", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j) { weight[j] = cumulative[j] - (j > 0 ? cumulative[j - 1] : before); });
}

/// The table is filled in one pass, a small part of what the draws from it take.
void fill_table(const std::int64_t* weight, std::int64_t count, std::int64_t total, std::int32_t* scratch,
                AliasEntry* choice) {
  Kokkos::parallel_for(
      "fill alias table", IndexRange(0, 1),
      KOKKOS_LAMBDA(std::int64_t) { fill_alias_table(weight, count, total, scratch, choice); });
}

void round_weights(const std::int64_t* integer, std::int64_t count, double* weight) {
  Kokkos::parallel_for(
      "round weights", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t k) { weight[k] = static_cast<double>(integer[k]); });
}

}  // namespace

GenerationPart present_generation(const WeightedPopulation& population, const double* extra) {
  const auto rank = static_cast<std::size_t>(population.group().rank());
  return {population.now(), population.now_stride(), population.cumulative(), population.rank_edges()[rank], extra};
}

GatheredGeneration::GatheredGeneration(const Communicator& group, std::int64_t particles, int components)
    : group_(&group),
      slots_(rows_of(particles, group)),
      components_(components),
      state_(unfilled<double>("gathered states", components * particles)),
      extra_("gathered numbers", particles),
      integer_weight_(unfilled<std::int64_t>("gathered integer weights", particles)),
      weight_(unfilled<double>("gathered weights", particles)),
      choice_(unfilled<AliasEntry>("alias table", particles)),
      scratch_(unfilled<std::int32_t>("alias scratch", particles)) {
  for (int rank = 0; rank < group.size(); ++rank) {
    const RowBlock block = rows_of(particles, rank, group.size());
    counts_.push_back(static_cast<int>(block.count));
    firsts_.push_back(static_cast<int>(block.first));
  }
}

template <class T>
void GatheredGeneration::gather_column(const T* part, T* whole) {
  T* const own = whole + slots_.first;
  if (part != own && slots_.count > 0)
    Kokkos::deep_copy(Borrowed<T>(own, slots_.count), Borrowed<const T>(part, slots_.count));
  if (group_->size() == 1) return;
  const MPI_Datatype type = std::is_same_v<T, double> ? MPI_DOUBLE : MPI_INT64_T;
  const Borrowed<T> all(whole, slots_.total);
  const auto host = Kokkos::create_mirror_view(all);
  Kokkos::deep_copy(host, all);
  MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, host.data(), counts_.data(), firsts_.data(), type,
                 group_->handle());
  Kokkos::deep_copy(all, host);
  bytes_sent_ += static_cast<std::int64_t>(sizeof(T)) * slots_.count * (group_->size() - 1);
}

void GatheredGeneration::gather(const GenerationPart& part, const WeightSums& sums) {
  shift_ = sums.shift;
  for (int c = 0; c < components_; ++c) gather_column(part.state + c * part.stride, state_.data() + c * slots_.total);
  if (part.extra != nullptr) gather_column(part.extra, extra_.data());
  std::int64_t* const own_weight = integer_weight_.data() + slots_.first;
  find_weights(part, slots_.count, own_weight);
  gather_column<std::int64_t>(own_weight, integer_weight_.data());
  fill_table(integer_weight_.data(), slots_.total, sums.total, scratch_.data(), choice_.data());
  round_weights(integer_weight_.data(), slots_.total, weight_.data());
}

WholeGeneration GatheredGeneration::whole() const {
  return {state_.data(), slots_.total, weight_.data(), choice_.data(), slots_.total, shift_};
}

}  // namespace starling
