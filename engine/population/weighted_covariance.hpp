// The covariance of a weighted population, and Cholesky factors, with the same bits on any number of ranks.
#pragma once

#include "engine/population/weighted_population.hpp"
#include "kernels/targets/arrays.hpp"

namespace starling {

/// Collective: the covariance of columns 0, ..., dimension - 1 of the present generation under weights
/// exp(log_weight - largest), `largest` the largest of all ranks, by its lower triangle.
[[nodiscard]] LowerTriangle weighted_covariance(const WeightedPopulation& population, double largest, int dimension);

/// L with L L^T = matrix, both by their lower triangles. Where the matrix is only semi-definite, to rounding, the columns
/// of directions without variance are zero.
[[nodiscard]] LowerTriangle cholesky_factor(const LowerTriangle& matrix, int dimension);

}  // namespace starling
