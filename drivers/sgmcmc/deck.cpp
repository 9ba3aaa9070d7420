// Declaring and checking the keys of the sgmcmc deck.
#include "drivers/sgmcmc/deck.hpp"

#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "drivers/sgmcmc/targets/targets.hpp"

namespace starling::sgmcmc {

namespace {

void describe_chains(Schema& schema, Deck& deck) {
  ChainSettings& chains = deck.chains;
  schema.section("chains",
                 "How many chains, at which temperature, and what is kept of them. A unit is a step, or a proposal.");
  schema.key("count", chains.count, "independent chains, spread over the ranks; with a ladder, ladders")
      .at_least(1)
      .at_most(1e6);
  schema
      .key("temperature", chains.temperature,
           "of the posterior, exp(-U / T); below 1 is a cold one. It enters noise and acceptance, never a gradient")
      .greater_than(0)
      .symbol("T");
  schema.key("warm_start", chains.warm_start, "updates by Adam from each chain's own start, before the sampler")
      .at_least(0)
      .at_most(1e12);
  schema.key("warm_start_rate", chains.warm_start_rate, "their learning rate").greater_than(0).at_most(1);
  schema.key("burn_in", chains.burn_in, "units of the sampler before the first draw").at_least(0).at_most(1e12);
  schema.key("steps", chains.steps, "units after the burn-in")
      .required()
      .at_least(1)
      .at_most(1e12)
      .may_change_on_restart();
  schema.key("keep_every", chains.keep_every, "units that can be drawn from, of which the last is kept").at_least(1);
  schema.key("batch", chains.batch, "data items of a gradient; 0: all of them").at_least(0).symbol("n");
  schema.key("shared_batches", chains.shared_batches,
             "the same batches for all chains: it correlates them, so that R-hat flatters");
}

void describe_diagnostics(Schema& schema, Deck& deck) {
  schema.section("diagnostics", "When chains pass for converged.");
  schema.key("r_hat", deck.thresholds.r_hat, "R-hat must be below this").greater_than(1).may_change_on_restart();
  schema.key("effective_draws", deck.thresholds.effective_draws, "both effective sample sizes must be above this")
      .at_least(0)
      .may_change_on_restart();
}

void check_draws(const Schema& schema, const Deck& deck) {
  const ChainSettings& chains = deck.chains;
  const std::int64_t drawn = drawable(*deck.sampler->make(), chains);
  if (chains.keep_every <= drawn) return;
  schema.refuse("chains.keep_every",
                fmt::format("is more than the {} of chains.steps = {} units that are drawn from: nothing would be kept",
                            drawn, chains.steps));
}

// A key with the value that it has by default is not refused, so that a dumped deck reads back.

void check_chains(const Schema& schema, const Deck& deck) {
  const ChainSettings& chains = deck.chains;
  const ChainSettings usual;
  if (chains.shared_batches && chains.batch == 0)
    schema.refuse("chains.shared_batches", "does nothing without chains.batch");
  if (chains.warm_start == 0 && chains.warm_start_rate != usual.warm_start_rate)
    schema.refuse("chains.warm_start_rate", "does nothing without chains.warm_start");
  if (deck.sampler->samples()) return;
  const std::string sampler = "sampler.name = " + deck.sampler.name();
  const auto refuse = [&](const char* key) {
    schema.refuse(key, "does nothing with " + sampler + ", which draws nothing");
  };
  if (chains.temperature != usual.temperature) refuse("chains.temperature");
  if (deck.thresholds.r_hat != Thresholds().r_hat) refuse("diagnostics.r_hat");
  if (deck.thresholds.effective_draws != Thresholds().effective_draws) refuse("diagnostics.effective_draws");
}

void check_sampler(const Schema& schema, const Deck& deck) {
  const ChainSettings& chains = deck.chains;
  const StepSchedule& schedule = deck.sampler->schedule();
  const std::string sampler = "sampler.name = " + deck.sampler.name();
  if (schedule.decay > 0.0 && chains.burn_in == 0)
    schema.refuse("sampler.decay", "does nothing without chains.burn_in: steps are equal while sampling");
  if (schedule.decay == 0.0 && schedule.offset != StepSchedule().offset)
    schema.refuse("sampler.offset", "does nothing without sampler.decay");
  if (!deck.sampler->takes_batches()) {
    const std::string sentence = "does nothing with " + sampler + ", whose gradients are of all data and have no noise";
    if (chains.batch > 0) schema.refuse("chains.batch", sentence);
    if (deck.target->gradient_noise() > 0.0) schema.refuse("target.gradient_noise", sentence);
  }
  if (deck.target->energy_noise() > 0.0 && deck.sampler->swaps().temperatures.size() == 1)
    schema.refuse("target.energy_noise", "does nothing with " + sampler + ": only exchanges take noisy energies");
  if (deck.sampler->needs_burn_in() && chains.burn_in == 0)
    schema.refuse("chains.burn_in", "is 0: " + sampler + " would keep the scales of a single gradient for ever");
}

/// Chains are replicates, which begin where the data came from.
void check_calibration(const Schema& schema, const Deck& deck) {
  if (!deck.target->calibrates()) return;
  const std::string target = "target.name = " + deck.target.name();
  if (!deck.sampler->samples())
    schema.refuse("sampler.name", fmt::format("{} draws nothing that {} could judge", deck.sampler.name(), target));
  if (deck.sampler->swaps().temperatures.size() > 1) {
    schema.refuse("sampler.name", fmt::format("{} exchanges chains, which have data of their own with {}",
                                              deck.sampler.name(), target));
  }
  if (deck.chains.warm_start > 0)
    schema.refuse("chains.warm_start", "leaves the law in which chains begin with " + target);
  if (deck.chains.temperature != 1.0) {
    schema.refuse("chains.temperature",
                  fmt::format("must be 1 with {}: true values are draws of no other posterior", target));
  }
  if (deck.chains.shared_batches)
    schema.refuse("chains.shared_batches", fmt::format("correlates chains, which are replicates with {}", target));
  const Thresholds usual;
  if (deck.thresholds.r_hat != usual.r_hat || deck.thresholds.effective_draws != usual.effective_draws)
    schema.refuse("diagnostics.r_hat", fmt::format("and the like do nothing with {}: its chains share no law", target));
  const std::int64_t draws = drawable(*deck.sampler->make(), deck.chains) / deck.chains.keep_every;
  if ((draws + 1) % rank_bins != 0) {
    schema.refuse("chains.steps",
                  fmt::format("leaves {} draws of a chain: ranks fall into {} equal bins if that and one "
                              "more is a multiple of {}, as with 19",
                              draws, rank_bins, rank_bins));
  }
}

}  // namespace

std::vector<Selection*> selections(Deck& deck) { return {&deck.target, &deck.sampler}; }

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers.");
  schema.key("seed", deck.chains.seed, "seed of every random number; the same seed gives the same bits");
  deck.target.describe(schema);
  deck.sampler.describe(schema);
  describe_chains(schema, deck);
  describe_diagnostics(schema, deck);
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  declare_checkpoints(schema, deck, "units");
}

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] {
    deck.target->check();
    deck.sampler->check();
  });
  check_draws(schema, deck);
  check_chains(schema, deck);
  check_sampler(schema, deck);
  check_calibration(schema, deck);
}

}  // namespace starling::sgmcmc
