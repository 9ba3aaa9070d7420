// Fractional Brownian motion as a sum of Ornstein-Uhlenbeck processes: rates, and the weights that serve it best.
#pragma once

#include <cmath>

#include "kernels/math/fma.hpp"
#include "kernels/math/incomplete_gamma.hpp"

namespace starling {

/// B_H(t) = int_0^t (t - s)^(H - 1/2) dW / Gamma(H + 1/2) (type II) as sum_k w_k Y_k, dY_k = -g_k Y_k dt + dW with one W for
/// all. Host code. Daems, Opper, Crevecoeur and Birdal, arXiv 2305.19166.
struct FractionalWeights {
  static constexpr int most = 12;  ///< processes

  int processes;
  double rate[most];     ///< g_k
  double weight[most];   ///< w_k
  double relative_cost;  ///< int_0^T E|B_H - sum|^2 dt over int_0^T E B_H^2 dt
  double rounding;       ///< of relative_cost: a cost below minus this is none
  double least_pivot;    ///< of the unit-diagonal equations; not positive, or not a number, where they are singular

  /// The weights of least cost over [0, horizon] for rates in geometric progression.
  static FractionalWeights optimal(double hurst, double horizon, int processes, double slowest, double fastest) {
    FractionalWeights found{};
    found.processes = processes;
    const double step = math::log(fastest / slowest) / (processes - 1);
    for (int k = 0; k < processes; ++k) found.rate[k] = k == 0 ? slowest : slowest * math::exp(k * step);
    found.solve(hurst, horizon);
    return found;
  }

 private:
  /// With times in units of T: A w = b, A_ij = int_0^1 int_0^t e^-(yi + yj)s ds dt, y = g T.
  void solve(double hurst, double horizon) {
    double factor[most][most];
    double scale[most];
    double forwards[most];
    const double a = hurst + 0.5;
    for (int i = 0; i < processes; ++i)
      scale[i] = 1.0 / std::sqrt(math::decay_integrals(2.0 * rate[i] * horizon).twice);
    least_pivot = 1.0;
    for (int i = 0; i < processes; ++i) {
      double rest = scale[i] * overlap(a, rate[i] * horizon);
      for (int j = 0; j <= i; ++j) {
        double left = scale[i] * scale[j] * math::decay_integrals((rate[i] + rate[j]) * horizon).twice;
        for (int k = 0; k < j; ++k) left = math::fma(-factor[i][k], factor[j][k], left);
        if (i == j && !(left >= least_pivot)) least_pivot = left;
        factor[i][j] = i == j ? std::sqrt(left) : left / factor[j][j];
      }
      for (int k = 0; k < i; ++k) rest = math::fma(-factor[i][k], forwards[k], rest);
      forwards[i] = rest / factor[i][i];
    }
    double explained = 0.0;  // b.w
    double magnitudes = 0.0;
    for (int i = processes - 1; i >= 0; --i) {
      double rest = forwards[i];
      for (int k = i + 1; k < processes; ++k) rest = math::fma(-factor[k][i], weight[k], rest);
      weight[i] = rest / factor[i][i];
    }
    for (int i = 0; i < processes; ++i) {
      weight[i] *= scale[i];
      const double part = overlap(a, rate[i] * horizon) * weight[i];
      explained += part;
      magnitudes += std::fabs(part);
      weight[i] *= math::exp((hurst - 0.5) * math::log(horizon));
    }
    const double inverse = 2.0 * hurst * (2.0 * hurst + 1.0) * math::exp(2.0 * math::log_gamma(a));
    relative_cost = 1.0 - inverse * explained;
    rounding = 0x1p-40 * inverse * magnitudes;
  }

  /// int_0^1 (1 - t) t^(a - 1) e^(-y t) dt / Gamma(a).
  static double overlap(double a, double y) {
    const double inverse = math::exp(-math::log_gamma(a));
    if (y < 1.0) {
      double power = 1.0;  // (-y)^n / n!
      double sum = 0.0;
      for (int n = 0; n < 20; ++n) {
        sum += power / ((a + n) * (a + n + 1.0));
        power *= -y / (n + 1.0);
      }
      return inverse * sum;
    }
    const double log_y = math::log(y);
    return math::exp(-(a + 1.0) * log_y) *
           ((y - a) * math::regularised_gamma(a, y) + inverse * math::exp(a * log_y - y));
  }
};

}  // namespace starling
