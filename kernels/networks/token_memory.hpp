// Memory for those parts of a launch that are worked on at one time.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/networks/factors.hpp"

namespace starling::networks {

/// As many pieces of equal size as there are tokens (Kokkos::Experimental::UniqueToken), each at a multiple of 64 bytes from
/// the first.
template <class T>
class TokenMemory {
 public:
  /// Makes room for `size` numbers each.
  void reserve(const char* label, std::int64_t size) {
    size_ = padded_columns<T>(size);
    ensure_size(memory_, label, size_ * token_.size() + vector_columns<T>);
  }

  /// The pieces, as kernels see them.
  struct Parts {
    T* data;
    std::int64_t size;

    STARLING_FUNCTION T* of(std::int64_t token) const { return data + token * size; }
  };
  [[nodiscard]] Parts parts() const { return {memory_.data(), size_}; }
  [[nodiscard]] std::int64_t bytes() const { return static_cast<std::int64_t>(memory_.extent(0) * sizeof(T)); }

 private:
  Kokkos::Experimental::UniqueToken<ExecutionSpace> token_;
  DeviceArray<T> memory_;
  std::int64_t size_ = 0;
};

}  // namespace starling::networks
