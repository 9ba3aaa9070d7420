// Independent centred Gaussians on all components, as a prior.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/normal_density.hpp"

namespace starling {

/// N(0, s^2) on each of `dimension` components.
struct GaussianPrior {
  int dimension;
  double standard_deviation;
  double precision;  ///< 1 / s^2
  double log_norm;   ///< -d (ln s + ln(2 pi)/2)

  static GaussianPrior from(int dimension, double standard_deviation) {
    return {dimension, standard_deviation, 1.0 / (standard_deviation * standard_deviation),
            -static_cast<double>(dimension) * (math::log(standard_deviation) + 0.5 * log_two_pi)};
  }

  template <int Lanes>
  STARLING_FUNCTION void start(const double (*normal)[Lanes], double (*state)[Lanes]) const {
    for (int c = 0; c < dimension; ++c) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) state[c][lane] = standard_deviation * normal[c][lane];
    }
  }

  template <int Lanes>
  STARLING_FUNCTION void log_density(const double (*state)[Lanes], double* log_density) const {
    double squares[Lanes] = {};
    for (int c = 0; c < dimension; ++c) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) squares[lane] = math::fma(state[c][lane], state[c][lane], squares[lane]);
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = math::fma(-0.5 * precision, squares[lane], log_norm);
  }

  template <int Lanes>
  STARLING_FUNCTION void gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    for (int c = 0; c < dimension; ++c) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) gradient[c][lane] = -precision * state[c][lane];
    }
  }
};

/// The part that targets with a Gaussian prior on all components have in common.
struct GaussianPriorTarget {
  int dimension;
  GaussianPrior prior;

  static GaussianPriorTarget from(int dimension, double standard_deviation) {
    return {dimension, GaussianPrior::from(dimension, standard_deviation)};
  }

  STARLING_FUNCTION int start_normals() const { return dimension; }

  template <int Lanes>
  STARLING_FUNCTION void start(const double (*normal)[Lanes], double (*state)[Lanes]) const {
    prior.start<Lanes>(normal, state);
  }

  template <int Lanes>
  STARLING_FUNCTION void log_prior(const double (*state)[Lanes], double* log_density) const {
    prior.log_density<Lanes>(state, log_density);
  }

  template <int Lanes>
  STARLING_FUNCTION void log_prior_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    prior.gradient<Lanes>(state, gradient);
  }
};

}  // namespace starling
