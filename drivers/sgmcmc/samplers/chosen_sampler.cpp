// Keys that all samplers have.
#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::sgmcmc {

double StepSchedule::at(std::int64_t unit, std::int64_t burn_in) const {
  if (decay == 0.0 || unit >= burn_in) return step;
  const double ratio = (offset + static_cast<double>(burn_in)) / (offset + static_cast<double>(unit));
  return step * math::exp(decay * math::log(ratio));
}

void ChosenSampler::describe(Schema& schema) {
  schema.key("step", schedule_.step, "length of a step after the burn-in").required().greater_than(0).symbol("epsilon");
  schema
      .key("decay", schedule_.decay,
           "power by which steps shorten in the burn-in: unit t has epsilon ((offset + burn_in) / (offset + t))^decay")
      .at_least(0)
      .at_most(1)
      .symbol("gamma");
  schema.key("offset", schedule_.offset, "units by which the decay is held back").at_least(1).symbol("b");
}

}  // namespace starling::sgmcmc
