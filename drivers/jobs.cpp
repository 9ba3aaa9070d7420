// The list of jobs. A new one is a folder beside active/ and a line here.
#include "drivers/active/job.hpp"
#include "drivers/job.hpp"
#include "drivers/smc/job.hpp"

namespace starling {

const std::vector<Job>& jobs() {
  static const std::vector<Job> list{
      {"active", active::run, active::reference, active::help, "system.particles and ensemble.replicas"},
      {"smc", smc::run, smc::reference, smc::help,
       "method.particles, ensemble.replicas and the number of observations"}};
  return list;
}

}  // namespace starling
