// Curves with one entry per lag.
#include "drivers/active/analysis/lag_curves.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace starling::active {

AveragedArray averaged(const ArrayLayout& layout, const std::string& undefined, const ArrayAverage& average) {
  AveragedArray array{layout, undefined, {}, {}, {}};
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t k = 0; k < (undefined.empty() ? average.size() : 0); ++k) {
    const BlockAverage& entry = average.entry(k);
    array.value.push_back(entry.samples() > 0 ? entry.mean() : none);
    const std::optional<AverageError> found = entry.estimate();
    array.standard_error.push_back(found ? found->error : none);
    if (found && !found->resolved) ++array.unresolved;
    array.samples.push_back(entry.samples());
  }
  return array;
}

LagCurves::LagCurves(const Deck& deck, std::int64_t every, bool active)
    : every_(every), longest_(every > 0 ? displacement_steps(deck) : 0), active_(active) {
  ArrayAxis lag{"lag", "time", "time since the origin", {}};
  for (std::int64_t steps = every_; steps <= longest_ && longest_ > 0; steps += every_) {
    lag.values.push_back(static_cast<double>(steps) * deck.time_step);
  }
  const std::string none = longest_ > 0 ? "" : "no displacement_lag";
  displacement_ = {{"mean_square_displacement_curve",
                    "length^2",
                    "squared unwrapped displacement from the origin, summed over dimensions",
                    {lag}},
                   none,
                   ArrayAverage(lag.values.size())};
  correlation_ = {{"activity_correlation", "", "scalar product of the drive (g or u) with that at the origin", {lag}},
                  none.empty() && !active ? "the model has no activity" : none,
                  ArrayAverage(lag.values.size())};
}

void LagCurves::add(std::int64_t since, const Moments& moments) {
  if (longest_ == 0 || since <= 0) return;
  const std::int64_t lag = (since - 1) % longest_ + 1;
  if (lag % every_ != 0) return;
  displacement_.average.push(lag / every_ - 1, moments.displacement_squared);
  if (correlation_.undefined.empty()) correlation_.average.push(lag / every_ - 1, moments.drive_dot_origin);
}

std::vector<AveragedArray> LagCurves::arrays() const {
  std::vector<AveragedArray> all;
  for (const Curve* curve : {&displacement_, &correlation_}) {
    all.push_back(averaged(curve->layout, curve->undefined, curve->average));
  }
  return all;
}

nlohmann::json LagCurves::save() const {
  return {
      {"every", every_}, {"displacement", displacement_.average.save()}, {"correlation", correlation_.average.save()}};
}

void LagCurves::load(const Deck& deck, const nlohmann::json& state) {
  *this = LagCurves(deck, state.at("every").get<std::int64_t>(), active_);
  displacement_.average = ArrayAverage::load(state.at("displacement"));
  correlation_.average = ArrayAverage::load(state.at("correlation"));
}

}  // namespace starling::active
