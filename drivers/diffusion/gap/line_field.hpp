// Fields on a line, at any point, on the host.
#pragma once

#include <vector>

#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

/// What DeviceField has on a device, in one dimension.
class LineField {
 public:
  explicit LineField(const FieldTables& tables);

  [[nodiscard]] double operator()(double x) const;
  [[nodiscard]] double density(double x) const;
  /// The least standard deviation of its Gaussians.
  [[nodiscard]] double width() const { return width_; }
  /// Of its ripple; 0 where there is none.
  [[nodiscard]] double pitch() const { return ripple_ == 0.0 ? 0.0 : pitch_; }

 private:
  struct Gaussian {
    double log_scale, mean, half_precision, offset, slope;
    [[nodiscard]] double log_density(double x) const { return log_scale - half_precision * (x - mean) * (x - mean); }
  };
  std::vector<Gaussian> gaussian_;
  double ripple_;
  double pitch_;
  double width_;
};

}  // namespace starling::diffusion
