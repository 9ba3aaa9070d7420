// Whether columns of numbers depend linearly on each other.
#pragma once

#include <vector>

namespace starling::potentials {

/// The smallest singular value of a matrix over its largest, rows[row][column]; it is known to some 1e-15 of 1. 0 for a
/// matrix of zeros, or of fewer rows than columns. An orthogonal factorisation (modified Gram-Schmidt), and one-sided Jacobi
/// rotations of its triangle (Hestenes, J. SIAM 6 (1958) 51): the squares of the matrix would hide ratios below 1e-8.
[[nodiscard]] double singular_value_ratio(const std::vector<std::vector<double>>& rows);

}  // namespace starling::potentials
