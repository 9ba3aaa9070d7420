// Symmetric matrices of the dimension of space: gradients of forces.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// A symmetric D x D matrix by its upper triangle, row by row.
template <int D>
struct SymmetricMatrix {
  static constexpr int entries = D * (D + 1) / 2;
  double entry[entries];

  /// Where (row, column) is, in either order.
  STARLING_FUNCTION static constexpr int place(int row, int column) {
    const int low = row < column ? row : column;
    const int high = row < column ? column : row;
    return low * D - low * (low - 1) / 2 + (high - low);
  }
  STARLING_FUNCTION double operator()(int row, int column) const { return entry[place(row, column)]; }
  STARLING_FUNCTION double& at(int row, int column) { return entry[place(row, column)]; }

  STARLING_FUNCTION double trace() const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) sum += (*this)(d, d);
    return sum;
  }

  /// The sum of the squares of all D x D elements, tr M^2.
  STARLING_FUNCTION double squared_norm() const {
    double sum = 0.0;
    for (int a = 0; a < D; ++a) {
      for (int b = 0; b < D; ++b) sum += (*this)(a, b) * (*this)(a, b);
    }
    return sum;
  }

  STARLING_FUNCTION SymmetricMatrix& operator+=(const SymmetricMatrix& other) {
    for (int k = 0; k < entries; ++k) entry[k] += other.entry[k];
    return *this;
  }

  /// out = M v.
  STARLING_FUNCTION void apply(const double* v, double* out) const {
    for (int a = 0; a < D; ++a) {
      double sum = 0.0;
      for (int b = 0; b < D; ++b) sum += (*this)(a, b) * v[b];
      out[a] = sum;
    }
  }
};

/// M^2, symmetric as M is.
template <int D>
STARLING_FUNCTION SymmetricMatrix<D> square(const SymmetricMatrix<D>& m) {
  SymmetricMatrix<D> out{};
  for (int a = 0; a < D; ++a) {
    for (int b = a; b < D; ++b) {
      double sum = 0.0;
      for (int c = 0; c < D; ++c) sum += m(a, c) * m(c, b);
      out.at(a, b) = sum;
    }
  }
  return out;
}

/// along u u^T + across (1 - u u^T) for a unit vector u.
template <int D>
STARLING_FUNCTION SymmetricMatrix<D> axial_matrix(const double* unit, double along, double across) {
  SymmetricMatrix<D> out{};
  for (int a = 0; a < D; ++a) {
    for (int b = a; b < D; ++b) out.at(a, b) = (along - across) * unit[a] * unit[b] + (a == b ? across : 0.0);
  }
  return out;
}

}  // namespace starling
