// The registry: one line per target.
#include "drivers/sgmcmc/targets/targets.hpp"

#include "drivers/sgmcmc/targets/energy_target.hpp"
#include "drivers/sgmcmc/targets/logistic_regression.hpp"
#include "drivers/sgmcmc/targets/potential/potential_target.hpp"
#include "drivers/sgmcmc/targets/quadratic_data.hpp"
#include "kernels/energies/funnel.hpp"
#include "kernels/energies/gaussian.hpp"
#include "kernels/energies/quartic.hpp"
#include "kernels/energies/static_target.hpp"
#include "kernels/energies/two_modes.hpp"
#include "kernels/targets/cauchy_gaussian.hpp"
#include "kernels/targets/gaussian_mixture.hpp"

namespace starling::sgmcmc {

namespace {

template <class Energy>
Alternative energy(const std::string& remark) {
  return {Energy::name, remark, make_chosen<ChosenEnergy<Energy>>};
}

}  // namespace

const Choice& target_choice() {
  static const Choice choice(
      "target", "What is sampled (docs/sgmcmc.md has the equations).", "which target",
      {energy<energies::Gaussian>("U = x.A x / 2."),
       energy<energies::Quartic>("U = sum of x^4 / 4."),
       energy<energies::TwoModes>("Two Gaussian modes of different weight."),
       energy<energies::Funnel>("A normal v, and components whose variance is e^v."),
       energy<energies::StaticTargetEnergy<GaussianMixture>>("A Gaussian prior under a mixture, as in the smc job."),
       energy<energies::StaticTargetEnergy<CauchyGaussian>>("A Cauchy prior under a Gaussian, as in the smc job."),
       {"logistic_regression", "Bayesian logistic regression, as in the smc job, with batches of its data.",
        chosen_logistic_regression},
       {"potential", "A neural-network potential of atoms, and the noise of its labels.", chosen_potential},
       {"linear_potential", "A potential that is linear in its weights, and the noise of its labels.",
        chosen_linear_potential},
       {"teacher", "Simulation-based calibration: every chain learns the forces of a potential drawn from the prior.",
        chosen_teacher},
       {"quadratic_data", "U = sum of k (theta - y)^2 / 2 over data, for batches.", chosen_quadratic_data}});
  return choice;
}

}  // namespace starling::sgmcmc
