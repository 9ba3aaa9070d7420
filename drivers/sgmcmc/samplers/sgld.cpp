// Stochastic gradient Langevin dynamics.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"

namespace starling::sgmcmc {

namespace {

class Sgld final : public Sampler {
 public:
  void begin(ChainSet& /*chains*/, const Unit& /*unit*/) const override {}
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const gradient = chains.scratch(0);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    langevin_step(chains, unit.evaluation, unit.step, gradient);
  }
};

class ChosenSgld final : public ChosenSampler {
 public:
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Sgld>(); }
};

/// The same dynamics on every rung of a ladder.
class ChosenReplicaExchange final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema
        .key("temperatures", swaps_.temperatures,
             "temperatures of the rungs, rising from 1, in units of chains.temperature; each is a chain of its own")
        .greater_than(0)
        .symbol("tau");
    schema.key("swap_every", swaps_.every, "units between exchanges of temperatures").at_least(1).symbol("m");
    schema
        .key("energy_variance", swaps_.energy_variance,
             "variance of the noise of one energy, as of a batch, for which exchanges are corrected")
        .at_least(0)
        .symbol("sigma^2");
  }
  void check() const override {
    const std::vector<double>& rungs = swaps_.temperatures;
    if (rungs.size() < 2) fail_about("sampler.temperatures", "needs at least two temperatures to exchange");
    if (rungs.front() != 1.0) fail_about("sampler.temperatures", "must begin with 1, the temperature that is wanted");
    for (std::size_t k = 1; k < rungs.size(); ++k) {
      if (!(rungs[k] > rungs[k - 1])) fail_about("sampler.temperatures", "must rise");
    }
  }
  [[nodiscard]] SwapSettings swaps() const override { return swaps_; }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Sgld>(); }

 private:
  SwapSettings swaps_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_sgld() { return std::make_unique<ChosenSgld>(); }
std::unique_ptr<Chosen> chosen_replica_exchange() { return std::make_unique<ChosenReplicaExchange>(); }

}  // namespace starling::sgmcmc
