// The parts that all methods have in common.
#include "drivers/smc/methods/method.hpp"

namespace starling::smc {

void Method::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  while (!finished() && done() < units) advance(timer_, rows);
}

PhasePlan phase_plan() {
  return {{{"setup"},
           {"propagation"},
           {"weighting"},
           {"resampling"},
           {"smoothing"},
           {"moves"},
           {"communication", true},
           {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::output),
          static_cast<std::size_t>(Phase::output)};
}

std::vector<Result> evidence_results(double log_likelihood) {
  Result average{"log_mean_evidence", log_likelihood};
  average.pooling = Pooling::log_mean;
  return {{"log_likelihood", log_likelihood}, average};
}

}  // namespace starling::smc
