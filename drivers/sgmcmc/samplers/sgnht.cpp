// Langevin dynamics with momenta whose friction adapts to the noise of gradients.
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::sgmcmc {

namespace {

/// zeta <- zeta + epsilon (p.p / d - T) after each step: friction rises until momenta have the temperature T.
class Sgnht final : public Sampler {
 public:
  explicit Sgnht(double noise) : noise_(noise) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"momentum"}; }
  [[nodiscard]] std::vector<std::string> scalars() const override { return {"friction"}; }
  [[nodiscard]] std::string momenta() const override { return "momentum"; }
  void begin(ChainSet& chains, const Unit& unit) const override {
    draw_momenta(chains, unit.evaluation, own(chains, 0));
    for (double& friction : own_scalar(chains, 0)) friction = noise_;
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = chains.scratch(0);
    std::vector<double>& friction = own_scalar(chains, 0);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    chains.sweep(unit.evaluation, random::Purpose::langevin,
                 samplers::NoseHooverStep{chains.position(), momentum, gradient}, [&](std::size_t c, double* k) {
                   k[0] = unit.step;
                   k[1] = unit.step * friction[c];
                   k[2] = std::sqrt(2.0 * unit.step * noise_ * chains.temperature()[c]);
                 });
    const std::vector<double> squares = chains.products(momentum, momentum);
    for (std::size_t c = 0; c < friction.size(); ++c) {
      friction[c] +=
          unit.step * (squares[c] / static_cast<double>(chains.shape().parameters) - chains.temperature()[c]);
    }
  }

 private:
  double noise_;
};

class ChosenSgnht final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("noise", noise_, "strength of the noise that is added, and friction at the start")
        .greater_than(0)
        .symbol("A");
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Sgnht>(noise_); }

 private:
  double noise_ = 1.0;
};

}  // namespace

std::unique_ptr<Chosen> chosen_sgnht() { return std::make_unique<ChosenSgnht>(); }

}  // namespace starling::sgmcmc
