// Draws of known functions, taken out of those of the chains.
#include "drivers/sgmcmc/chains/known_values.hpp"

#include "drivers/sgmcmc/chains/wanted_draws.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::sgmcmc {

Predictions predict_known(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                          const std::vector<KnownValue>& known, bool last_only) {
  const auto draws_of = [&](std::size_t function) {
    ChainDraws draws = values_of(plan, chains, function);
    if (last_only) {
      for (std::vector<double>& chain : draws) chain.erase(chain.begin(), chain.end() - 1);
    }
    return draws;
  };
  std::vector<PredictedValue> values;
  for (const KnownValue& of : known) values.push_back({of, draws_of(of.function)});
  ChainDraws noise;
  if (plan.target().label_noise()) {
    noise = draws_of(*plan.target().label_noise());
    for (std::vector<double>& chain : noise) {
      for (double& value : chain) value = math::exp(value);
    }
  }
  return judge_predictions(values, noise);
}

Calibration calibrate_chains(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                             const std::vector<std::int64_t>& numbers) {
  std::vector<ReplicatedFunction> functions;
  for (std::size_t r = 0; r < numbers.size(); ++r) {
    const std::vector<KnownValue> known = plan.target().known(plan.key(numbers[r]));
    for (std::size_t k = 0; k < known.size(); ++k) {
      if (r == 0) {
        const std::size_t function = known[k].function;
        functions.push_back({plan.shown()[function], {}, values_of(plan, chains, function)});
      }
      functions[k].truths.push_back(known[k].value);
    }
  }
  return judge_calibration(functions);
}

}  // namespace starling::sgmcmc
