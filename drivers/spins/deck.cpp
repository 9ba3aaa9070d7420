// Declaring and checking the keys of the spins deck.
#include "drivers/spins/deck.hpp"

namespace starling::spins {

std::vector<Selection*> selections(Deck& deck) { return {&deck.patterns}; }

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "How long, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("sweeps", deck.sweeps, "sweeps over all spins")
      .required()
      .at_least(1)
      .at_most(1e12)
      .may_change_on_restart();
  schema.key("equilibration", deck.equilibration, "sweeps before anything is averaged").at_least(0);
  schema.section(
      "ensemble",
      "How many memories; standard errors are over sets of patterns where there are several, else over starts.");
  schema.key("replicas", deck.replicas, "sets of patterns").at_least(1).at_most(1e6);
  schema.key("starts", deck.starts, "runs with each set").at_least(1).at_most(1e6);
  schema.section("system", "Spins with the energy H = -(N/P) sum over patterns of n^P, n the overlap with a pattern.");
  schema.key("spins", deck.spins, "how many").required().at_least(2).at_most(1e6).symbol("N");
  schema.key("power", deck.power, "of the overlaps, even").at_least(2).at_most(20).symbol("P");
  schema.key("temperature", deck.temperature, "0: spins turn where the energy falls")
      .required()
      .at_least(0)
      .at_most(1e6)
      .symbol("T");
  schema.key("start", deck.start, {{"pattern", Start::pattern}, {"random", Start::random}},
             "spins that start as the first pattern, or anyhow");
  schema.key("start_overlap", deck.start_overlap, "mean overlap of that start with the first pattern")
      .at_least(0)
      .at_most(1);
  deck.patterns.describe(schema);
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "sweeps between rows of spins.csv; 0: none")
      .at_least(0)
      .may_change_on_restart();
  declare_checkpoints(schema, deck, "sweeps");
}

void check(const Schema& schema, const Deck& deck) {
  if (deck.power % 2 != 0) schema.refuse("system.power", "is odd: a pattern and its negative must be remembered alike");
  if (deck.equilibration >= deck.sweeps)
    schema.refuse("run.equilibration", fmt::format("leaves nothing of run.sweeps = {} to be averaged", deck.sweeps));
  if (deck.start == Start::random && deck.start_overlap != Deck().start_overlap)
    schema.refuse("system.start_overlap", "does nothing with system.start = random");
  const bool draws = deck.temperature > 0.0 || deck.start == Start::random || deck.start_overlap < 1.0;
  if (!draws && deck.starts > 1)
    schema.refuse("ensemble.starts",
                  "would all be the same: nothing is drawn at system.temperature = 0 from the pattern itself");
  if (!draws && deck.replicas > 1 && deck.patterns.name() == "file")
    schema.refuse("ensemble.replicas", "would all be the same: nothing is drawn");
}

bool needs_two_parts(const Deck& deck, const PatternPlan& plan) {
  // Of numbers that a double holds well enough for a bound: the largest overlap, its power, and what a flip changes of it.
  constexpr double most = 0x1p62;
  constexpr std::int64_t most_in_two_parts = std::int64_t{1}
                                             << 28;  // of numbers below 2^32, added up with factors up to 4
  const auto examples = static_cast<double>(plan.largest());
  const double largest = static_cast<double>(deck.spins) * examples + 2.0 * examples;
  double change = 2.0 * examples * static_cast<double>(deck.power) * static_cast<double>(plan.count);
  double power = largest;
  for (std::int64_t k = 1; k < deck.power; ++k) {
    change *= largest;
    power *= largest;
  }
  if (power < most && (change < most || plan.count < most_in_two_parts)) return change >= most;
  if (power >= most) {
    fail(
        ExitCode::bad_input,
        "system.spins: overlaps of {} spins to the power {} do not fit into the 64-bit integers in which they are kept",
        deck.spins, deck.power);
  }
  fail(ExitCode::bad_input,
       "patterns: sums over {} of them do not fit into the two 64-bit integers in which they are kept; {} would",
       plan.count, most_in_two_parts - 1);
}

}  // namespace starling::spins
