// What functions may be, and a set of them.
#include "engine/potentials/symmetry_function.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace starling::potentials {

std::string objection_to(SymmetryFunction& function) {
  if (function.first > function.second) std::swap(function.first, function.second);
  if (!(function.radius > 0.0) || !std::isfinite(function.radius)) return "its cutoff radius must be positive";
  if (!(function.eta >= 0.0) || !std::isfinite(function.eta)) return "its eta must not be negative";
  if (!std::isfinite(function.shift)) return "its shift must be finite";
  if (!function.angular()) return {};
  if (function.lambda != 1 && function.lambda != -1) return "its lambda must be 1 or -1";
  if (function.zeta < 1 || function.zeta > largest_zeta) {
    return fmt::format("its zeta must be a whole number from 1 to {}", largest_zeta);
  }
  return {};
}

std::vector<SymmetryFunction> mw24_functions(int elements) {
  using Kind = SymmetryFunction::Kind;
  constexpr double radius = 5.0;
  constexpr std::pair<int, int> shapes[] = {{1, 1}, {-1, 1}, {1, 2}, {1, 4}, {-1, 4}, {1, 16}, {-1, 16}};
  std::vector<SymmetryFunction> functions;
  for (int centre = 0; centre < elements; ++centre) {
    for (int first = 0; first < elements; ++first) {
      const auto radial = [&](double eta, double shift) {
        functions.push_back({centre, Kind::radial, radius, eta, shift, 1, 1, first, first});
      };
      radial(0.05, 0.0);
      radial(0.3, 0.0);
      for (const double shift : {2.4, 2.7, 3.0, 3.3, 3.6, 3.9, 4.2, 4.6}) radial(4.0, shift);
      for (int second = first; second < elements; ++second) {
        for (const double eta : {0.01, 0.1}) {
          for (const auto& [lambda, zeta] : shapes) {
            functions.push_back({centre, Kind::wide, radius, eta, 0.0, zeta, lambda, first, second});
          }
        }
      }
    }
  }
  return functions;
}

}  // namespace starling::potentials
