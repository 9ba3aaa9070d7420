// Langevin steps whose length falls along a cosine, again and again.
#include <algorithm>
#include <cmath>
#include <memory>

#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::sgmcmc {

namespace {

/// Step k of cycles of K: epsilon (cos(pi (k mod K) / K) + 1) / 2; what the last fifth of a cycle leaves is drawn. Zhang, Li,
/// Zhang, Chen and Wilson, ICLR (2020).
class Cyclical final : public Sampler {
 public:
  explicit Cyclical(std::int64_t cycle) : cycle_(cycle) {}

  [[nodiscard]] std::int64_t drawable_before(std::int64_t number) const override {
    const std::int64_t fifth = cycle_ / 5;
    return number / cycle_ * fifth + std::max<std::int64_t>(number % cycle_ - (cycle_ - fifth), 0);
  }
  void begin(ChainSet& /*chains*/, const Unit& /*unit*/) const override {}
  void advance(ChainSet& chains, const Unit& unit) const override {
    constexpr double pi = 0x1.921fb54442d18p+1;
    const double phase = static_cast<double>(unit.number % cycle_) / static_cast<double>(cycle_);
    const double step = 0.5 * unit.step * (math::sine_cosine(pi * phase).cosine + 1.0);
    double* const gradient = chains.scratch(0);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    langevin_step(chains, unit.evaluation, step, gradient);
  }

 private:
  std::int64_t cycle_;
};

class ChosenCyclical final : public ChosenSampler {
 public:
  void describe(Schema& schema) override {
    ChosenSampler::describe(schema);
    schema.key("cycle", cycle_, "units of a cycle; the last fifth of each is drawn from")
        .required()
        .at_least(5)
        .symbol("K");
  }
  [[nodiscard]] std::string label() const override {
    return "cyclical steps reach the weights of modes only as cycles become long: the law is approximate";
  }
  [[nodiscard]] std::unique_ptr<Sampler> make() const override { return std::make_unique<Cyclical>(cycle_); }

 private:
  std::int64_t cycle_ = 0;
};

}  // namespace

std::unique_ptr<Chosen> chosen_cyclical() { return std::make_unique<ChosenCyclical>(); }

}  // namespace starling::sgmcmc
