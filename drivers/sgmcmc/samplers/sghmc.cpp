// Langevin dynamics with momenta and friction.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::sgmcmc {

namespace {

struct FrictionSettings {
  double friction = 1.0;
  double noise_estimate = 0.0;
};

class Sghmc final : public Sampler {
 public:
  explicit Sghmc(const FrictionSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"momentum"}; }
  [[nodiscard]] std::string momenta() const override { return "momentum"; }
  /// Of p' = (1 - epsilon C) p + sqrt(2 epsilon C T) xi: its noise is fresh where the friction is that of a step ago.
  [[nodiscard]] double kinetic_temperature(double step) const override {
    return 1.0 / (1.0 - 0.5 * step * settings_.friction);
  }
  void begin(ChainSet& chains, const Unit& unit) const override {
    draw_momenta(chains, unit.evaluation, own(chains, 0));
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = chains.scratch(0);
    drift(chains, unit.step, momentum);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    const double spread = 2.0 * unit.step * (settings_.friction - settings_.noise_estimate);
    chains.sweep(unit.evaluation, random::Purpose::langevin, samplers::FrictionStep{momentum, gradient},
                 [&](std::size_t c, double* k) {
                   k[0] = unit.step;
                   k[1] = unit.step * settings_.friction;
                   k[2] = std::sqrt(spread * chains.temperature()[c]);
                 });
  }

 private:
  FrictionSettings settings_;
};

class ChosenSghmc final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("friction", settings_.friction, "of the momenta").greater_than(0).symbol("C");
    schema.key("noise_estimate", settings_.noise_estimate, "part of the friction whose noise the gradient has already")
        .at_least(0)
        .symbol("B");
  }
  void check() const override {
    if (settings_.noise_estimate > settings_.friction)
      fail_about("sampler.noise_estimate", "is more than sampler.friction = {}: no noise could make up for it",
                 settings_.friction);
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Sghmc>(settings_); }

 private:
  FrictionSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_sghmc() { return std::make_unique<ChosenSghmc>(); }

}  // namespace starling::sgmcmc
