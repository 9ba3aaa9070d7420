// The score that a sampler goes by on a line, at any points, on the host.
#pragma once

#include <vector>

#include "drivers/diffusion/gap/line_field.hpp"
#include "drivers/diffusion/sampling/problem.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::diffusion {

/// That of the deck's mixture, perturbed or not, or of its network.
class LineScore {
 public:
  explicit LineScore(const Problem& problem) : problem_(problem) {}

  /// At a level of x_0 + sigma z.
  [[nodiscard]] std::vector<double> operator()(double sigma, const std::vector<double>& x);
  /// Of its ripple; 0 where there is none.
  [[nodiscard]] double pitch(double sigma) const;

 private:
  [[nodiscard]] LineField field(double sigma) const;

  const Problem& problem_;
  DeviceArray<double> place_;
  DeviceArray<double> value_;
  networks::TokenMemory<double> memory_;
};

}  // namespace starling::diffusion
