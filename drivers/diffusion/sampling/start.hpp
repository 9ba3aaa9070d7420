// Where particles without a correction start, and how a solver's stages move them.
#pragma once

#include "drivers/diffusion/sampling/problem.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::diffusion {

/// The law at the first grid point that ensemble.start names: N(0, b²) or the path's own.
[[nodiscard]] Mixture start_law(const Problem& problem);

/// Particle j on the quantile (j + 1/2)/N of a law on a line: the part of it that lies below local particle j.
[[nodiscard]] double part_below(const WeightedPopulation& population, std::int64_t j);

/// Places all particles of this rank by `law`: drawn, or on its quantiles where the deck says so. Fails with bad_input where
/// no table holds these.
void place_particles(const Problem& problem, const Mixture& law, random::Key key, WeightedPopulation& population);

/// Runs the stages of a solver, whose vectors begin at a column, on the fields that the problem's sampler sees.
class StageRunner {
 public:
  /// From grid point n to n + 1; the number of evaluations.
  std::int64_t step(const Problem& problem, const Solver& solver, std::int64_t n, WeightedPopulation& population,
                    int first_column, random::Key key);

 private:
  /// V[work.output] of the particles.
  void evaluate(const Problem& problem, const Stage& stage, const ParticleVectors& particles);

  DeviceField field_;
  networks::TokenMemory<double> memory_;
};

}  // namespace starling::diffusion
