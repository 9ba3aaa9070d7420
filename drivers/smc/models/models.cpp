// The registry: one line per model.
#include "drivers/smc/models/models.hpp"

#include "drivers/smc/models/chosen_model_of.hpp"
#include "drivers/smc/models/fractional.hpp"
#include "drivers/smc/models/linear_gaussian.hpp"
#include "kernels/state_space/bearings_only.hpp"
#include "kernels/state_space/gordon.hpp"
#include "kernels/state_space/hidden_markov.hpp"
#include "kernels/state_space/lorenz_96.hpp"
#include "kernels/state_space/sir.hpp"
#include "kernels/state_space/stochastic_volatility.hpp"

namespace starling::smc {

namespace {

template <class Model>
Alternative moving() {
  return {Model::name, "", make_chosen<ChosenModelOf<Model>>};
}

std::vector<Alternative> all_models() {
  std::vector<Alternative> all = {
      {"linear_gaussian", "", chosen_linear_gaussian},
      moving<StochasticVolatility>(),
      moving<Gordon>(),
      moving<BearingsOnly>(),
      moving<HiddenMarkov>(),
      moving<Sir>(),
      moving<Lorenz96>(),
      {"fractional_ou", "", chosen_fractional_ou},
      {"fractional_volatility", "", chosen_fractional_volatility},
  };
  const std::vector<Alternative> targets = static_targets();
  all.insert(all.end(), targets.begin(), targets.end());
  return all;
}

}  // namespace

const Choice& model_choice() {
  static const Choice choice("model",
                             "The model, and its parameters (docs/sequential-monte-carlo.md has the equations).",
                             "which model", all_models());
  return choice;
}

}  // namespace starling::smc
