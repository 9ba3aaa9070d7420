// Quadrature on a line.
#include "drivers/diffusion/targets/tabulated_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// Half of the symmetric nodes and weights of five points on [-1, 1].
constexpr double node[3] = {0.0, 0.5384693101056830910, 0.9061798459386639928};
constexpr double gauss_weight[3] = {0.5688888888888888889, 0.4786286704993664680, 0.2369268850561890875};

/// Cells of a table, each a quarter of a detail or less.
constexpr double fewest_cells = 4096.0;
constexpr double most_cells = 1048576.0;

double cells_of(double low, double high, double detail) { return (high - low) / (0.25 * detail); }

}  // namespace

bool TabulatedLaw::resolves(double low, double high, double detail) {
  return cells_of(low, high, detail) <= most_cells;
}

TabulatedLaw::TabulatedLaw(std::function<double(double)> log_density, double low, double high, double detail)
    : log_density_(std::move(log_density)), low_(low), largest_(-std::numeric_limits<double>::infinity()) {
  const auto cells = static_cast<std::size_t>(std::clamp(cells_of(low, high, detail), fewest_cells, most_cells));
  width_ = (high - low) / static_cast<double>(cells);
  density_.reserve(cells + 1);
  for (std::size_t k = 0; k <= cells; ++k) {
    density_.push_back(log_density_(low_ + static_cast<double>(k) * width_));
    largest_ = std::max(largest_, density_.back());
  }
  for (double& each : density_) each = math::exp(each - largest_);
  Sums all;
  before_.reserve(cells + 1);
  for (std::size_t k = 0; k < cells; ++k) {
    before_.push_back(all.mass);
    const double from = low_ + static_cast<double>(k) * width_;
    const Sums here = integrate(from, from + width_);
    all.mass += here.mass;
    all.first += here.first;
    all.second += here.second;
  }
  before_.push_back(all.mass);
  log_total_ = largest_ + math::log(all.mass);
  mean_ = all.first / all.mass;
  second_moment_ = all.second / all.mass;
}

TabulatedLaw::Sums TabulatedLaw::integrate(double from, double to) const {
  const double middle = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  Sums sums;
  for (int n = -2; n <= 2; ++n) {
    const int place = std::abs(n);
    const double x = middle + (n < 0 ? -half : half) * node[place];
    const double mass = half * gauss_weight[place] * math::exp(log_density_(x) - largest_);
    sums.mass += mass;
    sums.first += mass * x;
    sums.second += mass * (x * x);
  }
  return sums;
}

double TabulatedLaw::below(double x) const {
  const double place = (x - low_) / width_;
  const auto cells = static_cast<double>(before_.size() - 1);
  if (!(place > 0.0)) return 0.0;
  if (place >= cells) return 1.0;
  const auto cell = static_cast<std::size_t>(place);
  const double from = low_ + static_cast<double>(cell) * width_;
  return (before_[cell] + integrate(from, x).mass) / before_.back();
}

double TabulatedLaw::quantile(double u) const {
  const double wanted = u * before_.back();
  const auto after = std::upper_bound(before_.begin(), before_.end() - 1, wanted);
  const auto cell = static_cast<std::size_t>(after - before_.begin()) - 1;
  const double from = low_ + static_cast<double>(cell) * width_;
  double least = from;
  double most = from + width_;
  // Where it is if the density is straight across the cell.
  const double share = (wanted - before_[cell]) / (before_[cell + 1] - before_[cell]);
  const double begin = density_[cell];
  const double end = density_[cell + 1];
  const double part = (begin + end) * share / (begin + std::sqrt(begin * begin + (end * end - begin * begin) * share));
  double x = part > 0.0 && part < 1.0 ? from + part * width_ : 0.5 * (least + most);
  for (int n = 0; n < 60 && most - least > 1e-15 * (1.0 + std::abs(x)); ++n) {
    const double excess = before_[cell] + integrate(from, x).mass - wanted;
    const double newton = x - excess / math::exp(log_density_(x) - largest_);
    // The next of Newton's steps would be about the square of this one, in widths.
    if (std::abs(newton - x) < 1e-8 * width_) return std::clamp(newton, from, from + width_);
    (excess < 0.0 ? least : most) = x;
    x = newton > least && newton < most ? newton : 0.5 * (least + most);
  }
  return x;
}

}  // namespace starling::diffusion
