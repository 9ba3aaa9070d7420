// Log densities of an observation for many particles.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/concepts.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// What is asked of a particle.
enum class Evaluation { log_density, look_ahead };

/// Evaluates a block of `Lanes` particles.
template <class Model, Evaluation Asked, int Lanes>
struct EvaluationBlocks {
  Model model;
  std::int64_t time;
  const double* state;
  std::int64_t stride;
  std::int64_t count;
  Observation observation;
  double* out;

  STARLING_NOINLINE STARLING_FUNCTION void operator()(std::int64_t block) const {
    const Model law = model;
    const Observation seen = observation;
    const std::int64_t first = block * Lanes;
    const int end = first + Lanes > count ? static_cast<int>(count - first) : Lanes;
    const double* const from = state + first;
    double* const __restrict values = out + first;
    STARLING_LANES
    for (int lane = 0; lane < end; ++lane) {
      double at[Model::state_size];
      STARLING_COMPONENTS
      for (int c = 0; c < Model::state_size; ++c) at[c] = from[c * stride + lane];
      if constexpr (Asked == Evaluation::look_ahead) {
        values[lane] = law.log_look_ahead(time, at, seen.value);
      } else {
        values[lane] = law.log_density(time, at, seen.value);
      }
    }
  }
};

/// One value per particle; zeros where the observation is missing.
template <Evaluation Asked, class Model>
void evaluate(const Model& model, std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
              const Observation& observation, double* out) {
  if (observation.missing) {
    Kokkos::parallel_for(
        "no observation", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) { out[j] = 0.0; });
    return;
  }
  constexpr int lanes = kernels_run_on_host ? 128 : 1;
  Kokkos::parallel_for("evaluate", IndexRange(0, (count + lanes - 1) / lanes),
                       EvaluationBlocks<Model, Asked, lanes>{model, time, state, stride, count, observation, out});
}

/// log g(y_time | x_time) of `count` particles of `time`.
template <StateSpaceModel Model>
void log_density(const Model& model, std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                 const Observation& observation, double* out) {
  evaluate<Evaluation::log_density>(model, time, state, stride, count, observation, out);
}

/// log eta of `count` particles of time - 1 for the observation of `time`.
template <HasLookAhead Model>
void look_ahead(const Model& model, std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                const Observation& observation, double* log_eta) {
  evaluate<Evaluation::look_ahead>(model, time, state, stride, count, observation, log_eta);
}

}  // namespace starling
