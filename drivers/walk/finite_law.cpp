// Covariances, step by step.
#include "drivers/walk/finite_law.hpp"

#include "drivers/walk/step_weights.hpp"

namespace starling::walk {

namespace {

/// Products that a prediction may cost.
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
    Mode next{(1.0 + mode.lambda) / (1.0 - mode.lambda), walk.repulsion * response + 1.0, {}, {}, {}};
    for (std::size_t at = 0; at < function.size(); at += nodes) {
      const double along = inner(function.data() + at, mode.left);
      next.along.push_back(along * along);
    }
    next.along.push_back(inner(mode.left.data(), mode.left));
    for (std::size_t k = 0; k + 1 < size_; ++k) next.drift.push_back(inner(&objective->drift[k * nodes], mode.left));
    modes_.push_back(std::move(next));
  }
  restart();
}

void FiniteLaw::restart() {
  done_ = 0;
  start_ = 1.0;
  for (Mode& mode : modes_) mode.covariance.assign(size_ * size_, 0.0);
}

bool FiniteLaw::predicts(std::int64_t steps) const {
  return has_limit() && responds_linearly() &&
         static_cast<double>(steps) * static_cast<double>(modes_.size() * size_ * size_ * size_) < most_work;
}

bool FiniteLaw::responds_linearly() const { return walk_.method == Method::srrw || walk_.repulsion == 0.0; }

void FiniteLaw::step(Mode& mode, double gamma, double beta) const {
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
      for (std::size_t k = 0; k < size_; ++k)
        product[i * size_ + j] += f[i * size_ + k] * mode.covariance[k * size_ + j];
    }
  }
  const auto noise = [&](std::size_t i) { return i == 0 ? gamma : beta * mode.drift[i - 1]; };
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j < size_; ++j) {
      double sum = mode.s * noise(i) * noise(j);
      for (std::size_t k = 0; k < size_; ++k) sum += product[i * size_ + k] * f[j * size_ + k];
      mode.covariance[i * size_ + j] = sum;
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
        step(mode, gamma, beta);
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
  for (const Mode& mode : modes_) {
    for (std::size_t k = 0; k < found.function.size(); ++k)
      found.function[k] += scale * mode.along[k] * mode.covariance[0];
    found.trace += scale * mode.along.back() * mode.covariance[0];
    for (std::size_t k = 0; k + 1 < size_; ++k)
      found.theta[k] += power_of(n, objective_->gain_exponent) * mode.covariance[(k + 1) * (size_ + 1)];
  }
  return found;
}

Predicted FiniteLaw::limit() const {
  Predicted found;
  found.function.assign(modes_.front().along.size() - 1, 0.0);
  for (const Mode& mode : modes_) {
    const double share = mode.s / (2.0 * mode.slope - (walk_.step_exponent == 1.0 ? 1.0 : 0.0));
    for (std::size_t k = 0; k < found.function.size(); ++k) found.function[k] += share * mode.along[k];
    found.trace += share * mode.along.back();
  }
  return found;
}

}  // namespace starling::walk
