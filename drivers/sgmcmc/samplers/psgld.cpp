// Langevin dynamics scaled by the mean square of the gradient.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/samplers/langevin.hpp"

namespace starling::sgmcmc {

namespace {

struct PsgldSettings {
  double memory = 0.99;
  double damping = 1e-5;
  bool reproduce_published = false;
};

/// Scales are found in the burn-in and kept from then on: while they change they remember the path, and the law is wrong.
class Psgld final : public Sampler {
 public:
  explicit Psgld(const PsgldSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"mean_square"}; }
  void begin(ChainSet& chains, const Unit& unit) const override {
    chains.gradient(unit.evaluation, chains.position(), chains.scratch(0));
    remember(chains, 0.0);
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const gradient = chains.scratch(0);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    if (unit.burning_in || settings_.reproduce_published) remember(chains, settings_.memory);
    chains.sweep(unit.evaluation, random::Purpose::langevin,
                 samplers::ScaledLangevinStep{chains.position(), gradient, own(chains, 0)},
                 [&](std::size_t c, double* k) {
                   k[0] = unit.step;
                   k[1] = std::sqrt(2.0 * unit.step * chains.temperature()[c]);
                   k[2] = settings_.damping;
                 });
  }

 private:
  void remember(ChainSet& chains, double memory) const {
    chains.quiet_sweep(samplers::MeanSquare{own(chains, 0), chains.scratch(0)},
                       [memory](std::size_t, double* k) { k[0] = memory; });
  }

  PsgldSettings settings_;
};

class ChosenPsgld final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("memory", settings_.memory, "per unit, of the mean square V of the gradient")
        .at_least(0)
        .less_than(1)
        .symbol("alpha");
    schema.key("damping", settings_.damping, "added to the root of V").greater_than(0).symbol("lambda");
    schema.key("reproduce_published", settings_.reproduce_published,
               "let V change while sampling too, as published: the law is then wrong, by half of a variance and more");
  }
  [[nodiscard]] bool needs_burn_in() const override { return !settings_.reproduce_published; }
  [[nodiscard]] std::string label() const override {
    return settings_.reproduce_published
               ? "psgld as published, its scales changing while it samples: known to be biased, for comparison only"
               : "";
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Psgld>(settings_); }

 private:
  PsgldSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_psgld() { return std::make_unique<ChosenPsgld>(); }

}  // namespace starling::sgmcmc
