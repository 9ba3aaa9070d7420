// The proposal of random-walk Metropolis moves, learnt from the weighted particles.
#pragma once

#include "engine/population/weighted_population.hpp"
#include "kernels/targets/arrays.hpp"

namespace starling::smc {

/// L with L L^T = matrix, both by their lower triangles. Where the matrix is only semi-definite, to rounding, the columns
/// of directions without variance are zero.
[[nodiscard]] LowerTriangle cholesky_factor(const LowerTriangle& matrix, int dimension);

/// Collective: the Cholesky factor of 2.38^2/d times the covariance of columns 0, ..., dimension - 1 of the present
/// generation under weights exp(log_weight - largest), `largest` the largest of all ranks. Roberts, Gelman and Gilks,
/// Ann. Appl. Probab. 7 (1997) 110.
[[nodiscard]] LowerTriangle proposal_factor(const WeightedPopulation& population, double largest, int dimension);

}  // namespace starling::smc
