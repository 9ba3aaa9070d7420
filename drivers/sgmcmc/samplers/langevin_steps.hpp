// Steps that several samplers take.
#pragma once

#include "drivers/sgmcmc/samplers/sampler.hpp"

namespace starling::sgmcmc {

/// theta <- theta - epsilon g + sqrt(2 epsilon T) xi on all chains.
void langevin_step(ChainSet& chains, std::uint64_t evaluation, double step, const double* gradient);

/// Momenta of the Gibbs law, p ~ N(0, T).
void draw_momenta(ChainSet& chains, std::uint64_t evaluation, double* momentum);

/// p <- p - h g, and theta <- theta + h p.
void kick(ChainSet& chains, double h, double* momentum, const double* gradient);
void drift(ChainSet& chains, double h, const double* momentum);

/// p <- c p + sqrt((1 - c^2) T) xi with c = e^(-friction time).
void thermalise(ChainSet& chains, std::uint64_t evaluation, random::Purpose purpose, double friction, double time,
                double* momentum);

/// Where a proposal began: copies of positions and momenta.
struct ProposalStart {
  double* position;
  double* momentum;
};

/// Copies the present ones there.
void keep_start(ChainSet& chains, const double* momentum, const ProposalStart& start);

/// Accepts the positions and momenta of each chain if log v < log_ratio, v uniform of the evaluation; else brings the start
/// back, its momenta reversed. `energy` becomes `proposed` where accepted. A ratio that is not a number rejects.
void settle_proposals(ChainSet& chains, std::uint64_t evaluation, const std::vector<double>& log_ratio,
                      const ProposalStart& start, double* momentum, const std::vector<double>& proposed,
                      std::vector<double>& energy);

/// What samplers have that propose with momenta which chains keep: its own array is the momentum, its own number the energy of
/// the present position.
class KeptMomentumProposals : public Sampler {
 public:
  [[nodiscard]] std::vector<std::string> vectors() const override { return {"momentum"}; }
  [[nodiscard]] std::vector<std::string> scalars() const override { return {"energy"}; }
  [[nodiscard]] std::string momenta() const override { return "momentum"; }
  [[nodiscard]] bool proposes() const override { return true; }
  void begin(ChainSet& chains, const Unit& unit) const override;
};

}  // namespace starling::sgmcmc
