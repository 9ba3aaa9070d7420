// What noising processes have in common: the ends of their paths, and a schedule.
#pragma once

#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

/// a = 1, b = t = sigma.
class VarianceExploding : public NoiseSchedule {
 public:
  [[nodiscard]] NoiseLevel level(double time) const override { return {1.0, time, 0.0, 1.0}; }
  [[nodiscard]] double time_of(double sigma) const override { return sigma; }
};

/// A noising process as a deck chooses it, from sigma_max to sigma_min.
class ChosenNoising : public ChosenProcess {
 public:
  void describe(Schema& schema) override;
  void check() const override;

 protected:
  double sigma_max_ = 80.0;
  double sigma_min_ = 0.002;
};

}  // namespace starling::diffusion
