// A mean that data are drawn around, some of them far better known than others: batches of them are noisy.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

struct QuadraticDataSettings {
  std::int64_t items = 100;
  std::vector<double> precisions = {0.2, 5.0};  ///< of equal parts of the data, in their order
  double start_spread = 1.0;
};

/// U = sum_i k_i (theta - y_i)^2 / 2 with y_i ~ N(0, 1) of the seed. The law is N(mean of y weighted by k, 1 / sum k).
/// Functions: theta, and the square of its distance from that mean times sum k, whose mean is the temperature.
[[nodiscard]] std::unique_ptr<Target> make_quadratic_data(const Communicator& group, std::uint64_t seed,
                                                          const QuadraticDataSettings& settings);

/// The target as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_quadratic_data();

}  // namespace starling::sgmcmc
