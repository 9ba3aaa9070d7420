// Langevin dynamics whose gradients have their variance reduced by a full one now and then.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/samplers/langevin.hpp"

namespace starling::sgmcmc {

namespace {

class Svrg final : public Sampler {
 public:
  explicit Svrg(std::int64_t every) : every_(every) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"anchor", "anchor_gradient"}; }
  void begin(ChainSet& /*chains*/, const Unit& /*unit*/) const override {}
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const anchor = own(chains, 0);
    double* const anchor_gradient = own(chains, 1);
    if (unit.number % every_ == 0) {
      chains.copy(chains.position(), anchor);
      chains.full_gradient(unit.evaluation, anchor, anchor_gradient);
    }
    double* const gradient = chains.scratch(0);
    double* const at_anchor = chains.scratch(1);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    chains.gradient(unit.evaluation, anchor, at_anchor);
    chains.quiet_sweep(samplers::ReducedVariance{gradient, at_anchor, anchor_gradient},
                       [](std::size_t, double* k) { k[0] = 0.0; });
    langevin_step(chains, unit.evaluation, unit.step, gradient);
  }

 private:
  std::int64_t every_;
};

class ChosenSvrg final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("anchor_every", every_, "units between gradients of the whole data").required().at_least(1).symbol("m");
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Svrg>(every_); }

 private:
  std::int64_t every_ = 0;
};

}  // namespace

std::unique_ptr<Chosen> chosen_svrg() { return std::make_unique<ChosenSvrg>(); }

}  // namespace starling::sgmcmc
