// Gram-Schmidt, then rotations of pairs of columns.
#include "engine/potentials/singular_values.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/math/fma.hpp"

namespace starling::potentials {
namespace {

using Columns = std::vector<std::vector<double>>;

double inner_product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) sum = math::fma(a[k], b[k], sum);
  return sum;
}

/// The columns of R in A = QR.
Columns triangle_of(Columns columns) {
  const std::size_t n = columns.size();
  Columns triangle(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    const double length = triangle[i][i] = std::sqrt(inner_product(columns[i], columns[i]));
    if (length == 0.0) continue;
    for (double& value : columns[i]) value /= length;
    for (std::size_t j = i + 1; j < n; ++j) {
      const double share = triangle[j][i] = inner_product(columns[i], columns[j]);
      for (std::size_t k = 0; k < columns[j].size(); ++k) {
        columns[j][k] = math::fma(-share, columns[i][k], columns[j][k]);
      }
    }
  }
  return triangle;
}

/// Turns two columns so that they are orthogonal; whether they were not.
bool rotate(std::vector<double>& a, std::vector<double>& b) {
  constexpr double rounding = 1e-15;
  const double aa = inner_product(a, a);
  const double bb = inner_product(b, b);
  const double ab = inner_product(a, b);
  if (std::abs(ab) <= rounding * std::sqrt(aa) * std::sqrt(bb)) return false;
  const double zeta = (bb - aa) / (2.0 * ab);
  const double tangent = (zeta < 0.0 ? -1.0 : 1.0) / (std::abs(zeta) + std::sqrt(1.0 + zeta * zeta));
  const double cosine = 1.0 / std::sqrt(1.0 + tangent * tangent);
  const double sine = cosine * tangent;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double before = a[k];
    a[k] = cosine * before - sine * b[k];
    b[k] = sine * before + cosine * b[k];
  }
  return true;
}

}  // namespace

double singular_value_ratio(const std::vector<std::vector<double>>& rows) {
  if (rows.empty() || rows.size() < rows[0].size()) return 0.0;
  Columns columns(rows[0].size());
  for (std::size_t s = 0; s < columns.size(); ++s) {
    for (const std::vector<double>& row : rows) columns[s].push_back(row[s]);
  }
  columns = triangle_of(std::move(columns));
  constexpr int most_sweeps = 60;
  bool turned = true;
  for (int sweep = 0; turned && sweep < most_sweeps; ++sweep) {
    turned = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      for (std::size_t j = i + 1; j < columns.size(); ++j) turned |= rotate(columns[i], columns[j]);
    }
  }
  std::vector<double> lengths;
  for (const std::vector<double>& column : columns) lengths.push_back(std::sqrt(inner_product(column, column)));
  const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
  return *most > 0.0 ? *least / *most : 0.0;
}

}  // namespace starling::potentials
