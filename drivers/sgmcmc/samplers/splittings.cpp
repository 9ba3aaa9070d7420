// Symmetric splittings of Langevin dynamics with momenta: baoab and obabo.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::sgmcmc {

namespace {

/// What both have: momenta, and the gradient at the present position.
class Splitting : public Sampler {
 public:
  explicit Splitting(double friction) : friction_(friction) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"momentum", "gradient"}; }
  [[nodiscard]] std::string momenta() const override { return "momentum"; }
  /// The gradient that begins a step is that of the step before.
  void begin(ChainSet& chains, const Unit& unit) const override {
    draw_momenta(chains, unit.evaluation, own(chains, 0));
    chains.gradient(unit.evaluation, chains.position(), own(chains, 1));
  }

 protected:
  double friction_;
};

/// B half, A half, O, A half, B half.
class Baoab final : public Splitting {
 public:
  using Splitting::Splitting;

  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = own(chains, 1);
    const double kept = math::exp(-friction_ * unit.step);
    chains.sweep(unit.evaluation, random::Purpose::langevin, samplers::SplitStep{chains.position(), momentum, gradient},
                 [&](std::size_t c, double* k) {
                   k[0] = 0.5 * unit.step;
                   k[1] = kept;
                   k[2] = std::sqrt((1.0 - kept * kept) * chains.temperature()[c]);
                 });
    chains.gradient(unit.evaluation + 1, chains.position(), gradient);
    kick(chains, 0.5 * unit.step, momentum, gradient);
  }
};

/// O half, B half, A, B half, O half.
class Obabo final : public Splitting {
 public:
  using Splitting::Splitting;

  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = own(chains, 1);
    thermalise(chains, unit.evaluation, random::Purpose::langevin, friction_, 0.5 * unit.step, momentum);
    kick(chains, 0.5 * unit.step, momentum, gradient);
    drift(chains, unit.step, momentum);
    chains.gradient(unit.evaluation + 1, chains.position(), gradient);
    kick(chains, 0.5 * unit.step, momentum, gradient);
    thermalise(chains, unit.evaluation, random::Purpose::second_langevin, friction_, 0.5 * unit.step, momentum);
  }
};

template <class Kind>
class ChosenSplitting final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("friction", friction_, "of the momenta").greater_than(0).symbol("gamma");
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Kind>(friction_); }

 private:
  double friction_ = 1.0;
};

}  // namespace

std::unique_ptr<Chosen> chosen_baoab() { return std::make_unique<ChosenSplitting<Baoab>>(); }
std::unique_ptr<Chosen> chosen_obabo() { return std::make_unique<ChosenSplitting<Obabo>>(); }

}  // namespace starling::sgmcmc
