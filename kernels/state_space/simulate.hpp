// One run of a model: states and what is seen of them. Host code; the numbers are those of the kernels' functions.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/random/normal.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/state_space/concepts.hpp"

namespace starling {

/// Components that the model's observations have, at most Model::observation_size.
template <StateSpaceModel Model>
int observed_components(const Model& model) {
  if constexpr (requires { model.observed(); }) {
    return model.observed();
  } else {
    return Model::observation_size;
  }
}

/// Variates of one draw of the simulation; entity 0 is the state, 1 the observation. Filters draw with other purposes.
template <int Normals, int Uniforms>
struct SimulationNoise {
  double normal[Normals > 0 ? Normals : 1] = {};
  double uniform[Uniforms > 0 ? Uniforms : 1] = {};

  SimulationNoise(random::Key key, std::int64_t time, std::uint32_t entity) {
    const auto step = static_cast<std::uint64_t>(time);
    for (int n = 0; n < Normals; ++n)
      normal[n] = random::normal(entity, key, step, random::Purpose::simulated_observation, n);
    for (int n = 0; n < Uniforms; ++n)
      uniform[n] = random::uniform(entity, key, step, random::Purpose::simulated_observation_uniform, n);
  }
};

/// Appends `length` states and observations from time 0 on. A function of the key and nothing else; a longer run begins
/// with the shorter one.
template <StateSpaceModel Model>
void simulate(const Model& model, random::Key key, std::int64_t length, std::vector<std::vector<double>>& states,
              std::vector<std::vector<double>>& observations) {
  double state[Model::state_size];
  double next[Model::state_size];
  double seen[Model::observation_size];
  for (std::int64_t time = 0; time < length; ++time) {
    if (time == 0) {
      const SimulationNoise<Model::start_normals, Model::start_uniforms> noise(key, time, 0);
      model.start(noise.normal, noise.uniform, next);
    } else {
      const SimulationNoise<Model::normals, Model::uniforms> noise(key, time, 0);
      model.step(time, state, noise.normal, noise.uniform, next);
    }
    for (int c = 0; c < Model::state_size; ++c) state[c] = next[c];
    const SimulationNoise<Model::observation_normals, Model::observation_uniforms> noise(key, time, 1);
    model.observe(time, state, noise.normal, noise.uniform, seen);
    states.emplace_back(state, state + Model::state_size);
    observations.emplace_back(seen, seen + observed_components(model));
  }
}

}  // namespace starling
