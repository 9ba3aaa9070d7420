// Keys of [method] that several methods have.
#include "drivers/smc/methods/keys.hpp"

namespace starling::smc {

void declare_filter(Schema& schema, FilterSettings& filter) {
  declare_particles(schema, filter.particles);
  declare_resampling(schema, filter.resampling);
  declare_ess_threshold(schema, filter.ess_threshold);
}

void declare_functional(Schema& schema, Functional& functional) {
  schema.key("functional", functional,
             {{"product", Functional::product}, {"state", Functional::state}, {"square", Functional::square}},
             "what smoothing adds up over time: x_(t-1) x_t, x_t or x_t^2 of the first component");
}

void declare_backward_draws(Schema& schema, int& draws) {
  schema.key("backward_draws", draws, "ancestors drawn for each particle").at_least(1).at_most(1024).symbol("M");
}

}  // namespace starling::smc
