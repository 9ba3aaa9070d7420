// Jacobi's rotations (Golub and Van Loan, Matrix Computations, section 8.5).
#include "engine/statistics/symmetric_eigenvalues.hpp"

#include <algorithm>
#include <cmath>

namespace starling {

namespace {

using Rows = std::vector<std::vector<double>>;

/// Turns coordinates p and q so that rows[p][q] becomes 0, and the vectors with them.
void rotate(Rows& rows, Rows& vectors, std::size_t p, std::size_t q) {
  const double zeta = (rows[q][q] - rows[p][p]) / (2.0 * rows[p][q]);
  const double tangent = (zeta < 0.0 ? -1.0 : 1.0) / (std::abs(zeta) + std::sqrt(1.0 + zeta * zeta));
  const double cosine = 1.0 / std::sqrt(1.0 + tangent * tangent);
  const double sine = cosine * tangent;
  const auto turn = [&](double& one, double& other) {
    const double before = one;
    one = cosine * before - sine * other;
    other = sine * before + cosine * other;
  };
  for (std::vector<double>& row : rows) turn(row[p], row[q]);
  for (std::size_t k = 0; k < rows.size(); ++k) turn(rows[p][k], rows[q][k]);
  for (std::size_t k = 0; k < rows.size(); ++k) turn(vectors[p][k], vectors[q][k]);
}

}  // namespace

std::vector<EigenPair> symmetric_eigenvalues(std::vector<std::vector<double>> rows) {
  const std::size_t n = rows.size();
  Rows vectors(n, std::vector<double>(n, 0.0));
  double squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    vectors[i][i] = 1.0;
    for (const double value : rows[i]) squares += value * value;
  }
  const double negligible = 1e-15 * std::sqrt(squares) / static_cast<double>(n + 1);
  constexpr int most_sweeps = 60;
  bool turned = true;
  for (int sweep = 0; turned && sweep < most_sweeps; ++sweep) {
    turned = false;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(rows[p][q]) <= negligible) continue;
        rotate(rows, vectors, p, q);
        turned = true;
      }
    }
  }
  std::vector<EigenPair> pairs;
  for (std::size_t k = 0; k < n; ++k) pairs.push_back({rows[k][k], vectors[k]});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const EigenPair& one, const EigenPair& other) { return one.value > other.value; });
  return pairs;
}

}  // namespace starling
