// Building and updating the halo.
#include "engine/domain/halo.hpp"

#include <cmath>
#include <string>
#include <type_traits>

#include "kernels/reduction/add_exactly.hpp"

namespace starling {

namespace {

enum Tag : int { tag_count = 1, tag_id = 2, tag_position = 3, tag_value = 4, tag_array = 5, tag_sum = 6 };

template <class T>
MPI_Datatype mpi_type() {
  static_assert(std::is_same_v<T, double> || std::is_same_v<T, std::int32_t>);
  return std::is_same_v<T, double> ? MPI_DOUBLE : MPI_INT32_T;
}

/// Squared distance between two regions of the periodic box.
template <int D>
double squared_gap(const Region<D>& a, const Region<D>& b, const Box<D>& box) {
  double sum = 0.0;
  for (int d = 0; d < D; ++d) {
    const double direct = std::max({a.lower[d] - b.upper[d], b.lower[d] - a.upper[d], 0.0});
    const double around =
        std::max(std::min(a.lower[d] - b.upper[d] + box.edge[d], b.lower[d] - a.upper[d] + box.edge[d]), 0.0);
    const double gap = std::min(direct, around);
    sum += gap * gap;
  }
  return sum;
}

/// A squared radius raised by more than the rounding of a squared distance.
double raised_square(double radius) { return radius * radius * (1.0 + 1e-12); }

/// Appends the particles within reach of a region to `sent` from `first` on; returns their number.
template <int D>
std::int64_t select_near(const Region<D>& region, const Box<D>& box, double reach_squared,
                         const Particles<D>& particles, const DeviceArray<std::int32_t>& sent, std::int64_t first) {
  const double* position = particles.now().position;
  std::int64_t count = 0;
  Kokkos::parallel_scan(
      "select near", IndexRange(0, particles.owned()),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & place, bool last) {
        const bool near = squared_distance(position + i * packed_stride<D>, region, box) <= reach_squared;
        if (near && last) sent(first + place) = static_cast<std::int32_t>(i);
        if (near) ++place;
      },
      count);
  return count;
}

/// buffer(k) = packed position of particle sent(k).
template <int D>
void pack_positions(const double* position, const DeviceArray<std::int32_t>& sent, std::int64_t count,
                    const DeviceArray<double>& buffer) {
  constexpr int packed = packed_stride<D>;
  Kokkos::parallel_for(
      "pack positions", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t k) {
        const std::int64_t i = sent(k);
        for (int d = 0; d < packed; ++d) buffer(k * packed + d) = position[i * packed + d];
      });
}

}  // namespace

template <int D>
void Halo<D>::find_neighbours(const Decomposition<D>& decomposition, const Box<D>& box, double radius) {
  neighbours_.clear();
  const Region<D>& mine = decomposition.regions()[communicator_.rank()];
  for (int rank = 0; rank < communicator_.size(); ++rank) {
    if (rank == communicator_.rank()) continue;
    if (squared_gap(mine, decomposition.regions()[rank], box) <= raised_square(radius)) {
      neighbours_.push_back({rank, 0, 0, 0, 0});
    }
  }
}

template <int D>
void Halo<D>::select(const Decomposition<D>& decomposition, const Box<D>& box, double radius,
                     const Particles<D>& particles) {
  send_total_ = 0;
  for (Neighbour& neighbour : neighbours_) {
    if (static_cast<std::int64_t>(sent_.extent(0)) < send_total_ + particles.owned()) {
      Kokkos::resize(sent_, send_total_ + particles.owned());
    }
    neighbour.send_first = send_total_;
    neighbour.send_count =
        select_near(decomposition.regions()[neighbour.rank], box, raised_square(radius), particles, sent_, send_total_);
    send_total_ += neighbour.send_count;
  }
}

template <int D>
void Halo<D>::exchange_counts() {
  std::vector<MPI_Request> requests;
  requests.reserve(2 * neighbours_.size());
  for (Neighbour& neighbour : neighbours_) {
    MPI_Irecv(&neighbour.ghost_count, 1, MPI_INT64_T, neighbour.rank, tag_count, communicator_.handle(),
              &requests.emplace_back());
    MPI_Isend(&neighbour.send_count, 1, MPI_INT64_T, neighbour.rank, tag_count, communicator_.handle(),
              &requests.emplace_back());
  }
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  ghost_total_ = 0;
  for (Neighbour& neighbour : neighbours_) {
    neighbour.ghost_first = ghost_total_;
    ghost_total_ += neighbour.ghost_count;
  }
}

template <int D>
template <class T>
std::vector<MPI_Request> Halo<D>::post_receives(T* ghosts, int components, int tag) const {
  std::vector<MPI_Request> requests;
  requests.reserve(2 * neighbours_.size());
  for (const Neighbour& neighbour : neighbours_) {
    MPI_Irecv(ghosts + neighbour.ghost_first * components, static_cast<int>(neighbour.ghost_count * components),
              mpi_type<T>(), neighbour.rank, tag, communicator_.handle(), &requests.emplace_back());
  }
  return requests;
}

template <int D>
template <class T>
void Halo<D>::send_and_wait(const T* sent, int components, int tag, std::vector<MPI_Request>& requests) const {
  for (const Neighbour& neighbour : neighbours_) {
    MPI_Isend(sent + neighbour.send_first * components, static_cast<int>(neighbour.send_count * components),
              mpi_type<T>(), neighbour.rank, tag, communicator_.handle(), &requests.emplace_back());
  }
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

template <int D>
void Halo<D>::exchange_ids(Particles<D>& particles) const {
  const auto sent = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sent_);
  const Kokkos::View<std::int32_t*, MemorySpace, Kokkos::MemoryUnmanaged> ids(particles.id(), particles.stride());
  const auto host_ids = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), ids);
  std::vector<std::int32_t> values(host_ids.data(), host_ids.data() + host_ids.size());
  static_cast<void>(update_values(particles, values));
  std::copy(values.begin(), values.end(), host_ids.data());
  Kokkos::deep_copy(ids, host_ids);
}

template <int D>
void Halo<D>::build(const Decomposition<D>& decomposition, const Box<D>& box, double radius, Particles<D>& particles) {
  find_neighbours(decomposition, box, radius);
  select(decomposition, box, radius, particles);
  exchange_counts();
  particles.resize_ghosts(ghost_total_);
  if (neighbours_.empty()) return;
  if (static_cast<std::int64_t>(send_buffer_.extent(0)) < send_total_ * packed_stride<D>) {
    send_buffer_ = DeviceArray<double>("halo send buffer", send_total_ * packed_stride<D> * 5 / 4);
    host_send_buffer_ = Kokkos::create_mirror_view(send_buffer_);
  }
  exchange_ids(particles);
  update(particles);
}

template <int D>
void Halo<D>::update(Particles<D>& particles) {
  if (neighbours_.empty()) return;
  constexpr int packed = packed_stride<D>;
  const Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged> ghosts(
      particles.now().position + particles.ghost_first() * packed, ghost_total_ * packed);
  const auto host_ghosts = Kokkos::create_mirror_view(ghosts);
  std::vector<MPI_Request> requests = post_receives(host_ghosts.data(), packed, tag_position);
  pack_positions<D>(particles.now().position, sent_, send_total_, send_buffer_);
  Kokkos::deep_copy(host_send_buffer_, send_buffer_);
  send_and_wait(host_send_buffer_.data(), packed, tag_position, requests);
  Kokkos::deep_copy(ghosts, host_ghosts);
}

template <int D>
bool Halo<D>::update_values(const Particles<D>& particles, std::vector<std::int32_t>& values) const {
  const auto sent = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sent_);
  std::vector<std::int32_t> outgoing(send_total_);
  for (std::int64_t k = 0; k < send_total_; ++k) outgoing[k] = values[sent(k)];
  std::vector<std::int32_t> incoming(ghost_total_);
  std::vector<MPI_Request> requests = post_receives(incoming.data(), 1, tag_value);
  send_and_wait(outgoing.data(), 1, tag_value, requests);
  bool changed = false;
  for (std::int64_t g = 0; g < ghost_total_; ++g) {
    std::int32_t& value = values[particles.ghost_first() + g];
    changed = changed || value != incoming[g];
    value = incoming[g];
  }
  return changed;
}

template <int D>
void Halo<D>::update_arrays(const Particles<D>& particles, double* values, std::int64_t stride, int components) const {
  if (neighbours_.empty()) return;
  const std::int64_t ghost_first = particles.ghost_first();
  const std::int64_t ghosts = ghost_total_;
  const DeviceArray<double> outgoing("halo arrays sent", send_total_ * components);
  const DeviceArray<double> incoming("halo arrays received", ghosts * components);
  const DeviceArray<std::int32_t> sent = sent_;
  Kokkos::parallel_for(
      "pack arrays", IndexRange(0, send_total_), KOKKOS_LAMBDA(std::int64_t k) {
        for (int c = 0; c < components; ++c) outgoing(k * components + c) = values[c * stride + sent(k)];
      });
  const auto host_outgoing = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), outgoing);
  const auto host_incoming = Kokkos::create_mirror_view(incoming);
  std::vector<MPI_Request> requests = post_receives(host_incoming.data(), components, tag_array);
  send_and_wait(host_outgoing.data(), components, tag_array, requests);
  Kokkos::deep_copy(incoming, host_incoming);
  Kokkos::parallel_for(
      "unpack arrays", IndexRange(0, ghosts), KOKKOS_LAMBDA(std::int64_t g) {
        for (int c = 0; c < components; ++c) values[c * stride + ghost_first + g] = incoming(g * components + c);
      });
}

template <int D>
void Halo<D>::add_to_originals(const Particles<D>& particles, std::int64_t* values, int components) const {
  if (neighbours_.empty()) return;
  const Kokkos::View<std::int64_t*, MemorySpace, Kokkos::MemoryUnmanaged> ghosts(
      values + particles.ghost_first() * components, ghost_total_ * components);
  const auto outgoing = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), ghosts);
  const DeviceArray<std::int64_t> incoming("sums of ghosts", send_total_ * components);
  const auto host_incoming = Kokkos::create_mirror_view(incoming);
  std::vector<MPI_Request> requests;
  requests.reserve(2 * neighbours_.size());
  for (const Neighbour& neighbour : neighbours_) {
    MPI_Irecv(host_incoming.data() + neighbour.send_first * components,
              static_cast<int>(neighbour.send_count * components), MPI_INT64_T, neighbour.rank, tag_sum,
              communicator_.handle(), &requests.emplace_back());
  }
  for (const Neighbour& neighbour : neighbours_) {
    MPI_Isend(outgoing.data() + neighbour.ghost_first * components,
              static_cast<int>(neighbour.ghost_count * components), MPI_INT64_T, neighbour.rank, tag_sum,
              communicator_.handle(), &requests.emplace_back());
  }
  MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  Kokkos::deep_copy(incoming, host_incoming);
  const DeviceArray<std::int32_t> sent = sent_;
  Kokkos::parallel_for(
      "add sums of ghosts", IndexRange(0, send_total_), KOKKOS_LAMBDA(std::int64_t k) {
        for (int c = 0; c < components; ++c)
          add_exactly(values + sent(k) * components + c, incoming(k * components + c));
      });
}

template class Halo<1>;
template class Halo<2>;
template class Halo<3>;

}  // namespace starling
