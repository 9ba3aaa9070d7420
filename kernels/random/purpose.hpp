// The purposes of random numbers: one number per purpose, so that no two uses ever share a draw.
#pragma once

#include <cstdint>

namespace starling::random {

/// Part of every counter. Numbers are never reused or changed: recorded runs depend on them. At most 255.
enum class Purpose : std::uint32_t {
  dynamics = 0,
  initial_position = 1,
  initial_activity = 2,
  filter_start = 3,
  filter_step = 4,
  filter_start_uniform = 5,
  filter_step_uniform = 6,
  simulated_observation = 7,
  simulated_observation_uniform = 8,
  resampling = 9,
  backward_trial = 10,
  backward_exact = 11,
  trajectory = 12,
  path_choice = 13,
  target_start = 14,
  metropolis_proposal = 15,
  metropolis_acceptance = 16,
  chain_start = 17,
  dynamics_uniform = 18,
  species = 19,
  parameter_start = 20,
  batch = 21,
  smoothing = 22,
  langevin = 23,
  second_langevin = 24,
  momentum_start = 25,
  chain_acceptance = 26,
  temperature_swap = 27,
  gradient_noise = 28,
  energy_noise = 29,
  batch_order = 30,
  simulated_data = 31,
  probe = 32,
  noise_scale_start = 40,
  label_noise = 41,
  diffusion_start = 60,
  diffusion_component = 61,
  diffusion_step = 62,
  reference_sample = 63,
  reference_component = 64,
  projection = 65,
  gibbs_langevin = 110,
  gibbs_acceptance = 111,
  gibbs_level = 112,
  gibbs_start_level = 113,
  preconditioned_step = 114,
  preconditioner_direction = 115,
  divergence_probe = 116,
};

}  // namespace starling::random
