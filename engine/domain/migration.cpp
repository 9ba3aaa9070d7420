// Migration: who leaves is found on the device, messages are staged through the host.
#include "engine/domain/migration.hpp"

#include <string>
#include <vector>

#include "engine/population/records.hpp"

namespace starling {

namespace {

/// The owner of every particle's position; returns how many are not this rank's.
template <int D>
std::int64_t find_owners(const Decomposition<D>& decomposition, const Particles<D>& particles, std::int32_t here,
                         const DeviceArray<std::int32_t>& owner) {
  const BisectionCut* cuts = decomposition.cuts().data();
  const std::int32_t root = decomposition.root();
  const double* position = particles.now().position;
  std::int64_t leaving = 0;
  Kokkos::parallel_reduce(
      "find owners", IndexRange(0, particles.owned()),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & count) {
        owner(i) = bisection_owner(cuts, root, position + i * packed_stride<D>);
        if (owner(i) != here) ++count;
      },
      leaving);
  return leaving;
}

/// Records of the particles at `places`, in host memory.
template <int D>
std::vector<double> records_at(const Particles<D>& particles, const std::vector<std::int32_t>& places) {
  const auto count = static_cast<std::int64_t>(places.size());
  DeviceArray<double> records("records", count * record_layout(particles).size());
  pack_records(particles, to_device<std::int32_t>("places", places), count, records);
  return to_host(records.data(), static_cast<std::int64_t>(records.size()));
}

/// Puts arrivals into the places of those who left, then behind the last particle, and fills places still empty from
/// the end.
template <int D>
void settle(Particles<D>& particles, const std::vector<std::int32_t>& empty, const std::vector<double>& arrivals) {
  const std::int64_t size = record_layout(particles).size();
  const auto count = static_cast<std::int64_t>(arrivals.size()) / size;
  const std::int64_t before = particles.owned();
  const std::int64_t after = before + count - static_cast<std::int64_t>(empty.size());
  std::vector<std::int32_t> tail;
  std::vector<std::int32_t> holes;
  if (after < before) {
    std::vector<bool> is_empty(before - after, false);
    for (const std::int32_t place : empty) {
      if (place >= after) is_empty[place - after] = true;
    }
    for (std::int64_t i = after; i < before; ++i) {
      if (!is_empty[i - after]) tail.push_back(static_cast<std::int32_t>(i));
    }
  }
  for (const std::int32_t place : empty) {
    if (place < after) holes.push_back(place);
  }
  std::vector<double> records = records_at(particles, tail);
  records.insert(records.end(), arrivals.begin(), arrivals.end());
  for (std::int64_t i = before; i < after; ++i) holes.push_back(static_cast<std::int32_t>(i));
  particles.resize_owned(after);
  unpack_records(particles, to_device<std::int32_t>("places", holes), static_cast<std::int64_t>(holes.size()),
                 to_device<double>("records", records));
}

}  // namespace

template <int D>
void migrate(const Communicator& communicator, const Decomposition<D>& decomposition, Particles<D>& particles) {
  if (communicator.size() == 1) return;
  DeviceArray<std::int32_t> owner("owner", particles.owned());
  const std::int64_t leaving = find_owners(decomposition, particles, communicator.rank(), owner);
  std::vector<std::int32_t> places;
  std::vector<std::int32_t> destinations;
  if (leaving > 0) {
    const auto host = Kokkos::create_mirror_view(owner);
    Kokkos::deep_copy(host, owner);
    for (std::int64_t i = 0; i < particles.owned(); ++i) {
      if (host(i) == communicator.rank()) continue;
      places.push_back(static_cast<std::int32_t>(i));
      destinations.push_back(host(i));
    }
  }
  const std::vector<double> records = records_at(particles, places);
  const int width = record_layout(particles).size();
  std::vector<std::vector<double>> outgoing(communicator.size());
  for (std::size_t k = 0; k < places.size(); ++k) {
    const auto record = records.begin() + k * width;
    auto& message = outgoing[destinations[k]];
    message.insert(message.end(), record, record + width);
  }
  std::vector<double> arrivals;
  for (const auto& message : communicator.exchange(outgoing)) {
    arrivals.insert(arrivals.end(), message.begin(), message.end());
  }
  settle(particles, places, arrivals);
}

template void migrate<1>(const Communicator&, const Decomposition<1>&, Particles<1>&);
template void migrate<2>(const Communicator&, const Decomposition<2>&, Particles<2>&);
template void migrate<3>(const Communicator&, const Decomposition<3>&, Particles<3>&);

}  // namespace starling
