// Vectors of the host to memory that kernels reach, and back.
#pragma once

#include <string>
#include <vector>

#include "kernels/kokkos_compatibility.hpp"

namespace starling {

template <class T>
[[nodiscard]] DeviceArray<T> device_copy(const char* label, const std::vector<T>& values) {
  DeviceArray<T> array(Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)), values.size());
  Kokkos::deep_copy(array,
                    Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(values.data(), values.size()));
  return array;
}

template <class T>
[[nodiscard]] std::vector<T> host_copy(const DeviceArray<T>& array) {
  std::vector<T> values(array.extent(0));
  Kokkos::deep_copy(Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(values.data(), values.size()), array);
  return values;
}

}  // namespace starling
