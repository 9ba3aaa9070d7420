// Descent by Adam: members of a deep ensemble, and the warm start of other samplers.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/adam.hpp"
#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "engine/learning/optimiser.hpp"

namespace starling::sgmcmc {

namespace {

class Adam final : public Sampler {
 public:
  [[nodiscard]] std::vector<std::string> vectors() const override { return {"first_moment", "second_moment"}; }
  [[nodiscard]] std::vector<std::string> scalars() const override { return {"updates", "first_power", "second_power"}; }
  void begin(ChainSet& chains, const Unit& /*unit*/) const override {
    const std::vector<double> zero(static_cast<std::size_t>(chains.shape().parameters), 0.0);
    for (std::size_t c = 0; c < chains.chains(); ++c) {
      for (int v = 0; v < 2; ++v) store_own(chains, v, c, zero);
      own_scalar(chains, 0)[c] = 0.0;
      own_scalar(chains, 1)[c] = own_scalar(chains, 2)[c] = 1.0;
    }
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    chains.gradient(unit.evaluation, chains.position(), chains.scratch(0));
    for (std::size_t c = 0; c < chains.chains(); ++c) {
      learning::OptimiserState state;
      state.first = load_own(chains, 0, c);
      state.second = load_own(chains, 1, c);
      state.updates = static_cast<std::int64_t>(own_scalar(chains, 0)[c]);
      state.first_power = own_scalar(chains, 1)[c];
      state.second_power = own_scalar(chains, 2)[c];
      std::vector<double> position = chains.load(0, c);
      learning::update({}, unit.step, chains.load_scratch(0, c), position, state);
      chains.store(0, c, position);
      store_own(chains, 0, c, state.first);
      store_own(chains, 1, c, state.second);
      own_scalar(chains, 0)[c] = static_cast<double>(state.updates);
      own_scalar(chains, 1)[c] = state.first_power;
      own_scalar(chains, 2)[c] = state.second_power;
    }
  }
};

class ChosenAdam final : public ChosenSampler {
 public:
  [[nodiscard]] bool samples() const override { return false; }
  [[nodiscard]] std::string label() const override {
    return "members of a deep ensemble are minima of U, not draws of the posterior";
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return make_adam(); }
};

}  // namespace

std::unique_ptr<Sampler> make_adam() { return std::make_unique<Adam>(); }

std::unique_ptr<Chosen> chosen_adam() { return std::make_unique<ChosenAdam>(); }

}  // namespace starling::sgmcmc
