// Kinetic temperatures, and which units are drawn from.
#include <gtest/gtest.h>

#include "drivers/sgmcmc/chains/kinetic_temperature.hpp"
#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "engine/deck/selection.hpp"
#include "kernels/random/chain_normals.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {
namespace {

/// Independent normal numbers around the mean of each chain.
ChainDraws around(const std::vector<double>& means, double spread = 0.1) {
  ChainDraws chains;
  for (std::size_t c = 0; c < means.size(); ++c) {
    const random::Key key = random::make_key(7, 0, static_cast<std::uint32_t>(c));
    std::vector<double>& chain = chains.emplace_back();
    for (std::uint64_t t = 0; t < 400; ++t) {
      chain.push_back(means[c] + spread * random::parameter_normal(0, key, t, random::Purpose::langevin));
    }
  }
  return chains;
}

TEST(KineticTemperature, SeesOneHotChain) {
  const KineticTemperature found = judge_kinetic_temperature(around({1.0, 1.0, 9.0, 1.0}), 1.0);
  EXPECT_NEAR(found.mean, 3.0, 0.02);
  EXPECT_GT(found.error, 1.5);
  EXPECT_FALSE(found.hot) << "chains differ too much for their mean to say anything";
  EXPECT_EQ(found.hot_chains, std::vector<std::size_t>{2});
}

TEST(KineticTemperature, SeesThatAllAreHot) {
  const KineticTemperature found = judge_kinetic_temperature(around({1.06, 1.06, 1.06, 1.06}), 1.0);
  EXPECT_TRUE(found.hot);
}

TEST(KineticTemperature, IsComparedWithWhatIsExpected) {
  const KineticTemperature found = judge_kinetic_temperature(around({1.11, 1.11, 1.11, 1.11}), 1.0 / (1.0 - 0.1));
  EXPECT_FALSE(found.hot);
  EXPECT_TRUE(found.hot_chains.empty());
}

TEST(KineticTemperature, DoesNotCondemnWhatIsUnsure) {
  // Errors of two per cent: of 64 chains several are beyond 1.02, none surely.
  const KineticTemperature found = judge_kinetic_temperature(around(std::vector<double>(64, 1.0), 0.4), 1.0);
  EXPECT_FALSE(found.hot);
  EXPECT_TRUE(found.hot_chains.empty());
}

TEST(DrawableUnits, AreTheLastFifthsOfCycles) {
  SelectionOf<ChosenSampler> chosen(sampler_choice());
  chosen.choose(read_assignments("[sampler]\nname = cyclical\nstep = 1\ncycle = 10\n", "test"));
  Schema schema("sgmcmc", "");
  chosen.describe(schema);
  schema.read("job = sgmcmc\n[sampler]\nname = cyclical\nstep = 1\ncycle = 10\n", "test");
  const auto sampler = chosen->make();
  std::vector<std::int64_t> found;
  for (std::int64_t unit = 0; unit < 25; ++unit) {
    if (sampler->drawable_before(unit + 1) > sampler->drawable_before(unit)) found.push_back(unit);
  }
  EXPECT_EQ(found, (std::vector<std::int64_t>{8, 9, 18, 19}));
}

}  // namespace
}  // namespace starling::sgmcmc
