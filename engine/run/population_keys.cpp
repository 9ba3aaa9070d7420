// Keys that jobs of weighted populations have.
#include "engine/run/population_keys.hpp"

namespace starling {

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

}  // namespace starling
