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
  schema.key("keep_every", chains.keep_every, "units from one draw to the next").at_least(1);
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

}  // namespace

void choose(Deck& deck, std::span<const Assignment> given) {
  deck.target = choose_as<ChosenTarget>(target_choice(), given);
  deck.sampler = choose_as<ChosenSampler>(sampler_choice(), given);
}

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers.");
  schema.key("seed", deck.chains.seed, "seed of every random number; the same seed gives the same bits");
  target_choice().describe(schema, deck.target_name, deck.target.get());
  sampler_choice().describe(schema, deck.sampler_name, deck.sampler.get());
  describe_chains(schema, deck);
  describe_diagnostics(schema, deck);
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  declare_checkpoints(schema, deck, "units");
}

void check(const Schema& schema, const Deck& deck) {
  try {
    deck.target->check();
    deck.sampler->check();
  } catch (const Failure& failure) {
    throw schema.placed(failure);
  }
  const ChainSettings& chains = deck.chains;
  if (chains.keep_every > chains.steps) {
    schema.refuse("chains.keep_every",
                  fmt::format("is more than chains.steps = {}: nothing would be kept", chains.steps));
  }
  if (chains.shared_batches && chains.batch == 0)
    schema.refuse("chains.shared_batches", "does nothing without chains.batch");
  if (deck.sampler->schedule().decay > 0.0 && chains.burn_in == 0)
    schema.refuse("sampler.decay", "does nothing without chains.burn_in: steps are equal while sampling");
}

}  // namespace starling::sgmcmc
