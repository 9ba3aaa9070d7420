// Declaring and checking the keys of the diffusion deck.
#include "drivers/diffusion/deck.hpp"

#include "engine/run/population_keys.hpp"

namespace starling::diffusion {

namespace {

void check_process(const Schema& schema, const Deck& deck, const Mixture& target, const Mixture& second) {
  const bool interpolates = deck.process->interpolates();
  const std::string process = "process.name = " + deck.process_name;
  if (interpolates && second.dimension == 0)
    schema.refuse("second.name", "is missing: " + process + " goes from it to the target");
  if (second.dimension > 0 && second.dimension != target.dimension)
    schema.refuse("second.name", fmt::format("is a mixture in {} dimensions, and the target one in {}",
                                             second.dimension, target.dimension));
  if (interpolates && deck.solver->needs_noising())
    schema.refuse("solver.name", fmt::format("{} is written in the levels of a noising process, which {} does not have",
                                             deck.solver_name, process));
  if (!interpolates && deck.solver_name == "interpolant_sde")
    schema.refuse("solver.name", "interpolant_sde does not go with " + process + "; take euler_maruyama");
  const GridSettings& grid = deck.solver->grid();
  if (interpolates && (grid.spacing != GridSettings().spacing || grid.rho != GridSettings().rho))
    schema.refuse(grid.rho != GridSettings().rho ? "solver.rho" : "solver.grid",
                  "does nothing with " + process + ", whose times are even");
  if (grid.spacing != Spacing::edm && grid.rho != GridSettings().rho)
    schema.refuse("solver.rho", "does nothing without solver.grid = edm");
}

void check_start(const Schema& schema, const Deck& deck, const Mixture& target) {
  if (deck.start == Start::normal && deck.process->interpolates())
    schema.refuse("ensemble.start", "normal is no law that an interpolant starts from; take exact or quantiles");
  if (deck.start == Start::quantiles && target.dimension > 1)
    schema.refuse("ensemble.start",
                  "quantiles are for one dimension; the target has " + std::to_string(target.dimension));
  if (deck.start == Start::quantiles && deck.replicas > 1 && !deck.solver->draws())
    schema.refuse("ensemble.replicas",
                  "would all be the same: nothing is drawn with ensemble.start = quantiles and "
                  "solver.name = " +
                      deck.solver_name);
}

/// Whether the product has no mass far out: for each Gaussian of a factor with a positive exponent there is one of every factor with
/// a negative exponent that it outweighs along all components. Exact on a line, sufficient in more dimensions.
bool is_bounded(const std::vector<Factor>& factors) {
  for (const Factor& up : factors) {
    for (const Factor& down : factors) {
      if (up.exponent <= 0.0 || down.exponent >= 0.0) continue;
      for (int k = 0; k < up.mixture.components(); ++k) {
        bool outweighs = false;
        for (int l = 0; l < down.mixture.components(); ++l) {
          bool everywhere = true;
          for (int c = 0; c < up.mixture.dimension; ++c)
            everywhere =
                everywhere &&
                up.exponent / up.mixture.variance_of(k, c) + down.exponent / down.mixture.variance_of(l, c) > 0.0;
          outweighs = outweighs || everywhere;
        }
        if (!outweighs) return false;
      }
    }
  }
  return true;
}

void check_correction(const Schema& schema, const Deck& deck, const Mixture& target, const Mixture& second) {
  const std::string correction = "correction.name = " + deck.correction_name;
  const bool corrects = deck.correction_name != "none";
  if (second.dimension > 0 && !deck.process->interpolates() && !deck.correction->needs_second())
    schema.refuse("second.name", "does nothing with " + correction + " and process.name = " + deck.process_name);
  if (!corrects) return;
  if (!deck.process->explodes())
    schema.refuse("correction.name", deck.correction_name + " needs process.name = ve, in whose variance it steps");
  if (!deck.solver->weighed_churn())
    schema.refuse("correction.name",
                  deck.correction_name + " needs solver.name = euler_maruyama, whose step it weighs");
  const CorrectionSettings& settings = deck.correction->settings();
  if (settings.weights == Weights::exact && *deck.solver->weighed_churn() == 0.0)
    schema.refuse("solver.eta", "is 0: exact weights need a step with noise");
  const bool resamples = settings.weights == Weights::published || settings.ess_threshold > 0.0;
  if (settings.weights != Weights::exact && resamples && *deck.solver->weighed_churn() == 0.0)
    schema.refuse("solver.eta", "is 0: copies made by resampling would never part");
  if (settings.weights == Weights::published && settings.ess_threshold != CorrectionSettings().ess_threshold)
    schema.refuse("correction.ess_threshold",
                  "does nothing with correction.weights = published, which always resamples");
  if (deck.correction->needs_second() && second.dimension == 0)
    schema.refuse("second.name", "is missing: " + correction + " needs it");
  if (deck.start != Start::exact)
    schema.refuse("ensemble.start", "does nothing with " + correction + ", whose particles start from a normal law");
  const std::vector<Factor> factors = deck.correction->factors(target, second);
  int components = 0;
  for (const Factor& factor : factors) components += factor.mixture.components();
  if (!is_bounded(factors)) {
    schema.refuse("correction.name", deck.correction_name +
                                         " of these mixtures grows without bound: a factor with a negative "
                                         "exponent needs the wider Gaussians");
  }
  if (components > most_field_components)
    schema.refuse("correction.name", "has more Gaussians in its factors than the 64 that a step can hold");
}

}  // namespace

void choose(Deck& deck, std::span<const Assignment> given) {
  deck.target = choose_as<ChosenTarget>(target_choice(), given);
  deck.second = choose_as<ChosenTarget>(second_choice(), given);
  deck.process = choose_as<ChosenProcess>(process_choice(), given);
  deck.solver = choose_as<Solver>(solver_choice(), given);
  deck.correction = choose_as<ChosenCorrection>(correction_choice(), given);
}

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.section("ensemble", "How many particles, in how many independent runs, and where they start.");
  declare_particles(schema, deck.particles);
  schema.key("replicas", deck.replicas, "independent runs, spread over the ranks; standard errors are over them")
      .at_least(1)
      .at_most(1e6);
  schema.key("start", deck.start, {{"normal", Start::normal}, {"exact", Start::exact}, {"quantiles", Start::quantiles}},
             "without a correction: N(0, b²) of the first level, draws from the exact law there, or its quantiles");
  target_choice().describe(schema, deck.target_name, deck.target.get());
  second_choice().describe(schema, deck.second_name, deck.second.get());
  process_choice().describe(schema, deck.process_name, deck.process.get());
  solver_choice().describe(schema, deck.solver_name, deck.solver.get());
  correction_choice().describe(schema, deck.correction_name, deck.correction.get());
  schema.section("output", "Where results go, and how often. A unit of work is a step of the solver.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between rows of curves.csv; 0: none")
      .at_least(0)
      .may_change_on_restart();
  schema.key("samples_every", deck.samples_every, "steps between files of all particles; 0: only at the end")
      .at_least(0)
      .may_change_on_restart();
  schema.key("distances", deck.distances, "compare the particles of the end with the exact law, where that is known");
  declare_checkpoints(schema, deck, "steps");
}

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] {
    deck.process->check();
    deck.solver->check();
    const Mixture target = deck.target->make("target");
    const Mixture second = deck.second->make("second");
    check_process(schema, deck, target, second);
    static_cast<void>(deck.process->make(target, second));
    check_start(schema, deck, target);
    check_correction(schema, deck, target, second);
  });
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (deck.replicas > most / deck.particles)
    schema.refuse("ensemble.replicas", "replicas times particles are more than 2^52");
}

}  // namespace starling::diffusion
