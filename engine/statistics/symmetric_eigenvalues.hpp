// Eigenvalues and eigenvectors of small symmetric matrices.
#pragma once

#include <vector>

namespace starling {

/// An eigenvalue with its unit vector.
struct EigenPair {
  double value;
  std::vector<double> vector;
};

/// Those of a symmetric matrix, rows[i][j], from the greatest value down. Cyclic rotations of Jacobi until what is off the
/// diagonal is below 10^-15 of the matrix; a number of operations some ten times the cube of the dimension. Square roots only:
/// the same bits everywhere.
[[nodiscard]] std::vector<EigenPair> symmetric_eigenvalues(std::vector<std::vector<double>> rows);

}  // namespace starling
