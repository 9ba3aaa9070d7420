// Keys of [method] that several methods have.
#include "drivers/smc/methods/keys.hpp"

namespace starling::smc {

void declare_particles(Schema& schema, std::int64_t& particles, std::int64_t least) {
  schema.key("particles", particles, "particles of each replica")
      .at_least(static_cast<double>(least))
      .at_most(2147483647.0)
      .required()
      .symbol("N");
}

void declare_resampling(Schema& schema, Resampling& resampling) {
  schema.key("resampling", resampling,
             {{"systematic", Resampling::systematic},
              {"stratified", Resampling::stratified},
              {"multinomial", Resampling::multinomial},
              {"residual", Resampling::residual}},
             "how offspring are drawn");
}

void declare_ess_threshold(Schema& schema, double& ess_threshold) {
  schema
      .key("ess_threshold", ess_threshold,
           "resample when the effective sample size is below this part of N; 1: at every time")
      .at_least(0)
      .at_most(1);
}

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
