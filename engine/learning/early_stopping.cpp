// Early stopping's bookkeeping and its checkpoint.
#include "engine/learning/early_stopping.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/failure.hpp"

namespace starling::learning {

EarlyStopping::EarlyStopping(std::int64_t patience, std::vector<double> parameters)
    : patience_(patience), parameters_(std::move(parameters)) {}

EarlyStopping::EarlyStopping(std::int64_t patience, const nlohmann::json& counts, std::vector<double> parameters)
    : patience_(patience), parameters_(std::move(parameters)) {
  try {
    // JSON has no infinity, which the loss is before there is a best.
    if (!counts.at("loss").is_null()) loss_ = counts.at("loss");
    update_ = counts.at("update");
    fruitless_ = counts.at("fruitless");
  } catch (const nlohmann::json::exception& error) {
    fail(ExitCode::bad_input, "the state of early stopping is not what was saved: {}", error.what());
  }
}

bool EarlyStopping::evaluate(std::int64_t update, double loss, std::span<const double> parameters) {
  if (parameters.size() != parameters_.size()) {
    fail(ExitCode::internal_error, "early stopping with {} parameters was given {}", parameters_.size(),
         parameters.size());
  }
  if (!(loss < loss_) || !std::isfinite(loss)) {
    ++fruitless_;
    return false;
  }
  loss_ = loss;
  update_ = update;
  fruitless_ = 0;
  std::copy(parameters.begin(), parameters.end(), parameters_.begin());
  return true;
}

nlohmann::json EarlyStopping::counts() const {
  const nlohmann::json loss = update_ < 0 ? nlohmann::json() : nlohmann::json(loss_);
  return {{"loss", loss}, {"update", update_}, {"fruitless", fruitless_}};
}

}  // namespace starling::learning
