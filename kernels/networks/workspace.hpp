// Memory for rows on their way through a network, in pieces.
#pragma once

#include <cstdint>

#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/factors.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// Hands out pieces of it, each at a multiple of 64 bytes. Without memory it counts what would be taken.
template <class Real>
struct Workspace {
  Real* data;
  std::int64_t used = 0;

  STARLING_FUNCTION DualRows<Real> rows(std::int64_t rows, std::int64_t columns, int tangents) {
    const DualRows<Real> out{here(), rows, columns, columns, tangents};
    used += padded_columns<Real>(out.size());
    return out;
  }
  STARLING_FUNCTION Real* numbers(std::int64_t count) {
    Real* out = here();
    used += padded_columns<Real>(count);
    return out;
  }

 private:
  [[nodiscard]] STARLING_FUNCTION Real* here() const { return data == nullptr ? nullptr : data + used; }
};

}  // namespace starling::networks
