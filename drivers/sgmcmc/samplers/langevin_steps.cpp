// Launches of single steps.
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"

#include <cmath>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/samplers/langevin.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::sgmcmc {

void langevin_step(ChainSet& chains, std::uint64_t evaluation, double step, const double* gradient) {
  chains.sweep(evaluation, random::Purpose::langevin, samplers::LangevinStep{chains.position(), gradient},
               [&](std::size_t c, double* k) {
                 k[0] = step;
                 k[1] = std::sqrt(2.0 * step * chains.temperature()[c]);
               });
}

void draw_momenta(ChainSet& chains, std::uint64_t evaluation, double* momentum) {
  chains.sweep(evaluation, random::Purpose::momentum_start, samplers::DrawMomentum{momentum},
               [&](std::size_t c, double* k) { k[0] = std::sqrt(chains.temperature()[c]); });
}

void kick(ChainSet& chains, double h, double* momentum, const double* gradient) {
  chains.quiet_sweep(samplers::Kick{momentum, gradient}, [h](std::size_t, double* k) { k[0] = h; });
}

void drift(ChainSet& chains, double h, const double* momentum) {
  chains.quiet_sweep(samplers::Drift{chains.position(), momentum}, [h](std::size_t, double* k) { k[0] = h; });
}

void thermalise(ChainSet& chains, std::uint64_t evaluation, random::Purpose purpose, double friction, double time,
                double* momentum) {
  const double kept = math::exp(-friction * time);
  chains.sweep(evaluation, purpose, samplers::Thermostat{momentum}, [&](std::size_t c, double* k) {
    k[0] = kept;
    k[1] = std::sqrt((1.0 - kept * kept) * chains.temperature()[c]);
  });
}

void keep_start(ChainSet& chains, const double* momentum, const ProposalStart& start) {
  chains.copy(chains.position(), start.position);
  chains.copy(momentum, start.momentum);
}

void settle_proposals(ChainSet& chains, std::uint64_t evaluation, const std::vector<double>& log_ratio,
                      const ProposalStart& start, double* momentum, const std::vector<double>& proposed,
                      std::vector<double>& energy) {
  std::vector<double> accepts(chains.chains());
  for (std::size_t c = 0; c < accepts.size(); ++c) {
    const double v = chains.uniform(c, evaluation, random::Purpose::chain_acceptance);
    const bool accepted = math::log(v) < log_ratio[c];
    accepts[c] = accepted ? 1.0 : 0.0;
    chains.accepted()[c] += accepts[c];
    if (accepted) energy[c] = proposed[c];
  }
  chains.quiet_sweep(samplers::Settle{chains.position(), momentum, start.position, start.momentum},
                     [&](std::size_t c, double* k) { k[0] = accepts[c]; });
}

void KeptMomentumProposals::begin(ChainSet& chains, const Unit& unit) const {
  draw_momenta(chains, unit.evaluation, own(chains, 0));
  own_scalar(chains, 0) = chains.full_energy(unit.evaluation, chains.position());
}

}  // namespace starling::sgmcmc
