// Covariances, step by step.
#include "drivers/walk/finite_law.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/walk/step_weights.hpp"

namespace starling::walk {

namespace {

/// Products that a prediction of covariances may cost.
constexpr double most_work = 3e9;

double inner(const double* function, const std::vector<double>& vector) {
  double sum = 0.0;
  for (std::size_t i = 0; i < vector.size(); ++i) sum += function[i] * vector[i];
  return sum;
}

}  // namespace

FiniteLaw::FiniteLaw(const std::vector<ChainMode>& modes, const std::vector<double>& function, const WalkSettings& walk,
                     const Objective* objective)
    : walk_(walk),
      objective_(objective),
      size_(1 + (objective != nullptr ? static_cast<std::size_t>(objective->components()) : 0)) {
  for (const ChainMode& mode : modes) {
    const std::size_t nodes = mode.left.size();
    const double response = walk.method == Method::srrw ? 1.0 + mode.lambda : 1.0;
    Mode next{(1.0 + mode.lambda) / (1.0 - mode.lambda), walk.repulsion * response + 1.0, {}, {}, {}, {}};
    for (std::size_t at = 0; at < function.size(); at += nodes) {
      const double along = inner(function.data() + at, mode.left);
      next.along.push_back(along * along);
    }
    next.along.push_back(inner(mode.left.data(), mode.left));
    for (std::size_t k = 0; k + 1 < size_; ++k) next.drift.push_back(inner(&objective->drift[k * nodes], mode.left));
    modes_.push_back(std::move(next));
  }
  double steepest = 0.0;
  for (const Mode& mode : modes_) steepest = std::max(steepest, mode.slope);
  while (step_size(first_ + 1, walk.step_exponent) * steepest > 1.0) ++first_;
  restart();
}

void FiniteLaw::restart() {
  done_ = 0;
  start_ = 1.0;
  for (Mode& mode : modes_) {
    mode.covariance.assign(size_ * size_, 0.0);
    mode.early.assign(size_ * size_, 0.0);
  }
}

bool FiniteLaw::predicts(std::int64_t steps) const {
  return has_limit() && responds_linearly() &&
         static_cast<double>(steps) * static_cast<double>(modes_.size() * size_ * size_ * size_) < most_work;
}

bool FiniteLaw::responds_linearly() const { return walk_.method == Method::srrw || walk_.repulsion == 0.0; }

void FiniteLaw::step(const Mode& mode, double noise, double gamma, double beta, std::vector<double>& covariance) const {
  const std::size_t d = size_ - 1;
  std::vector<double> f(size_ * size_, 0.0);
  f[0] = 1.0 - gamma * mode.slope;
  for (std::size_t k = 0; k < d; ++k) {
    f[(k + 1) * size_] = -beta * (mode.slope - 1.0) * mode.drift[k];
    for (std::size_t l = 0; l < d; ++l)
      f[(k + 1) * size_ + l + 1] = (k == l ? 1.0 : 0.0) - beta * objective_->jacobian[k * d + l];
  }
  std::vector<double> product(size_ * size_, 0.0);
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j < size_; ++j) {
      for (std::size_t k = 0; k < size_; ++k) product[i * size_ + j] += f[i * size_ + k] * covariance[k * size_ + j];
    }
  }
  const auto along = [&](std::size_t i) { return i == 0 ? gamma : beta * mode.drift[i - 1]; };
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j < size_; ++j) {
      double sum = noise * along(i) * along(j);
      for (std::size_t k = 0; k < size_; ++k) sum += product[i * size_ + k] * f[j * size_ + k];
      covariance[i * size_ + j] = sum;
    }
  }
}

Predicted FiniteLaw::at(std::int64_t n) {
  if (n < done_) restart();
  while (done_ < n) {
    ++done_;
    const double gamma = step_size(done_, walk_.step_exponent);
    const double beta = objective_ != nullptr ? step_size(done_, objective_->gain_exponent) : 0.0;
    start_ *= 1.0 - gamma;
    for (Mode& mode : modes_) {
      if (size_ > 1) {
        step(mode, mode.s, gamma, beta, mode.covariance);
        if (done_ <= first_) {
          mode.early = mode.covariance;
        } else if (first_ > 0) {
          step(mode, 0.0, gamma, beta, mode.early);
        }
        continue;
      }
      const double factor = 1.0 - gamma * mode.slope;
      mode.covariance[0] = factor * factor * mode.covariance[0] + mode.s * gamma * gamma;
    }
  }
  const double scale = power_of(n, walk_.step_exponent) / ((1.0 - start_) * (1.0 - start_));
  Predicted found;
  found.function.assign(modes_.front().along.size() - 1, 0.0);
  found.theta.assign(size_ - 1, 0.0);
  found.early.assign(size_ - 1, 0.0);
  for (const Mode& mode : modes_) {
    for (std::size_t k = 0; k < found.function.size(); ++k)
      found.function[k] += scale * mode.along[k] * mode.covariance[0];
    found.trace += scale * mode.along.back() * mode.covariance[0];
    for (std::size_t k = 0; k + 1 < size_; ++k) {
      const double power = power_of(n, objective_->gain_exponent);
      found.theta[k] += power * mode.covariance[(k + 1) * (size_ + 1)];
      found.early[k] += power * mode.early[(k + 1) * (size_ + 1)];
    }
  }
  for (std::size_t k = 0; k + 1 < size_; ++k) {
    if (found.theta[k] > 0.0) found.early[k] /= found.theta[k];
  }
  return found;
}

bool FiniteLaw::theta_has_limit(std::size_t component) const {
  if (!(walk_.step_exponent < objective_->gain_exponent)) return false;
  const std::size_t d = size_ - 1;
  for (std::size_t l = 0; l < d; ++l)
    if (l != component && objective_->jacobian[component * d + l] != 0.0) return false;
  return 2.0 * objective_->jacobian[component * (d + 1)] > (objective_->gain_exponent == 1.0 ? 1.0 : 0.0);
}

Predicted FiniteLaw::limit() const {
  Predicted found;
  found.function.assign(modes_.front().along.size() - 1, 0.0);
  for (const Mode& mode : modes_) {
    const double share = mode.s / (2.0 * mode.slope - (walk_.step_exponent == 1.0 ? 1.0 : 0.0));
    for (std::size_t k = 0; k < found.function.size(); ++k) found.function[k] += share * mode.along[k];
    found.trace += share * mode.along.back();
  }
  found.theta.assign(size_ - 1, std::nan(""));
  for (std::size_t k = 0; k + 1 < size_; ++k) {
    if (!theta_has_limit(k)) continue;
    double sum = 0.0;
    for (const Mode& mode : modes_) sum += mode.s * mode.drift[k] * mode.drift[k] / (mode.slope * mode.slope);
    found.theta[k] = sum / (2.0 * objective_->jacobian[k * size_] - (objective_->gain_exponent == 1.0 ? 1.0 : 0.0));
  }
  return found;
}

}  // namespace starling::walk
