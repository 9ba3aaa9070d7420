// What a denoiser learns from: noised points of a mixture, and where they should go.
#pragma once

#include "kernels/diffusion/draw.hpp"
#include "kernels/diffusion/shares.hpp"

namespace starling {

/// sum_k w_k N(m_k, diag s_k²) in d dimensions, at most most_field_components of them; a row of d numbers for each. Device
/// memory.
struct NoisedMixture {
  int components;
  int dimension;
  const double* log_weight;
  const double* mean;
  const double* variance;

  /// E[x_0 | y] for y = x_0 + sigma z, v = sigma²; components of y and of the result are `stride` apart.
  STARLING_NOINLINE STARLING_FUNCTION void posterior_mean(const double* y, double v, double* out,
                                                          std::int64_t stride) const {
    double share[most_field_components];
    for (int k = 0; k < components; ++k) {
      double term = log_weight[k];
      for (int c = 0; c < dimension; ++c) {
        const double spread = variance[k * dimension + c] + v;
        const double apart = y[c * stride] - mean[k * dimension + c];
        term -= 0.5 * (math::log(spread) + apart * apart / spread);
      }
      share[k] = term;
    }
    shares_of_sum(components, share);
    for (int c = 0; c < dimension; ++c) {
      double sum = 0.0;
      for (int k = 0; k < components; ++k) {
        const double s2 = variance[k * dimension + c];
        const double m = mean[k * dimension + c];
        sum = math::fma(share[k], math::fma(s2 / (s2 + v), y[c * stride] - m, m), sum);
      }
      out[c * stride] = sum;
    }
  }
};

/// Where a point should go: to the x_0 that it was made of, to E[x_0 | y], or to where the probability flow takes it.
enum class LessonTarget { sample, posterior_mean, flow };

/// Vectors that flow targets need to work with.
inline constexpr int flow_vectors = 3;

/// Component c of lesson j at [c * stride + j]; `work` has flow_vectors vectors.
struct LessonArrays {
  double* place;
  double* target;
  double* variance;
  double* work;
  std::int64_t stride;
};

/// The lessons of an update, which are as many as `batch`: y = x_0 + sigma z, x_0 one of `samples` points of the mixture, each as
/// often; or, where samples = 0, point number j. Lesson j has log sigma in part j of `batch` even ones of [low, low + range].
struct Lessons {
  MixtureDraws draws;
  NoisedMixture law;
  LessonTarget kind;
  double low;
  double range;
  double flow_step;  ///< in log sigma, at most
  std::int64_t batch;
  std::int64_t samples;
  random::Key key;
  std::uint64_t update;
  LessonArrays arrays;
  std::int64_t first;  ///< the lesson that is in place 0

  STARLING_FUNCTION void operator()(std::int64_t j) const {
    const std::int64_t lesson = first + j;
    const double u = random::slot_uniform(lesson, key, update, random::Purpose::lesson_level, 0);
    const double level = low + range * ((static_cast<double>(lesson) + u) / static_cast<double>(batch));
    const double sigma = math::exp(level);
    const std::int64_t sample = sample_of(lesson);
    const int k = draws.component(sample);
    for (int c = 0; c < draws.dimension; ++c) {
      const double x = draws(sample, k, c);
      const double z = random::slot_normal(lesson, key, update, random::Purpose::lesson_noise, c);
      arrays.target[c * arrays.stride + j] = x;
      arrays.place[c * arrays.stride + j] = math::fma(sigma, z, x);
    }
    arrays.variance[j] = sigma * sigma;
    if (kind == LessonTarget::posterior_mean)
      law.posterior_mean(arrays.place + j, sigma * sigma, arrays.target + j, arrays.stride);
    if (kind == LessonTarget::flow) follow(j, level);
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t sample_of(std::int64_t lesson) const {
    if (samples == 0) return lesson;
    const double u = random::slot_uniform(lesson, key, update, random::Purpose::lesson_sample, 0);
    return static_cast<std::int64_t>(u * static_cast<double>(samples));
  }

  /// Down to log sigma = low by the classical method of Runge and Kutta on dy/d log sigma = y - E[x_0 | y].
  STARLING_NOINLINE STARLING_FUNCTION void follow(std::int64_t j, double level) const {
    const std::int64_t stride = arrays.stride;
    const std::int64_t vector = law.dimension * stride;
    double* const at = arrays.target + j;
    double* const sum = arrays.work + j;
    double* const point = sum + vector;
    double* const slope = point + vector;
    for (int c = 0; c < law.dimension; ++c) at[c * stride] = arrays.place[c * stride + j];
    const auto steps = static_cast<std::int64_t>(std::ceil((level - low) / flow_step));
    const double h = steps == 0 ? 0.0 : (low - level) / static_cast<double>(steps);
    constexpr double ahead[4] = {0.0, 0.5, 0.5, 1.0};
    constexpr double part[4] = {1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0};
    for (std::int64_t n = 0; n < steps; ++n) {
      for (int stage = 0; stage < 4; ++stage) {
        for (int c = 0; c < law.dimension; ++c)
          point[c * stride] =
              stage == 0 ? at[c * stride] : math::fma(ahead[stage] * h, slope[c * stride], at[c * stride]);
        const double there = math::fma(h, static_cast<double>(n) + ahead[stage], level);
        law.posterior_mean(point, math::exp(2.0 * there), slope, stride);
        for (int c = 0; c < law.dimension; ++c) {
          slope[c * stride] = point[c * stride] - slope[c * stride];
          sum[c * stride] =
              math::fma(part[stage] * h, slope[c * stride], stage == 0 ? at[c * stride] : sum[c * stride]);
        }
      }
      for (int c = 0; c < law.dimension; ++c) at[c * stride] = sum[c * stride];
    }
  }
};

inline void draw_lessons(const Lessons& lessons, std::int64_t count) {
  Kokkos::parallel_for("draw lessons", IndexRange(0, count), lessons);
}

}  // namespace starling
