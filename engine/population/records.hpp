// Whole particles as rows of doubles: what travels between ranks and to files.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/population/particles.hpp"

namespace starling {

/// Where each part of a particle sits in its record. Integers are stored as doubles, which hold them exactly.
template <int D>
struct RecordLayout {
  int activity_components;
  bool origins;

  static constexpr int id = 0;
  static constexpr int position = 1;
  static constexpr int image = 1 + D;
  static constexpr int activity = 1 + 2 * D;
  [[nodiscard]] STARLING_FUNCTION int origin() const { return activity + activity_components; }
  [[nodiscard]] STARLING_FUNCTION int origin_drive() const { return origin() + D; }
  /// As Particles::origin_components.
  [[nodiscard]] STARLING_FUNCTION int origin_components() const {
    return origins ? (activity_components > 0 ? 2 * D : D) : 0;
  }
  [[nodiscard]] STARLING_FUNCTION int size() const { return origin() + origin_components(); }
};

template <int D>
[[nodiscard]] RecordLayout<D> record_layout(const Particles<D>& particles) {
  return {particles.activity_components(), particles.has_origins()};
}

/// Writes the records of the particles at places(k), 0 <= k < count, one after the other.
template <int D>
void pack_records(const Particles<D>& particles, const DeviceArray<std::int32_t>& places, std::int64_t count,
                  const DeviceArray<double>& records);

/// Puts record k in place places(k).
template <int D>
void unpack_records(Particles<D>& particles, const DeviceArray<std::int32_t>& places, std::int64_t count,
                    const DeviceArray<double>& records);

/// Replaces all particles by those of `records`, host memory.
template <int D>
void load_records(Particles<D>& particles, std::span<const double> records);

/// The records of all particles, in host memory, in storage order.
template <int D>
[[nodiscard]] std::vector<double> save_records(const Particles<D>& particles);

/// A device copy of values in host memory.
template <class T>
[[nodiscard]] DeviceArray<T> to_device(const std::string& label, std::span<const T> values) {
  DeviceArray<T> array(label, values.size());
  const auto host = Kokkos::create_mirror_view(array);
  std::copy(values.begin(), values.end(), host.data());
  Kokkos::deep_copy(array, host);
  return array;
}

/// The first `count` values of a device array as host memory sees them: the array itself where kernels run on the host,
/// else a copy.
template <class T>
[[nodiscard]] auto host_view(const T* values, std::int64_t count) {
  const Kokkos::View<const T*, MemorySpace, Kokkos::MemoryUnmanaged> view(values, count);
  return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
}

/// A host copy of the first `count` values of a device array.
template <class T>
[[nodiscard]] std::vector<T> to_host(const T* values, std::int64_t count) {
  const Kokkos::View<const T*, MemorySpace, Kokkos::MemoryUnmanaged> view(values, count);
  std::vector<T> copy(count);
  Kokkos::deep_copy(Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(copy.data(), count), view);
  return copy;
}

}  // namespace starling
