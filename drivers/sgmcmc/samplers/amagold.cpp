// AMAGOLD: leapfrog steps with friction and stochastic gradients, and one test at the end of them.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::sgmcmc {

namespace {

struct AmagoldSettings {
  double friction = 1.0;
  std::int64_t steps = 1;
  bool resample = false;
};

/// theta + epsilon r/2; L times AmortisedStep and theta + epsilon r' (the last by half); accepted if
/// log v < (U_start - U_end + rho)/T. Zhang, Cooper and De Sa, AISTATS (2020) 2142.
class Amagold final : public KeptMomentumProposals {
 public:
  explicit Amagold(const AmagoldSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::uint64_t evaluations() const override { return static_cast<std::uint64_t>(settings_.steps); }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = chains.scratch(0);
    double* const work = chains.scratch(1);
    const ProposalStart start{chains.scratch(2), chains.scratch(3)};
    // The start of the run has drawn momenta already, of this evaluation.
    if (settings_.resample && unit.number > 0) draw_momenta(chains, unit.evaluation, momentum);
    keep_start(chains, momentum, start);
    chains.quiet_sweep(samplers::Clear{work}, [](std::size_t, double* k) { k[0] = 0.0; });
    const double damping = unit.step * settings_.friction;
    drift(chains, 0.5 * unit.step, momentum);
    for (std::int64_t l = 0; l < settings_.steps; ++l) {
      const std::uint64_t evaluation = unit.evaluation + static_cast<std::uint64_t>(l);
      chains.gradient(evaluation, chains.position(), gradient);
      chains.sweep(evaluation, random::Purpose::langevin, samplers::AmortisedStep{momentum, work, gradient},
                   [&](std::size_t c, double* k) {
                     k[0] = unit.step;
                     k[1] = damping;
                     k[2] = std::sqrt(4.0 * damping * chains.temperature()[c]);
                   });
      drift(chains, l + 1 < settings_.steps ? unit.step : 0.5 * unit.step, momentum);
    }
    std::vector<double>& energy = own_scalar(chains, 0);
    const std::vector<double> reached = chains.full_energy(unit.evaluation, chains.position());
    std::vector<double> log_ratio = chains.sums(work);
    for (std::size_t c = 0; c < log_ratio.size(); ++c) {
      log_ratio[c] = (energy[c] - reached[c] + log_ratio[c]) / chains.temperature()[c];
    }
    settle_proposals(chains, unit.evaluation, log_ratio, start, momentum, reached, energy);
  }

 private:
  AmagoldSettings settings_;
};

class ChosenAmagold final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("friction", settings_.friction, "of the momenta").greater_than(0).symbol("beta");
    schema.key("steps", settings_.steps, "steps of a proposal").at_least(1).at_most(1e6).symbol("L");
    schema.key("resample", settings_.resample, "draw new momenta for every proposal, instead of keeping them");
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Amagold>(settings_); }

 private:
  AmagoldSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_amagold() { return std::make_unique<ChosenAmagold>(); }

}  // namespace starling::sgmcmc
