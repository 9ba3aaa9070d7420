// The Fokker-Planck equation of a reverse diffusion.
#include "drivers/diffusion/gap/fokker_planck.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// Steps that are implicit, so that what the start has of short waves dies out.
constexpr int implicit_steps = 4;
/// Masses of cells below which a slope of their logarithm is rounding.
constexpr double no_mass = 1e-14;

/// z / (e^z - 1).
double bernoulli(double z) {
  if (std::abs(z) < 1e-3) return 1.0 - 0.5 * z + z * z / 12.0;
  return z / (math::exp(z) - 1.0);
}

}  // namespace

FokkerPlanck::FokkerPlanck(const std::vector<double>& below, double eta)
    : eta_(eta), up_(cells - 1), down_(cells - 1), work_(cells) {
  for (int k = 0; k < cells; ++k)
    mass_.push_back(below[static_cast<std::size_t>(k) + 1] - below[static_cast<std::size_t>(k)]);
}

std::vector<double> FokkerPlanck::faces(double radius) {
  std::vector<double> x;
  x.reserve(cells - 1);
  for (int k = 1; k < cells; ++k) x.push_back(radius * edge(k));
  return x;
}

void FokkerPlanck::advance(const std::vector<double>& score, double radius, double step) {
  const double rate = step * 0.5 * eta_ / (width * width);
  for (int k = 1; k < cells; ++k) {
    const double y = edge(k);
    const auto face = static_cast<std::size_t>(k) - 1;
    const double drift = 0.5 * (1.0 + eta_) * radius * score[face] + 0.5 * y;
    const double ratio = drift * width / (0.5 * eta_);
    up_[face] = rate * bernoulli(-ratio);
    down_[face] = rate * bernoulli(ratio);
  }
  const double implicit = steps_++ < implicit_steps ? 1.0 : 0.5;
  std::vector<double> right = mass_;
  for (std::size_t face = 0; face + 1 < mass_.size(); ++face) {
    const double flow = (1.0 - implicit) * (up_[face] * mass_[face] - down_[face] * mass_[face + 1]);
    right[face] -= flow;
    right[face + 1] += flow;
  }
  solve(right, implicit);
  edge_mass_ = std::max(std::abs(mass_.front()) + std::abs(mass_.back()), edge_mass_);
  look(score, right, radius);
}

/// (1 + part A) mass = right by elimination without pivots: A is an M-matrix. `right` becomes the mean of both masses.
void FokkerPlanck::solve(std::vector<double>& right, double part) {
  const std::size_t count = mass_.size();
  const auto diagonal = [&](std::size_t k) {
    return 1.0 + part * ((k + 1 < count ? up_[k] : 0.0) + (k > 0 ? down_[k - 1] : 0.0));
  };
  double pivot = diagonal(0);
  right[0] /= pivot;
  for (std::size_t k = 1; k < count; ++k) {
    work_[k] = -part * down_[k - 1] / pivot;
    pivot = diagonal(k) + part * up_[k - 1] * work_[k];
    right[k] = (right[k] + part * up_[k - 1] * right[k - 1]) / pivot;
  }
  for (std::size_t k = count - 1; k-- > 0;) right[k] -= work_[k + 1] * right[k + 1];
  for (std::size_t k = 0; k < count; ++k) {
    const double after = right[k];
    right[k] = std::max(0.5 * (after + mass_[k]), 0.0);
    mass_[k] = after;
  }
}

void FokkerPlanck::look(const std::vector<double>& score, const std::vector<double>& middle, double radius) {
  double sum = 0.0;
  largest_slope_ = -std::numeric_limits<double>::infinity();
  for (std::size_t face = 0; face < score.size(); ++face) {
    if (face > 0) largest_slope_ = std::max(largest_slope_, (score[face] - score[face - 1]) / (radius * width));
    if (middle[face] < no_mass || middle[face + 1] < no_mass) continue;
    const double slope = math::log(middle[face + 1] / middle[face]) / (radius * width);
    const double apart = score[face] - slope;
    sum += 0.5 * (middle[face] + middle[face + 1]) * apart * apart;
  }
  mismatch_ = std::sqrt(sum);
}

double FokkerPlanck::quantile(double u) const {
  double total = 0.0;
  for (const double mass : mass_) total += mass;
  double before = 0.0;
  for (int k = 0; k < cells; ++k) {
    const double here = mass_[static_cast<std::size_t>(k)];
    if (before + here >= u * total && here > 0.0) return edge(k) + width * (u * total - before) / here;
    before += here;
  }
  return reach;
}

}  // namespace starling::diffusion
