// The residual of the Fokker-Planck equation of a denoiser's score on a line, by differences of its outputs.
#pragma once

#include "kernels/diffusion/learned/denoiser.hpp"

namespace starling {

/// A point on a line and the variance of its noise.
struct LinePoint {
  double y;
  double v;
};

/// The point itself, and those a step before and behind it along y and along v.
inline constexpr int residual_points = 5;
/// Steps are this part of sigma along y, and of v along v.
inline constexpr double residual_step = 0.01;

STARLING_FUNCTION LinePoint residual_point(int p, double y, double v) {
  const double along_y = residual_step * std::sqrt(v);
  const double along_v = residual_step * v;
  switch (p) {
    case 1:
      return {y - along_y, v};
    case 2:
      return {y + along_y, v};
    case 3:
      return {y, v - along_v};
    case 4:
      return {y, v + along_v};
    default:
      return {y, v};
  }
}

/// R = d_v s - (d_yy s + 2 s d_y s)/2 with s = (D - y)/v, by central differences, of which the error is of the second order in
/// residual_step: arXiv 2311.15996, equation of the score. In units of the output, times v²/gain, so that all levels count alike.
struct LineResidual {
  double value;
  double by_output[residual_points];  ///< its derivatives by the outputs at the points

  STARLING_FUNCTION LineResidual(const DenoiserView& denoiser, double y, double v, const double* output) {
    double score[residual_points];
    double by_score[residual_points];
    for (int p = 0; p < residual_points; ++p) {
      const LinePoint at = residual_point(p, y, v);
      score[p] = (denoiser.denoised(0, at.y, at.v, output[p]) - at.y) / at.v;
    }
    const double h = residual_step * std::sqrt(v);
    const double slope = (score[2] - score[1]) / (2.0 * h);
    const double bend = ((score[2] - score[0]) - (score[0] - score[1])) / (h * h);
    const double rate = (score[4] - score[3]) / (2.0 * residual_step * v);
    const double unit = v * v / denoiser.at(0, v).gain;
    value = unit * (rate - 0.5 * bend - score[0] * slope);
    by_score[0] = 1.0 / (h * h) - slope;
    by_score[1] = -0.5 / (h * h) + score[0] / (2.0 * h);
    by_score[2] = -0.5 / (h * h) - score[0] / (2.0 * h);
    by_score[3] = -1.0 / (2.0 * residual_step * v);
    by_score[4] = -by_score[3];
    for (int p = 0; p < residual_points; ++p) {
      const LinePoint at = residual_point(p, y, v);
      by_output[p] = unit * by_score[p] * denoiser.at(0, at.v).gain / at.v;
    }
  }
};

}  // namespace starling
