// The keys of decoding, and what a deck may combine.
#include "drivers/diffusion/decoding/word_problem.hpp"
#include "drivers/diffusion/methods/decoding.hpp"
#include "drivers/diffusion/methods/transport.hpp"
#include "engine/run/population_keys.hpp"

namespace starling::diffusion {

namespace {

/// Random numbers of one particle in one step, at most.
constexpr std::int64_t most_picked_numbers = 268435456;

/// Counters of noise must not wrap round: four numbers of 32 bits for each normal one.
void check_draws(const Schema& schema, const DecodingSettings& settings, int numbers) {
  const DecodingPlan plan = settings.plan();
  const std::int64_t draws = plan.evaluations(plan.candidates);
  if (draws * numbers <= most_picked_numbers) return;
  schema.refuse(
      settings.values == ValueKind::monte_carlo ? "method.samples" : "method.candidates",
      fmt::format("needs {} draws of {} numbers per particle and step, for {} candidates; {} numbers are the most",
                  draws, numbers, plan.candidates, most_picked_numbers));
}

void check_words(const Schema& schema, const Deck& deck, const DecodingSettings& settings) {
  const MaskedChain chain = *deck.target->chain();
  for (const Selection* const section :
       {static_cast<const Selection*>(&deck.process), static_cast<const Selection*>(&deck.solver)}) {
    if (section->name() != "none")
      schema.refuse(section->choice().word() + ".name",
                    "does nothing with target.name = chain, whose steps are target.steps");
  }
  const auto reward = deck.reward->of_words(chain.letters);
  if (!reward) schema.refuse("reward.name", deck.reward.name() + " is no reward of words; take letters");
  if (deck.start != Start::exact)
    schema.refuse("ensemble.start", "does nothing with target.name = chain, whose words start masked");
  if (settings.weights == DecodingWeights::transported)
    schema.refuse("method.weights", "transported is for diffusions: no step of a chain is only nearly right; take smc");
  check_draws(schema, settings, chain.letters.length);
  const WordProblem problem{chain, *reward, deck.reward->alpha()};
  if (settings.values == ValueKind::exact && !problem.enumerable()) {
    schema.refuse("method.values",
                  fmt::format("exact needs {:.6g} moves between {:.6g} states; {:.6g} moves are the most: take "
                              "posterior_mean or monte_carlo",
                              problem.moves(), problem.states(), most_moves));
  }
}

void check_points(const Schema& schema, const Deck& deck, const DecodingSettings& settings) {
  const Mixture target = deck.target->make("target");
  for (const Selection* const section :
       {static_cast<const Selection*>(&deck.process), static_cast<const Selection*>(&deck.solver)}) {
    if (section->name() == "none")
      schema.refuse(section->choice().word() + ".name",
                    "is missing: method.name = decoding needs it where the target is a mixture");
  }
  deck.process->check();
  deck.solver->check();
  if (deck.process->interpolates())
    schema.refuse("process.name", deck.process.name() + " has no noise to fall; decoding needs ve or vp");
  check_process(schema, deck, target, {});
  if (!deck.reward->of_points(target.dimension))
    schema.refuse("reward.name", deck.reward.name() + " is no reward of points; take linear, quadratic or indicator");
  if (!deck.solver->draws())
    schema.refuse("solver.name", deck.solver.name() + " draws no noise here: candidates and copies would never part");
  check_draws(schema, settings, target.dimension);
  if (deck.start == Start::quantiles) schema.refuse("ensemble.start", "quantiles are for solvers that draw nothing");
  if (settings.weights != DecodingWeights::transported) return;
  if (!deck.solver->weighed_churn())
    schema.refuse("method.weights", "transported needs solver.name = euler_maruyama, whose step it weighs");
  if (*deck.solver->weighed_churn() != 1.0)
    schema.refuse("solver.eta",
                  "is not 1: method.weights = transported weighs steps against the process's own, whose noise is that "
                  "of eta = 1");
  if (deck.start != Start::exact)
    schema.refuse("ensemble.start", "is not exact, which method.weights = transported needs");
}

void check_use(const Schema& schema, const DecodingSettings& settings) {
  const DecodingSettings usual;
  const auto refuse = [&](bool changed, const std::string& key, const std::string& why) {
    if (changed) schema.refuse("method." + key, "does nothing " + why);
  };
  if (settings.weighs()) {
    refuse(settings.candidates != usual.candidates, "candidates", "without method.weights = published");
    refuse(settings.pick != usual.pick, "pick", "without method.weights = published");
  } else {
    refuse(settings.ess_threshold != usual.ess_threshold, "ess_threshold", "with method.weights = published");
    refuse(settings.resampling != usual.resampling, "resampling", "with method.weights = published");
  }
  if (settings.values != ValueKind::monte_carlo)
    refuse(settings.samples != usual.samples, "samples", "without method.values = monte_carlo");
}

}  // namespace

void describe_decoding(Schema& schema, DecodingSettings& settings) {
  schema.key(
      "weights", settings.weights,
      {{"published", DecodingWeights::published},
       {"smc", DecodingWeights::smc},
       {"transported", DecodingWeights::transported}},
      "a pick among candidates at every step, as published; one candidate and weights e^((v' - v)/alpha); or these "
      "and, for diffusions, the importance weight of the solver's step");
  schema.key(
      "values", settings.values,
      {{"exact", ValueKind::exact},
       {"posterior_mean", ValueKind::posterior_mean},
       {"decoded", ValueKind::decoded},
       {"monte_carlo", ValueKind::monte_carlo}},
      "v of an unfinished x: alpha log E[e^(r/alpha) given x]; E[r given x]; r of one guess (the likeliest letters, "
      "the mean of x_0); alpha log of the mean of e^(r/alpha) over draws");
  schema.key("samples", settings.samples, "draws of a Monte Carlo value").at_least(1).at_most(1e4);
  schema.key("candidates", settings.candidates, "of the published pick").at_least(1).at_most(1e4).symbol("M");
  schema.key("pick", settings.pick, {{"soft", Pick::soft}, {"greedy", Pick::greedy}},
             "of a candidate in proportion to e^(v/alpha), or of the largest value");
  declare_ess_threshold(schema, settings.ess_threshold);
  declare_resampling(schema, settings.resampling);
}

void check_decoding(const Schema& schema, const Deck& deck, const DecodingSettings& settings) {
  check_use(schema, settings);
  deck.target->chain() ? check_words(schema, deck, settings) : check_points(schema, deck, settings);
}

}  // namespace starling::diffusion
