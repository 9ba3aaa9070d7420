// A mean-reverting variable driven by fractional noise, with the processes that make the noise: an exact joint step.
#pragma once

#include <cmath>

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/fractional/weights.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// dX = -theta X dt + sigma d(sum_k w_k Y_k), dY_k = -g_k Y_k dt + dW over a time h, for room for K processes; states are X,
/// Y_1, ..., Y_K, and places beyond the processes that there are stay 0. One W for all makes the noise of a step almost
/// singular: its factor has few columns, and X sees the first alone.
template <int K>
struct FractionalDynamics {
  static constexpr int size = K + 1;
  static_assert(K <= FractionalWeights::most);

  double pull[size];  ///< X's mean is pull.state
  double decay[K];
  double deviation;        ///< of X's noise
  double factor[K][size];  ///< of the noise of Y, columns beyond rank being zero
  int rank;

  /// `reversion` theta >= 0 may equal a rate. h g <= 10^6.
  static FractionalDynamics over(double h, double reversion, double volatility, const FractionalWeights& noise) {
    FractionalDynamics d{};
    d.pull[0] = math::exp(-reversion * h);
    for (int k = 0; k < noise.processes; ++k) {
      d.pull[1 + k] = -volatility * noise.weight[k] * noise.rate[k] * between(noise.rate[k], reversion, h);
      d.decay[k] = math::exp(-noise.rate[k] * h);
    }
    if (h > 0.0) d.find_factor(h, reversion, volatility, noise);
    return d;
  }

  STARLING_FUNCTION double expected(const double* state) const {
    double sum = pull[0] * state[0];
    STARLING_COMPONENTS
    for (int c = 1; c < size; ++c) sum = math::fma(pull[c], state[c], sum);
    return sum;
  }

  /// The state after a step: X as given, the rest from the step's normals, of which the first belongs to X.
  STARLING_FUNCTION void move(const double* state, double x, const double* normal, double first, double* next) const {
    next[0] = x;
    STARLING_COMPONENTS
    for (int k = 0; k < K; ++k) {
      double sum = math::fma(decay[k], state[1 + k], factor[k][0] * first);
      STARLING_COMPONENTS
      for (int c = 1; c < size; ++c) sum = math::fma(factor[k][c], normal[c], sum);
      next[1 + k] = sum;
    }
  }

 private:
  static constexpr int panels = 28;
  static constexpr int points = 16;
  static constexpr int nodes = panels * points;

  /// The divided difference (e^-ah - e^-bh)/(b - a), which is h e^-ah where a = b.
  static double between(double a, double b, double h) {
    const double lower = a < b ? a : b;
    return math::exp(-lower * h) * h * math::decay_integrals(std::fabs(a - b) * h).once;
  }

  /// Noise is int_0^h g(u) dW with u the time that is left. Columns by Gram and Schmidt on the rows of g at the nodes of a
  /// quadrature that is exact to rounding: the pivoted Cholesky factor of the covariance, without differences of
  /// covariances. X comes first, then always the process of which most is unexplained, until all is explained to 2^-46.
  void find_factor(double h, double reversion, double volatility, const FractionalWeights& noise) {
    double g[size][nodes];
    const int rows = noise.processes + 1;
    evaluate(h, reversion, volatility, noise, g);
    double whole[size];
    bool used[size] = {};
    for (int i = 0; i < rows; ++i) whole[i] = scalar(g[i], g[i]);
    for (rank = 0; rank < rows; ++rank) {
      int pivot = 0;
      double most = rank == 0 ? 1.0 : 0.0;
      for (int i = 1; i < rows && rank > 0; ++i) {
        const double left = used[i] ? 0.0 : scalar(g[i], g[i]) / whole[i];
        if (left > most) {
          most = left;
          pivot = i;
        }
      }
      if (!(most > 0x1p-46)) break;
      used[pivot] = true;
      take_out(g, pivot, rows, used);
    }
  }

  void take_out(double (&g)[size][nodes], int pivot, int rows, const bool (&used)[size]) {
    double unit[nodes];
    const double length = std::sqrt(scalar(g[pivot], g[pivot]));
    for (int q = 0; q < nodes; ++q) unit[q] = g[pivot][q] / length;
    for (int i = 0; i < rows; ++i) {
      if (used[i] && i != pivot) continue;
      double along = length;
      if (i != pivot) {
        along = scalar(g[i], unit);
        for (int q = 0; q < nodes; ++q) g[i][q] -= along * unit[q];
        const double again = scalar(g[i], unit);
        for (int q = 0; q < nodes; ++q) g[i][q] -= again * unit[q];
        along += again;
      }
      (i == 0 ? deviation : factor[i - 1][rank]) = along;
    }
  }

  /// g times the roots of the quadrature's weights: 16 points of Gauss and Legendre on each of panels that halve towards 0.
  static void evaluate(double h, double reversion, double volatility, const FractionalWeights& noise,
                       double (&g)[size][nodes]) {
    constexpr double abscissa[points / 2] = {0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863,
                                             0.6178762444026437484, 0.7554044083550030339, 0.8656312023878317439,
                                             0.9445750230732325761, 0.9894009349916499326};
    constexpr double gauss[points / 2] = {0.1894506104550684963, 0.1826034150449235888, 0.1691565193950025382,
                                          0.1495959888165767321, 0.1246289712555338721, 0.0951585116824927848,
                                          0.0622535239386478929, 0.0271524594117540949};
    double high = h;
    int q = 0;
    for (int panel = 0; panel < panels; ++panel, high *= 0.5) {
      const double low = panel + 1 < panels ? 0.5 * high : 0.0;
      const double half = 0.5 * (high - low);
      for (int p = 0; p < points; ++p, ++q) {
        const double at = p % 2 == 0 ? abscissa[p / 2] : -abscissa[p / 2];
        const double u = low + half * (1.0 + at);
        const double root = std::sqrt(half * gauss[p / 2]);
        double x = 0.0;
        for (int k = 0; k < noise.processes; ++k) {
          g[1 + k][q] = root * math::exp(-noise.rate[k] * u);
          x += noise.weight[k] * (math::exp(-reversion * u) - noise.rate[k] * between(noise.rate[k], reversion, u));
        }
        g[0][q] = root * volatility * x;
      }
    }
  }

  static double scalar(const double* a, const double* b) {
    double sum = 0.0;
    for (int q = 0; q < nodes; ++q) sum = math::fma(a[q], b[q], sum);
    return sum;
  }
};

}  // namespace starling
