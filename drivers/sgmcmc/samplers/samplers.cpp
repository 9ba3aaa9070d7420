// The registry: one line per sampler.
#include "drivers/sgmcmc/samplers/samplers.hpp"

namespace starling::sgmcmc {

const Choice& sampler_choice() {
  static const Choice choice(
      "sampler", "How chains move (docs/sgmcmc.md has the equations, and what each was checked against).",
      "the algorithm",
      {{"sgld", "Langevin dynamics with stochastic gradients.", chosen_sgld},
       {"psgld", "The same, scaled by the gradient's mean square, which is frozen after the burn-in.", chosen_psgld},
       {"svrg", "The same, with gradients whose variance a full one now and then reduces.", chosen_svrg},
       {"sghmc", "Langevin dynamics with momenta and friction.", chosen_sghmc},
       {"sgnht", "The same, its friction adapting to the noise of gradients.", chosen_sgnht},
       {"baoab", "A symmetric splitting of Langevin dynamics, exact in position for Gaussians.", chosen_baoab},
       {"obabo", "A symmetric splitting of Langevin dynamics, exact in momentum for Gaussians.", chosen_obabo},
       {"cyclical", "Langevin dynamics with steps that fall along a cosine, again and again.", chosen_cyclical},
       {"replica_exchange", "Langevin dynamics at several temperatures, which chains exchange.",
        chosen_replica_exchange},
       {"sggmc", "Proposals of obabo steps, accepted by exact energies.", chosen_sggmc},
       {"amagold", "Proposals of leapfrog steps with friction, accepted by exact energies.", chosen_amagold},
       {"hmc", "Hamiltonian Monte Carlo with full gradients.", chosen_hmc},
       {"adam", "No sampler: chains descend to minima, as members of a deep ensemble.", chosen_adam}});
  return choice;
}

}  // namespace starling::sgmcmc
