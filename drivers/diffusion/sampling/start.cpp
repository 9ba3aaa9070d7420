// Starts and stages of populations whose particles all have the same weight.
#include "drivers/diffusion/sampling/start.hpp"

#include "drivers/diffusion/networks/denoiser.hpp"
#include "drivers/diffusion/targets/exact_law.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/draw.hpp"
#include "kernels/diffusion/learned/evaluate.hpp"

namespace starling::diffusion {

namespace {

void place_on_quantiles(const Mixture& law, WeightedPopulation& population) {
  const auto line = law_on_line(law);
  if (!line) {
    throw Failure(ExitCode::bad_input,
                  "quantiles of a mixture whose Gaussians differ so much in width are not tabulated",
                  FailureScope::every_rank)
        .about("ensemble.start");
  }
  const RowBlock& slots = population.slots();
  const auto columns = static_cast<std::size_t>(population.columns());
  std::vector<double> rows(static_cast<std::size_t>(slots.count) * columns, 0.0);
  for (std::int64_t j = 0; j < slots.count; ++j)
    rows[static_cast<std::size_t>(j) * columns] = line->quantile(part_below(population, j));
  population.load_rows(rows, std::vector<double>(static_cast<std::size_t>(slots.count), 0.0));
}

}  // namespace

Mixture start_law(const Problem& problem) {
  const double time = problem.grid.time.front();
  return problem.deck.start == Start::normal ? problem.path->schedule()->noise_law(time, problem.dimension())
                                             : problem.path->law(time);
}

double part_below(const WeightedPopulation& population, std::int64_t j) {
  const RowBlock& slots = population.slots();
  return (static_cast<double>(slots.first + j) + 0.5) / static_cast<double>(slots.total);
}

void place_particles(const Problem& problem, const Mixture& law, random::Key key, WeightedPopulation& population) {
  if (problem.deck.start == Start::quantiles) {
    place_on_quantiles(law, population);
    return;
  }
  const auto sums = device_copy("cumulative weights", cumulative_weights(law));
  const auto means = device_copy("means", law.mean);
  const auto widths = device_copy("deviations", deviations(law));
  const RowBlock& slots = population.slots();
  draw_points({sums.data(), means.data(), widths.data(), law.components(), law.dimension, key,
               random::Purpose::diffusion_component, random::Purpose::diffusion_start},
              population.now(), population.now_stride(), slots.first, slots.count);
  Kokkos::fence();
}

void StageRunner::evaluate(const Problem& problem, const Stage& stage, const ParticleVectors& particles) {
  const NoiseLevel level = problem.path->schedule()->level(stage.time);
  AffineInMean affine = affine_in_mean(stage.wish, level);
  const auto vector = [&](int v) {
    return particles.column + static_cast<std::int64_t>(v) * particles.dimension * particles.stride;
  };
  affine.out = vector(stage.work.output);
  affine.stride = particles.stride;
  evaluate_denoiser(
      problem.network->view(),
      {vector(stage.work.input), particles.stride, particles.count, level.signal, level.sigma() * level.sigma()},
      affine, memory_);
}

std::int64_t StageRunner::step(const Problem& problem, const Solver& solver, std::int64_t n,
                               WeightedPopulation& population, int first_column, random::Key key) {
  const RowBlock& slots = population.slots();
  const std::int64_t stride = population.now_stride();
  std::int64_t evaluations = 0;
  for (const Stage& stage : solver.step(problem.grid, n)) {
    const ParticleVectors particles{population.now() + first_column * stride, stride, problem.dimension(), slots.first,
                                    slots.count};
    StageWork work = stage.work;
    if (work.output >= 0) {
      ++evaluations;
      if (problem.network) {
        evaluate(problem, stage, particles);
        work.output = -1;
      } else {
        field_.load(problem.field(stage.time, stage.wish));
      }
    }
    do_stage(field_.view(), work, particles, key, static_cast<std::uint64_t>(n));
    if (stage.bend) bend_increments(*stage.bend, particles);
  }
  return evaluations;
}

}  // namespace starling::diffusion
