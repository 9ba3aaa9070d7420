// Known mistakes in samplers, made on purpose: the exact answers that the right forms give must show each of them.
//
// A wrong form misses the exact value by five standard errors, and gives what is known of it within four.
#include <utility>

#include "drivers/sgmcmc/samplers/langevin_steps.hpp"
#include "kernels/samplers/momentum.hpp"
#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

/// sghmc whose noise has the amplitude C instead of the root of C.
class WrongNoise final : public Sampler {
 public:
  explicit WrongNoise(double friction) : friction_(friction) {}

  [[nodiscard]] std::vector<std::string> vectors() const override { return {"momentum"}; }
  void begin(ChainSet& chains, const Unit& unit) const override {
    draw_momenta(chains, unit.evaluation, own(chains, 0));
  }
  void advance(ChainSet& chains, const Unit& unit) const override {
    double* const momentum = own(chains, 0);
    double* const gradient = chains.scratch(0);
    drift(chains, unit.step, momentum);
    chains.gradient(unit.evaluation, chains.position(), gradient);
    chains.sweep(unit.evaluation, random::Purpose::langevin, samplers::FrictionStep{momentum, gradient},
                 [&](std::size_t c, double* k) {
                   k[0] = unit.step;
                   k[1] = unit.step * friction_;
                   k[2] = friction_ * std::sqrt(2.0 * unit.step * chains.temperature()[c]);
                 });
  }

 private:
  double friction_;
};

TEST(SgmcmcWrongForms, NoiseAsTheFrictionInsteadOfItsRoot) {
  for (const double friction : {0.1, 4.0}) {
    DeckChains chains(sgmcmc_text("name = gaussian\ndimension = 10",
                                  fmt::format("name = sghmc\nstep = 0.05\nfriction = {}", friction),
                                  "count = 64\nburn_in = 2000\nsteps = 10000\nkeep_every = 20"),
                      [&](const auto&) { return std::make_unique<WrongNoise>(friction); });
    const double damping = 1.0 - 0.025 * friction;
    const double exact = damping / (damping - 0.0025 / 4.0);
    expect_wrong(chains, fmt::format("sghmc with noise as C = {}", friction), chains.run().mean_of("mean_square"),
                 {friction * exact, 0.0}, exact);
  }
}

/// Takes back the reversal of momenta after a rejection. Its sampler has one array, of momenta, after the position.
class Unreversed final : public Sampler {
 public:
  explicit Unreversed(std::unique_ptr<Sampler> right) : right_(std::move(right)) { right_->place({1, 0}); }

  [[nodiscard]] std::vector<std::string> vectors() const override { return right_->vectors(); }
  [[nodiscard]] std::vector<std::string> scalars() const override { return right_->scalars(); }
  [[nodiscard]] std::uint64_t evaluations() const override { return right_->evaluations(); }
  [[nodiscard]] bool proposes() const override { return true; }
  void begin(ChainSet& chains, const Unit& unit) const override { right_->begin(chains, unit); }
  void advance(ChainSet& chains, const Unit& unit) const override {
    const std::vector<double> before = chains.accepted();
    right_->advance(chains, unit);
    for (std::size_t c = 0; c < before.size(); ++c) {
      if (chains.accepted()[c] != before[c]) continue;
      std::vector<double> momentum = chains.load(1, c);
      for (double& p : momentum) p = -p;
      chains.store(1, c, momentum);
    }
  }

 private:
  std::unique_ptr<Sampler> right_;
};

DeckChains unreversed(const std::string& sampler) {
  return DeckChains(sgmcmc_text("name = quartic\nstart_spread = 0.3", sampler,
                                "count = 512\nburn_in = 200\nsteps = 2000\nkeep_every = 8"),
                    [](std::unique_ptr<Sampler> right) { return std::make_unique<Unreversed>(std::move(right)); });
}

TEST(SgmcmcWrongForms, MomentaThatAreNotReversedAfterARejection) {
  constexpr double quartic = 0.675978240067285;
  struct Row {
    std::string numbers;
    Average wrong;
  };
  for (const Row& row : {Row{"step = 0.7\nfriction = 0.3\nsteps = 3", {0.823, 0.002}},
                         Row{"step = 0.9\nfriction = 0.1\nsteps = 2", {0.954, 0.003}}}) {
    DeckChains chains = unreversed("name = sggmc\n" + row.numbers);
    expect_wrong(chains, "sggmc without reversal", chains.run().mean_of("mean_square"), row.wrong, quartic);
  }
  // Where this one goes depends on how long it runs: no number is known of it.
  DeckChains chains = unreversed("name = amagold\nstep = 0.7\nfriction = 0.3\nsteps = 3");
  expect_missed(chains, "amagold without reversal", chains.run().mean_of("mean_square"), quartic);
}

}  // namespace
}  // namespace starling::sgmcmc::testing_support
