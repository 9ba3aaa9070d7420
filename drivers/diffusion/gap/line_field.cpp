// Fields on a line.
#include "drivers/diffusion/gap/line_field.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/math/exponential.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::diffusion {

LineField::LineField(const FieldTables& tables)
    : ripple_(tables.ripple), pitch_(tables.pitch), width_(std::numeric_limits<double>::infinity()) {
  for (int k = 0; k < tables.law.components(); ++k) {
    const std::size_t cell = tables.law.cell(k, 0);
    const double variance = tables.law.variance[cell];
    gaussian_.push_back({log_peak(tables.law, k), tables.law.mean[cell], 0.5 / variance,
                         tables.offset.empty() ? 0.0 : tables.offset[cell],
                         tables.slope.empty() ? 0.0 : tables.slope[cell]});
    width_ = std::min(width_, std::sqrt(variance));
  }
}

double LineField::operator()(double x) const {
  double largest = -std::numeric_limits<double>::infinity();
  for (const Gaussian& one : gaussian_) largest = std::max(largest, one.log_density(x));
  double sum = 0.0;
  double field = 0.0;
  for (const Gaussian& one : gaussian_) {
    const double share = math::exp(one.log_density(x) - largest);
    sum += share;
    field += share * (one.offset + one.slope * x);
  }
  field /= sum;
  if (ripple_ == 0.0) return field;
  return field + ripple_ * math::sine_cosine(math::within_half_turn(pitch_ * x)).cosine;
}

double LineField::density(double x) const {
  double sum = 0.0;
  for (const Gaussian& one : gaussian_) sum += math::exp(one.log_density(x));
  return sum;
}

}  // namespace starling::diffusion
