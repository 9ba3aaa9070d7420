// The registry: one line per method.
#include "drivers/smc/methods/methods.hpp"

#include "drivers/smc/methods/filters.hpp"
#include "drivers/smc/methods/samplers/data_tempering.hpp"
#include "drivers/smc/methods/samplers/tempering.hpp"
#include "drivers/smc/methods/smoothing/ffbs.hpp"
#include "drivers/smc/methods/smoothing/paris.hpp"
#include "drivers/smc/methods/smoothing/paris_gibbs.hpp"

namespace starling::smc {

const Choice& method_choice() {
  static const Choice choice(
      "method", "How the model is computed with (docs/sequential-monte-carlo.md describes the methods).",
      "the algorithm",
      {{"bootstrap", "A filter that draws from the model's transition.", chosen_bootstrap},
       {"guided", "A filter that draws from the model's proposal.", chosen_guided},
       {"auxiliary", "A filter that selects by the model's look-ahead.", chosen_auxiliary},
       {"entropic", "A filter that selects by tempered weights.", chosen_entropic},
       {"paris", "Smoothing of additive functionals while filtering.", chosen_paris},
       {"paris_gibbs", "Smoothing by sweeps of a particle Gibbs chain.", chosen_paris_gibbs},
       {"ffbs", "Smoothing by paths drawn backwards through a filter's generations.", chosen_ffbs},
       {"tempering", "Sampling a static target through powers of its likelihood.", chosen_tempering},
       {"data_tempering", "Learning a static target from one observation after the other.", chosen_data_tempering}});
  return choice;
}

}  // namespace starling::smc
