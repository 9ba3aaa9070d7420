// Small targets, and what networks of them learn from.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "drivers/diffusion/methods/training/lesson_source.hpp"

namespace starling::diffusion::testing_support {

inline const Mixture gaussian{1, {1.0}, {0.7}, {0.36}};
inline const Mixture pair{1, {0.3, 0.7}, {-2.0, 2.0}, {0.25, 0.25}};
inline const Mixture plane{2, {0.4, 0.6}, {-1.0, 2.0, 1.5, 0.5}, {0.25, 1.0, 0.16, 0.5}};
inline constexpr random::Key key{7, 1};

inline DenoiserTask task_for(const Mixture& target, Taught taught = Taught::denoiser) {
  DenoiserTask task{taught, 0.05, 10.0, {}, {}};
  for (int c = 0; c < target.dimension; ++c) {
    task.mean.push_back(first_moment(target, c));
    task.variance.push_back(marginal_variance(target, c));
  }
  return task;
}

inline std::vector<double> normal_numbers(std::size_t count, double spread) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0.0, spread);
  std::vector<double> values(count);
  for (double& each : values) each = normal(random);
  return values;
}

inline LessonSource source_of(const Mixture& target, Taught taught = Taught::denoiser) {
  return {target, {taught, 0.05, 10.0, 1000, 0.02}, key, key};
}

}  // namespace starling::diffusion::testing_support
