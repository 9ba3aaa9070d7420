// A dense network that denoises: from a point y = x_0 + sigma z and v = sigma² to E[x_0 | y], or to the end of the flow.
#pragma once

#include <cmath>

#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/networks/dense_network.hpp"
#include "kernels/networks/workspace.hpp"

namespace starling {

/// D = mean + keep (y - mean) + gain F, F the network's output; its input is scale (y - mean).
struct Preconditioning {
  double keep;
  double gain;
  double scale;
};

/// Of each component c, with its mean m and variance u in the data and w = v - floor:
///   D(y, v) = m + u/(u + w) (y - m) + sqrt(u w/(u + w)) F,
/// F a function of (y - m)/sqrt(u + v) and of the level: Karras et al., arXiv 2206.00364, table 1. D = y at v = floor: Song et al.,
/// arXiv 2303.01469. In double precision. Device memory.
struct DenoiserView {
  networks::DenseArchitecture of;
  const networks::DenseLayer<double>* layer;
  networks::ActivationPlace activation;
  int dimension;
  int frequencies;
  const double* mean;
  const double* variance;
  double floor;
  double middle;        ///< of the levels learned, in log v
  double inverse_half;  ///< 1 over half their range

  [[nodiscard]] STARLING_FUNCTION networks::DenseStack<double> stack() const { return {layer, of.hidden, activation}; }

  [[nodiscard]] STARLING_FUNCTION Preconditioning at(int c, double v) const {
    const double u = variance[c];
    const double w = v > floor ? v - floor : 0.0;
    return {u / (u + w), std::sqrt(u * w / (u + w)), 1.0 / std::sqrt(u + v)};
  }

  /// D of a point with this component, from the network's output.
  [[nodiscard]] STARLING_FUNCTION double denoised(int c, double y, double v, double output) const {
    const Preconditioning by = at(c, v);
    return math::fma(by.gain, output, math::fma(by.keep, y - mean[c], mean[c]));
  }

  /// The inputs: scaled components of y, `stride` apart, t = (log v - middle)/half, and cosines and sines of pi k t/2. What is
  /// beyond them, up to `columns`, becomes zeros.
  STARLING_FUNCTION void write_inputs(const double* y, std::int64_t stride, double v, double* row,
                                      std::int64_t columns) const {
    for (int c = 0; c < dimension; ++c) row[c] = at(c, v).scale * (y[c * stride] - mean[c]);
    const double level = (math::log(v) - middle) * inverse_half;
    std::int64_t at = dimension;
    row[at++] = level;
    for (int k = 1; k <= frequencies; ++k) {
      const math::SineCosine wave = math::sine_cosine_of_turn(0.25 * k * level);
      row[at++] = wave.cosine;
      row[at++] = wave.sine;
    }
    for (; at < columns; ++at) row[at] = 0.0;
  }
};

/// What is made of a denoiser at many points: by_place x + by_mean D(y, v), component c of point j at out[c * stride + j].
struct AffineInMean {
  double by_place;
  double by_mean;
  double* out;
  std::int64_t stride;
};

/// Rows of a block of points on their way through a network.
struct DenoiserRows {
  networks::DualRows<double> inputs;
  networks::StackRows<double> hidden{};
  networks::DualRows<double> outputs;

  STARLING_FUNCTION DenoiserRows(const networks::DenseArchitecture& of, std::int64_t rows,
                                 networks::Workspace<double>& space)
      : inputs(space.rows(rows, networks::padded_columns<double>(of.inputs), 0)),
        outputs(space.rows(rows, networks::padded_columns<double>(of.outputs), 0)) {
    const std::int64_t width = networks::padded_columns<double>(of.width);
    for (int l = 0; l < of.hidden; ++l) {
      hidden.sum[l] = space.rows(rows, width, 0);
      hidden.activated[l] = space.rows(rows, width, 0);
    }
  }

  /// Numbers that so many rows take.
  STARLING_FUNCTION static std::int64_t size(const networks::DenseArchitecture& of, std::int64_t rows) {
    networks::Workspace<double> none{nullptr};
    static_cast<void>(DenoiserRows(of, rows, none));
    return none.used;
  }
};

}  // namespace starling
