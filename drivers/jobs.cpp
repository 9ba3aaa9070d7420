// The list of jobs. A new one is a folder beside active/ and a line here.
#include "drivers/jobs.hpp"

#include "drivers/active/job.hpp"
#include "drivers/diffusion/job.hpp"
#include "drivers/jump/job.hpp"
#include "drivers/md/job.hpp"
#include "drivers/optimise/job.hpp"
#include "drivers/score/job.hpp"
#include "drivers/sgmcmc/job.hpp"
#include "drivers/smc/job.hpp"
#include "drivers/spins/job.hpp"
#include "drivers/walk/job.hpp"

namespace starling {

const std::vector<Job>& jobs() {
  static const std::vector<Job> list{active::job(),    smc::job(),      score::job(), sgmcmc::job(), md::job(),
                                     diffusion::job(), optimise::job(), walk::job(),  jump::job(),   spins::job()};
  return list;
}

}  // namespace starling
