// What a deck of transport may combine.
#include "drivers/diffusion/methods/transport.hpp"

namespace starling::diffusion {

void check_grid(const Schema& schema, const Solver& solver) {
  if (solver.grid().spacing != Spacing::edm && solver.grid().rho != GridSettings().rho)
    schema.refuse("solver.rho", "does nothing without solver.grid = edm");
}

void check_process(const Schema& schema, const Deck& deck, const Mixture& target, const Mixture& second) {
  const bool interpolates = deck.process->interpolates();
  const std::string process = "process.name = " + deck.process.name();
  if (interpolates && second.dimension == 0)
    schema.refuse("second.name", "is missing: " + process + " goes from it to the target");
  if (second.dimension > 0 && second.dimension != target.dimension)
    schema.refuse("second.name", fmt::format("is a mixture in {} dimensions, and the target one in {}",
                                             second.dimension, target.dimension));
  if (interpolates && deck.solver->needs_noising())
    schema.refuse("solver.name", fmt::format("{} is written in the levels of a noising process, which {} does not have",
                                             deck.solver.name(), process));
  if (!interpolates && deck.solver.name() == "interpolant_sde")
    schema.refuse("solver.name", "interpolant_sde does not go with " + process + "; take euler_maruyama");
  if (!deck.process->diffuses() && deck.solver->draws())
    schema.refuse("solver.name", fmt::format("{} draws the noise of a reverse diffusion, which {} does not have",
                                             deck.solver.name(), process));
  const GridSettings& grid = deck.solver->grid();
  if (interpolates && (grid.spacing != GridSettings().spacing || grid.rho != GridSettings().rho))
    schema.refuse(grid.rho != GridSettings().rho ? "solver.rho" : "solver.grid",
                  "does nothing with " + process + ", whose times are even");
  check_grid(schema, *deck.solver);
}

namespace {
void check_score(const Schema& schema, const Deck& deck) {
  if (deck.score->exact()) return;
  if (deck.process->interpolates() || !deck.process->diffuses())
    schema.refuse("score.name", deck.score.name() + " is of noise that a diffusion adds, and process.name = " +
                                    deck.process.name() + " is none");
  const bool corrects = deck.correction.name() != "none";
  if (corrects && !deck.score->learned())
    schema.refuse("score.name", deck.score.name() + " does nothing with correction.name = " + deck.correction.name() +
                                    ", which goes by the exact scores of its factors");
  if (corrects && deck.correction->settings().weights == Weights::exact)
    schema.refuse("correction.weights",
                  "exact needs densities, which score.name = learned has none of; take feynman_kac");
  const bool needs_second = corrects && deck.correction->needs_second();
  if (needs_second && !deck.score->second_learned())
    schema.refuse("score.second_file", "is missing: correction.name = " + deck.correction.name() + " needs it");
  if (!needs_second && deck.score->second_learned())
    schema.refuse("score.second_file", "does nothing without a correction that has a second factor");
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
  const std::string correction = "correction.name = " + deck.correction.name();
  const bool corrects = deck.correction.name() != "none";
  if (second.dimension > 0 && !deck.process->interpolates() && !deck.correction->needs_second())
    schema.refuse("second.name", "does nothing with " + correction + " and process.name = " + deck.process.name());
  if (!corrects) return;
  if (!deck.process->explodes())
    schema.refuse("correction.name", deck.correction.name() + " needs process.name = ve, in whose variance it steps");
  if (!deck.solver->weighed_churn())
    schema.refuse("correction.name",
                  deck.correction.name() + " needs solver.name = euler_maruyama, whose step it weighs");
  const CorrectionSettings& settings = deck.correction->settings();
  if (settings.weights == Weights::exact && *deck.solver->weighed_churn() == 0.0)
    schema.refuse("solver.eta", "is 0: exact weights need a step with noise");
  const bool resamples = settings.weights == Weights::published || settings.ess_threshold > 0.0;
  if (settings.weights != Weights::exact && resamples && *deck.solver->weighed_churn() == 0.0)
    schema.refuse("solver.eta", "is 0: copies made by resampling would never part");
  if (settings.weights == Weights::published && settings.ess_threshold != CorrectionSettings().ess_threshold)
    schema.refuse("correction.ess_threshold",
                  "does nothing with correction.weights = published, which always resamples");
  if (settings.halves && settings.weights == Weights::exact)
    schema.refuse("correction.halving", "does nothing with correction.weights = exact, which are right at any step");
  if (settings.halves && deck.solver->grid().steps % 2 != 0)
    schema.refuse("correction.halving",
                  fmt::format("needs an even number of steps, not {}", deck.solver->grid().steps));
  if (deck.correction->needs_second() && second.dimension == 0)
    schema.refuse("second.name", "is missing: " + correction + " needs it");
  if (deck.start != Start::exact)
    schema.refuse("ensemble.start", "does nothing with " + correction + ", whose particles start from a normal law");
  const std::vector<Factor> factors = deck.correction->factors(target, second);
  int components = 0;
  for (const Factor& factor : factors) components += factor.mixture.components();
  if (!is_bounded(factors)) {
    schema.refuse("correction.name", deck.correction.name() +
                                         " of these mixtures grows without bound: a factor with a negative "
                                         "exponent needs the wider Gaussians");
  }
  if (components > most_field_components)
    schema.refuse("correction.name", "has more Gaussians in its factors than the 64 that a step can hold");
}

}  // namespace

void check_start(const Schema& schema, const Deck& deck, const Solver& mover) {
  const int dimension = deck.target->make("target").dimension;
  if (deck.start == Start::normal && deck.process->interpolates())
    schema.refuse("ensemble.start", "normal is no law that an interpolant starts from; take exact or quantiles");
  if (deck.start == Start::quantiles && dimension > 1)
    schema.refuse("ensemble.start", "quantiles are for one dimension; the target has " + std::to_string(dimension));
  if (deck.start == Start::quantiles && deck.replicas > 1 && !mover.draws())
    schema.refuse("ensemble.replicas",
                  "would all be the same: nothing is drawn with ensemble.start = quantiles" +
                      (deck.solver.name() == "none" ? "" : " and solver.name = " + deck.solver.name()));
}

void check_transport(const Schema& schema, const Deck& deck) {
  deck.process->check();
  deck.solver->check();
  const Mixture target = deck.target->make("target");
  const Mixture second = deck.second->make("second");
  check_process(schema, deck, target, second);
  const auto path = deck.process->make(target, second);
  const std::string objection = deck.solver->objection(deck.process.name(), *path);
  if (!objection.empty()) schema.refuse("solver.file", objection);
  deck.score->check();
  static_cast<void>(deck.score->mixture(target));
  check_score(schema, deck);
  check_start(schema, deck, *deck.solver);
  check_correction(schema, deck, target, second);
}

}  // namespace starling::diffusion
