// What exponential integrators are made of.
#pragma once

#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

/// What is interpolated: E[x_0 | x], or E[z | x].
enum class Prediction { data, noise };

/// Adds V[first] carried from grid point n to n + 1 and the interpolated evaluations, those of grid points `points` in the
/// vectors `vectors`:
///   data:  x' = (b'/b) x + a' integral e^u D(lambda' + u) du,  u in [-h, 0];
///   noise: x' = (a'/a) x - b' integral e^-u eps(lambda' + u) du.
void add_integral(const Grid& grid, std::int64_t n, Prediction prediction, int first,
                  const std::vector<std::int64_t>& points, const std::vector<int>& vectors, Stage& stage);

/// The evaluation at grid point n into a vector.
[[nodiscard]] Stage evaluation(const Grid& grid, std::int64_t n, Prediction prediction, int output);

/// Grid points n, n - 1, ..., at most `count` of them.
[[nodiscard]] std::vector<std::int64_t> last_points(std::int64_t n, int count);

}  // namespace starling::diffusion
