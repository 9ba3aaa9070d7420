// One message to each rank that holds offspring of this rank's particles.
#include "engine/population/parent_exchange.hpp"

#include <algorithm>

#include "kernels/weights/pack.hpp"

namespace starling {

namespace {

constexpr int parents_tag = 7;

/// Doubles that `parents` states and their 32-bit numbers of offspring take.
std::int64_t message_doubles(std::int64_t parents, int columns) { return parents * columns + (parents + 1) / 2; }

struct SlotRange {
  std::int64_t begin;
  std::int64_t end;
};

/// The slots of `holder` that offspring of `parent`'s particles fill.
SlotRange common_slots(const Offspring& offspring, std::int64_t total, int parent, int holder, int ranks) {
  const RowBlock held = rows_of(total, holder, ranks);
  const auto first = static_cast<std::size_t>(parent);
  return {std::max(held.first, offspring.rank_edges[first]),
          std::min(held.first + held.count, offspring.rank_edges[first + 1])};
}

/// The same by destination, for the ranks that hold any, with the particles concerned.
std::vector<ParentRange> leaving_ranges(const Communicator& group, const RowBlock& slots, const Offspring& offspring,
                                        std::vector<int>& destinations) {
  std::vector<ParentRange> ranges;
  for (int rank = 0; rank < group.size(); ++rank) {
    if (rank == group.rank()) continue;
    const SlotRange common = common_slots(offspring, slots.total, group.rank(), rank, group.size());
    if (common.begin >= common.end) continue;
    ranges.push_back({0, 0, common.begin, common.end});
    destinations.push_back(rank);
  }
  if (ranges.empty()) return ranges;
  const Kokkos::View<ParentRange*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(ranges.data(), ranges.size());
  const auto device = Kokkos::create_mirror_view_and_copy(MemorySpace(), host);
  find_parents(offspring.runs(slots, group.rank()), device.data(), static_cast<std::int64_t>(ranges.size()));
  Kokkos::deep_copy(host, device);
  return ranges;
}

}  // namespace

void ParentExchange::start(const RowBlock& slots, const Offspring& offspring, const double* state, std::int64_t stride,
                           int columns, ResamplingTraffic& traffic) {
  columns_ = columns;
  receives_.clear();
  sends_.clear();
  arrived_.clear();
  if (group_->size() == 1) return;
  MPI_Type_contiguous(columns * static_cast<int>(sizeof(double)) + static_cast<int>(sizeof(std::int32_t)), MPI_BYTE,
                      &parent_type_);
  MPI_Type_commit(&parent_type_);
  post_receives(slots, offspring);
  send(slots, offspring, state, stride, traffic);
}

void ParentExchange::post_receives(const RowBlock& slots, const Offspring& offspring) {
  std::vector<int> sources;
  std::vector<std::int64_t> most;  // parents: each has an offspring here
  std::int64_t doubles = 0;
  for (int rank = 0; rank < group_->size(); ++rank) {
    if (rank == group_->rank()) continue;
    const SlotRange common = common_slots(offspring, slots.total, rank, group_->rank(), group_->size());
    if (common.begin >= common.end) continue;
    arrived_.push_back({nullptr, nullptr, 0, common.begin, common.end - common.begin});
    sources.push_back(rank);
    most.push_back(std::min(common.end - common.begin, rows_of(slots.total, rank, group_->size()).count));
    doubles += message_doubles(most.back(), columns_);
  }
  if (static_cast<std::int64_t>(incoming_.extent(0)) < doubles) {
    incoming_ = HostBuffer(Kokkos::view_alloc(Kokkos::WithoutInitializing, "arriving parents"), doubles);
  }
  std::int64_t at = 0;
  receives_.resize(sources.size());
  for (std::size_t k = 0; k < sources.size(); ++k) {
    arrived_[k].states = incoming_.data() + at;
    MPI_Irecv(incoming_.data() + at, static_cast<int>(most[k]), parent_type_, sources[k], parents_tag, group_->handle(),
              &receives_[k]);
    at += message_doubles(most[k], columns_);
  }
}

void ParentExchange::send(const RowBlock& slots, const Offspring& offspring, const double* state, std::int64_t stride,
                          ResamplingTraffic& traffic) {
  std::vector<int> destinations;
  const auto ranges = leaving_ranges(*group_, slots, offspring, destinations);
  const OffspringRuns runs = offspring.runs(slots, group_->rank());
  std::vector<std::int64_t> parents;
  std::vector<std::int64_t> place;
  std::int64_t doubles = 0;
  for (const ParentRange& range : ranges) {
    parents.push_back(count_parents(runs, range));
    place.push_back(doubles);
    doubles += message_doubles(parents.back(), columns_);
  }
  ensure_size(outgoing_, "leaving parents", doubles);
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    pack_parents(runs, ranges[k], state, stride, columns_, parents[k], outgoing_.data() + place[k]);
  }
  outgoing_on_host_ = Kokkos::create_mirror_view(outgoing_);
  Kokkos::deep_copy(outgoing_on_host_, outgoing_);
  sends_.resize(ranges.size());
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    MPI_Isend(outgoing_on_host_.data() + place[k], static_cast<int>(parents[k]), parent_type_, destinations[k],
              parents_tag, group_->handle(), &sends_[k]);
    traffic.states_sent += parents[k];
    traffic.bytes_sent += parents[k] * static_cast<std::int64_t>(columns_ * sizeof(double) + sizeof(std::int32_t));
  }
}

const std::vector<ArrivedParents>& ParentExchange::finish() {
  if (group_->size() == 1) return arrived_;
  std::vector<MPI_Status> statuses(receives_.size());
  MPI_Waitall(static_cast<int>(receives_.size()), receives_.data(), statuses.data());
  for (std::size_t k = 0; k < arrived_.size(); ++k) {
    int parents = 0;
    MPI_Get_count(&statuses[k], parent_type_, &parents);
    arrived_[k].parents = parents;
    arrived_[k].offspring =
        reinterpret_cast<const std::int32_t*>(arrived_[k].states + std::int64_t{columns_} * parents);
  }
  MPI_Waitall(static_cast<int>(sends_.size()), sends_.data(), MPI_STATUSES_IGNORE);
  MPI_Type_free(&parent_type_);
  return arrived_;
}

}  // namespace starling
