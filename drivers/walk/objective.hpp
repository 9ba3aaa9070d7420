// What is optimised along walks: theta <- theta + beta_n H(theta, X_n).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/walk/graph.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

/// Where every token's theta is, on the device: component k of token t at theta[k * tokens + t].
struct ThetaArrays {
  double* theta;
  const double* gain;  ///< beta of each of the path's steps
  const std::int32_t* path;
  std::int64_t steps;
  std::int64_t tokens;
};

/// theta* solves sum_i mu_i H(theta, i) = 0; near it this sum is -jacobian (theta - theta*).
class Objective {
 public:
  Objective() = default;
  virtual ~Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;

  [[nodiscard]] int components() const { return static_cast<int>(solution.size()); }
  virtual void descend(const ThetaArrays& tokens) const = 0;

  double gain_exponent = 1.0;  ///< b of beta_n = (n + 1)^-b
  std::vector<double> solution;
  std::vector<double> jacobian;  ///< d x d, symmetric
  std::vector<double> drift;     ///< H(theta*, i)_k at drift[k * nodes + i]
};

/// What a deck names in [objective].
class ChosenObjective : public Chosen {
 public:
  /// Collective; null: none.
  [[nodiscard]] virtual std::unique_ptr<Objective> make(const FilePlace& place, const Graph& graph,
                                                        const std::vector<double>& mu) const = 0;
  virtual void check() const {}
};

/// The registry of objectives.
[[nodiscard]] const Choice& objective_choice();

}  // namespace starling::walk
