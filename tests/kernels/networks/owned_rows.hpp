// Rows of dual numbers with their memory, and numbers to fill them with.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/factors.hpp"

namespace starling::networks::testing_support {

/// Numbers in (-1, 1).
inline double next_number(std::uint64_t& state) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return static_cast<double>(static_cast<std::int64_t>(state) >> 40) * 0x1p-23;
}

/// Ends every row with `gap` numbers more than it has padded columns. Padding and gaps are zeros.
template <class Real>
struct OwnedRows {
  std::vector<Real> numbers;
  DualRows<Real> view;

  OwnedRows(std::int64_t rows, std::int64_t columns, int tangents, std::int64_t gap = 0) {
    const std::int64_t padded = padded_columns<Real>(columns);
    numbers.assign((1 + tangents) * rows * (padded + gap), Real(0));
    view = {numbers.data(), rows, padded, padded + gap, tangents};
  }
  OwnedRows(const OwnedRows&) = delete;
  OwnedRows& operator=(const OwnedRows&) = delete;

  Real& at(int t, std::int64_t row, std::int64_t column) { return view.plane(t)[row * view.row_stride + column]; }

  void fill(std::uint64_t& state, std::int64_t columns) {
    for (int t = 0; t <= view.tangents; ++t)
      for (std::int64_t row = 0; row < view.rows; ++row)
        for (std::int64_t j = 0; j < columns; ++j) at(t, row, j) = static_cast<Real>(next_number(state));
  }
};

/// The derivative of network.loss() by `number`, by central differences.
template <class Network>
double loss_slope(Network& network, double& number) {
  constexpr double step = 0x1p-16;
  const double kept = number;
  number = kept + step;
  const double above = network.loss();
  number = kept - step;
  const double below = network.loss();
  number = kept;
  return (above - below) / (2.0 * step);
}

}  // namespace starling::networks::testing_support
