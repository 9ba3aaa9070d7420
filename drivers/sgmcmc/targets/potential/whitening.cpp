// Normal equations, and solutions with their Cholesky factor.
#include "drivers/sgmcmc/targets/potential/whitening.hpp"

#include <cmath>

#include "engine/failure.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::sgmcmc {
namespace {

/// Forces of each weight alone, over all configurations: what is left of them at zero weights is the repulsion.
std::vector<std::vector<double>> force_columns(potentials::SnapshotSweep& sweep, std::size_t configurations) {
  const auto weights = static_cast<std::size_t>(sweep.parameters());
  std::vector<double> units((weights + 1) * weights, 0.0);
  for (std::size_t s = 0; s < weights; ++s) units[s * weights + s] = 1.0;
  const auto on_device = device_copy("unit weights", units);
  sweep.set_parameters({on_device.data(), static_cast<std::int64_t>(weights) + 1, sweep.parameters()});
  std::vector<std::vector<double>> columns(weights);
  for (std::size_t c = 0; c < configurations; ++c) {
    std::vector<potentials::SnapshotTask> tasks;
    for (std::size_t s = 0; s <= weights; ++s) {
      tasks.push_back({static_cast<std::int64_t>(s), static_cast<std::int64_t>(c)});
    }
    const auto predictions = sweep.predict(tasks);
    const std::vector<double>& none = predictions.back().forces;
    for (std::size_t s = 0; s < weights; ++s) {
      for (std::size_t k = 0; k < none.size(); ++k) columns[s].push_back(predictions[s].forces[k] - none[k]);
    }
  }
  return columns;
}

double product_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) sum = math::fma(a[k], b[k], sum);
  return sum;
}

/// x from L^T x = b, in its place.
void solve_upper(const std::vector<double>& lower, std::size_t n, double* b) {
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] = math::fma(-lower[k * n + i], b[k], b[i]);
    b[i] /= lower[i * n + i];
  }
}

/// x from L x = b, in its place.
void solve_lower(const std::vector<double>& lower, std::size_t n, double* b) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] = math::fma(-lower[i * n + k], b[k], b[i]);
    b[i] /= lower[i * n + i];
  }
}

}  // namespace

Whitening::Whitening(potentials::SnapshotSweep& sweep, const std::vector<std::vector<double>>& labels, double noise,
                     double spread) {
  const auto columns = force_columns(sweep, labels.size());
  const std::size_t n = columns.size();
  std::vector<double> forces;
  for (const std::vector<double>& of : labels) forces.insert(forces.end(), of.begin(), of.end());
  lower_.assign(n * n, 0.0);
  centre_.assign(n + 1, 0.0);
  const double weight = 1.0 / (noise * noise);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = weight * product_of(columns[i], columns[j]) + (i == j ? 1.0 / (spread * spread) : 0.0);
      for (std::size_t k = 0; k < j; ++k) sum = math::fma(-lower_[i * n + k], lower_[j * n + k], sum);
      if (i == j && !(sum > 0.0)) {
        fail_about(
            "target.whitened_noise",
            "the equations of the most probable weights have no Cholesky factor: weight {} is one of the others as "
            "far as digits show; a larger noise, a smaller target.spread or other functions are needed",
            i + 1);
      }
      lower_[i * n + j] = i == j ? std::sqrt(sum) : sum / lower_[j * n + j];
    }
    centre_[i] = weight * product_of(columns[i], forces);
  }
  solve_lower(lower_, n, centre_.data());
  solve_upper(lower_, n, centre_.data());
  centre_[n] = math::log(noise);
  noise_scale_ = 1.0 / std::sqrt(2.0 * static_cast<double>(forces.size()));
}

void Whitening::to_parameters(const double* whitened, double* parameters) const {
  const std::size_t n = weights();
  for (std::size_t k = 0; k < n; ++k) parameters[k] = whitened[k];
  solve_upper(lower_, n, parameters);
  for (std::size_t k = 0; k < n; ++k) parameters[k] += centre_[k];
  parameters[n] = math::fma(noise_scale_, whitened[n], centre_[n]);
}

void Whitening::to_gradient(const double* gradient, double* whitened_gradient) const {
  const std::size_t n = weights();
  for (std::size_t k = 0; k < n; ++k) whitened_gradient[k] = gradient[k];
  solve_lower(lower_, n, whitened_gradient);
  whitened_gradient[n] = noise_scale_ * gradient[n];
}

}  // namespace starling::sgmcmc
