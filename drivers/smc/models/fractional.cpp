// Models with fractional noise, with room for 4, 8 or 12 processes; what their noise costs.
#include "drivers/smc/models/fractional.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/smc/models/chosen_model_of.hpp"
#include "kernels/state_space/fractional/ou.hpp"
#include "kernels/state_space/fractional/volatility.hpp"

namespace starling::smc {

namespace {

constexpr double much = 0.01;            ///< a relative cost to warn of
constexpr double least_pivot = 0x1p-46;  ///< below it rounding decides the weights

void refuse_useless_weights(const FractionalWeights& weights) {
  const char* const remedy = "fewer model.processes, or a wider range from model.slowest to model.fastest, would help";
  if (!(weights.least_pivot > least_pivot)) {
    fail_about("model.processes",
               "model.processes = {}: the rates {:.3g} to {:.3g} are so close to each other that rounding decides the "
               "processes' weights: {}",
               weights.processes, weights.rate[0], weights.rate[weights.processes - 1], remedy);
  }
  if (!(weights.relative_cost >= -weights.rounding) || !std::isfinite(weights.relative_cost)) {
    fail_about("model.processes",
               "model.processes = {}: the relative cost of the processes' weights is {:.3g}, which only rounding can "
               "make: {}",
               weights.processes, weights.relative_cost, remedy);
  }
}

template <template <int> class Model>
class ChosenFractional final : public ModelNumbers<ChosenFractional<Model>, Model<8>> {
 public:
  [[nodiscard]] std::unique_ptr<StateSpace> make(std::int64_t times) const override {
    const FractionalParameters parameters = over(times);
    require_no_objection(parameters.objection());
    refuse_useless_weights(parameters.weights());
    if (parameters.processes <= 4) return made<4>(times);
    return parameters.processes <= 8 ? made<8>(times) : made<12>(times);
  }

  [[nodiscard]] Remarks remarks(std::int64_t times) const override {
    const FractionalParameters parameters = over(times);
    const FractionalWeights weights = parameters.weights();
    const double cost = std::max(weights.relative_cost, 0.0);
    Remarks remarks;
    remarks.notes.push_back(fmt::format(
        "fractional noise, H = {}: {} processes of rates {:.4g} to {:.4g} have a relative cost of {:.3g} up to "
        "time {:.6g}",
        parameters.hurst, weights.processes, weights.rate[0], weights.rate[weights.processes - 1], cost,
        *parameters.horizon));
    if (cost > much) {
      remarks.warnings.push_back(
          fmt::format("the processes miss {:.2g} % of the variance of the fractional noise: {}", 100.0 * cost,
                      parameters.hurst < 0.5 ? "rough noise needs faster ones (model.fastest) or more of them "
                                               "(model.processes)"
                                             : "give more of them (model.processes)"));
    }
    const double end = parameters.time_of_first() + static_cast<double>(times - 1) * parameters.interval;
    if (*parameters.horizon < 0.999 * end) {
      remarks.warnings.push_back(fmt::format(
          "the processes' weights are the best up to time {:.6g} (model.horizon), but observations go on to {:.6g}",
          *parameters.horizon, end));
    }
    return remarks;
  }

 private:
  /// With the horizon that the observations ask for where the deck gives none.
  [[nodiscard]] typename Model<8>::Parameters over(std::int64_t times) const {
    typename Model<8>::Parameters parameters = this->parameters_;
    if (!parameters.horizon) {
      const double end = parameters.time_of_first() + static_cast<double>(times - 1) * parameters.interval;
      parameters.horizon = std::max(end, parameters.interval);
    }
    return parameters;
  }

  template <int K>
  [[nodiscard]] std::unique_ptr<StateSpace> made(std::int64_t times) const {
    return make_state_space<Model<K>>(over(times));
  }
};

}  // namespace

std::unique_ptr<Chosen> chosen_fractional_ou() { return std::make_unique<ChosenFractional<FractionalOu>>(); }
std::unique_ptr<Chosen> chosen_fractional_volatility() {
  return std::make_unique<ChosenFractional<FractionalVolatility>>();
}

}  // namespace starling::smc
