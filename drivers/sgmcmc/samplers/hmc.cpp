// Hamiltonian Monte Carlo with the gradient of the whole data: the reference.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"

namespace starling::sgmcmc {

namespace {

/// L leapfrog steps from new momenta, accepted if log v < -(H_end - H_start)/T. Duane, Kennedy, Pendleton and Roweth, Phys.
/// Lett. B 195 (1987) 216.
class Hmc final : public Sampler {
 public:
  explicit Hmc(std::int64_t steps) : steps_(steps) {}

  [[nodiscard]] std::vector<std::string> scalars() const override { return {"energy"}; }
  [[nodiscard]] std::uint64_t evaluations() const override { return static_cast<std::uint64_t>(steps_) + 1; }
  [[nodiscard]] bool proposes() const override { return true; }
  void begin(ChainSet& chains, const Unit& unit) const override {
    own_scalar(chains, 0) = chains.full_energy(unit.evaluation, chains.position());
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const gradient = chains.scratch(0);
    double* const momentum = chains.scratch(1);
    const ProposalStart start{chains.scratch(2), chains.scratch(3)};
    draw_momenta(chains, unit.evaluation, momentum);
    keep_start(chains, momentum, start);
    const std::vector<double> before = chains.products(momentum, momentum);
    chains.full_gradient(unit.evaluation, chains.position(), gradient);
    kick(chains, 0.5 * unit.step, momentum, gradient);
    for (std::int64_t l = 0; l < steps_; ++l) {
      drift(chains, unit.step, momentum);
      chains.full_gradient(unit.evaluation + static_cast<std::uint64_t>(l) + 1, chains.position(), gradient);
      kick(chains, l + 1 < steps_ ? unit.step : 0.5 * unit.step, momentum, gradient);
    }
    std::vector<double>& energy = own_scalar(chains, 0);
    const std::vector<double> reached = chains.full_energy(unit.evaluation, chains.position());
    std::vector<double> log_ratio = chains.products(momentum, momentum);
    for (std::size_t c = 0; c < log_ratio.size(); ++c) {
      log_ratio[c] = -(reached[c] - energy[c] + 0.5 * (log_ratio[c] - before[c])) / chains.temperature()[c];
    }
    settle_proposals(chains, unit.evaluation, log_ratio, start, momentum, reached, energy);
  }

 private:
  std::int64_t steps_;
};

class ChosenHmc final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("steps", steps_, "leapfrog steps of a proposal").at_least(1).at_most(1e6).symbol("L");
  }
  [[nodiscard]] bool takes_batches() const override { return false; }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Hmc>(steps_); }

 private:
  std::int64_t steps_ = 10;
};

}  // namespace

std::unique_ptr<Chosen> chosen_hmc() { return std::make_unique<ChosenHmc>(); }

}  // namespace starling::sgmcmc
