// Keeping the parameters that did best on data held out of the training, and knowing when to stop.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace starling::learning {

/// The parameters with the least held-out loss so far; of equal losses, the first. For a checkpoint: parameters() is a
/// column of one number per parameter, counts() is the rest.
class EarlyStopping {
 public:
  /// Before the first evaluation the best parameters are those given. `patience`: evaluations without a new best after
  /// which to stop; 0: never.
  EarlyStopping(std::int64_t patience, std::vector<double> parameters);
  /// As it was. Fails with bad_input if `counts` is not what counts() makes.
  EarlyStopping(std::int64_t patience, const nlohmann::json& counts, std::vector<double> parameters);

  /// An evaluation after `update` updates; true if it is the best so far. What is not finite is never the best.
  bool evaluate(std::int64_t update, double loss, std::span<const double> parameters);

  [[nodiscard]] bool should_stop() const { return patience_ > 0 && fruitless_ >= patience_; }
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  /// Infinity before the first evaluation.
  [[nodiscard]] double loss() const { return loss_; }
  /// Updates after which the best was found; -1 before the first evaluation.
  [[nodiscard]] std::int64_t update() const { return update_; }
  /// Evaluations since the best.
  [[nodiscard]] std::int64_t fruitless() const { return fruitless_; }
  [[nodiscard]] nlohmann::json counts() const;

 private:
  std::int64_t patience_;
  std::vector<double> parameters_;
  double loss_ = std::numeric_limits<double>::infinity();
  std::int64_t update_ = -1;
  std::int64_t fruitless_ = 0;
};

}  // namespace starling::learning
