// Guided Monte Carlo: obabo steps with stochastic gradients, and a test with exact energies.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"

namespace starling::sgmcmc {

namespace {

struct GuidedSettings {
  double friction = 1.0;
  std::int64_t steps = 1;
};

/// L obabo steps, accepted if log v < -(U_end - U_start + sum over steps of K after the second B - K before the first)/T.
/// Garriga-Alonso and Fortuin, arXiv:2102.01691. A gradient belongs to a position, so that the reversed path has the same
/// ones.
class Sggmc final : public KeptMomentumProposals {
 public:
  explicit Sggmc(const GuidedSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::uint64_t evaluations() const override { return static_cast<std::uint64_t>(settings_.steps) + 1; }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = chains.scratch(0);
    const ProposalStart start{chains.scratch(1), chains.scratch(2)};
    keep_start(chains, momentum, start);
    std::vector<double> work(chains.chains(), 0.0);
    const auto add_kinetic = [&](double factor) {
      const std::vector<double> squares = chains.products(momentum, momentum);
      for (std::size_t c = 0; c < work.size(); ++c) work[c] += factor * squares[c];
    };
    std::uint64_t evaluation = unit.evaluation;
    chains.gradient(evaluation, chains.position(), gradient);
    for (std::int64_t l = 0; l < settings_.steps; ++l) {
      thermalise(chains, evaluation, random::Purpose::langevin, settings_.friction, 0.5 * unit.step, momentum);
      add_kinetic(-0.5);
      kick(chains, 0.5 * unit.step, momentum, gradient);
      drift(chains, unit.step, momentum);
      chains.gradient(evaluation + 1, chains.position(), gradient);
      kick(chains, 0.5 * unit.step, momentum, gradient);
      add_kinetic(0.5);
      thermalise(chains, evaluation, random::Purpose::second_langevin, settings_.friction, 0.5 * unit.step, momentum);
      ++evaluation;
    }
    std::vector<double>& energy = own_scalar(chains, 0);
    const std::vector<double> reached = chains.full_energy(evaluation, chains.position());
    std::vector<double> log_ratio(chains.chains());
    for (std::size_t c = 0; c < log_ratio.size(); ++c) {
      log_ratio[c] = -(reached[c] - energy[c] + work[c]) / chains.temperature()[c];
    }
    settle_proposals(chains, unit.evaluation, log_ratio, start, momentum, reached, energy);
  }

 private:
  GuidedSettings settings_;
};

class ChosenSggmc final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("friction", settings_.friction, "of the momenta").greater_than(0).symbol("gamma");
    schema.key("steps", settings_.steps, "steps of a proposal").at_least(1).at_most(1e6).symbol("L");
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Sggmc>(settings_); }

 private:
  GuidedSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_sggmc() { return std::make_unique<ChosenSggmc>(); }

}  // namespace starling::sgmcmc
