// Bad decks of the jump job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string jump_deck(const std::string& name) { return runs_of("jump").deck(name); }

TEST(JumpBadInput, Decks) {
  const Scratch scratch;
  const std::string quick = "quick";
  const std::string clones = "large_deviations";
  const std::string network = "schlogl";
  expect_refused(
      {
          {"unknown model", quick, {"--model.name=flashing"}, {"no such model", "flashing_ratchet"}},
          {"unknown method", quick, {"--method.name=simulat"}, {"no such method", "simulate"}},
          {"no switching", quick, {"--model.switching=0"}, {"model.switching", "greater than 0"}},
          {"one path", quick, {"--method.paths=1"}, {"method.paths", "at least 2"}},
          {"no interval", quick, {"--method.interval=0"}, {"method.interval", "greater than 0"}},
          {"a burn-in of states", quick, {"--method.burn_in=2"}, {"method.burn_in", "does nothing"}},
          {"bins of states", quick, {"--method.bins=20"}, {"method.bins", "does nothing"}},
          {"a start of a network", network, {"--method.start=2"}, {"method.start", "model.start"}},
          {"a passage of a network", network, {"--method.passage_to=2"}, {"method.passage_to", "does nothing"}},
          {"a current of a network", network, {"--method.current=0 1"}, {"method.current", "does nothing"}},
          {"a burn-in of everything", network, {"--method.burn_in=400"}, {"method.burn_in", "leaves nothing"}},
          {"an odd number of clones", clones, {"--method.clones=101"}, {"method.clones", "even"}},
          {"a current without pairs", clones, {"--method.observable=current"}, {"method.current", "is missing"}},
          {"pairs without a current", clones, {"--method.current=0 1"}, {"method.current", "does nothing"}},
          {"clones that never count", clones, {"--method.burn_in=250"}, {"method.burn_in", "leaves nothing"}},
          {"observations that cannot be wrong", "posterior", {"--method.error=0"}, {"method.error", "greater than 0"}},
          {"no prior", "posterior", {"--method.shape=0"}, {"method.shape", "greater than 0"}},
          {"nothing kept", "posterior", {"--method.burn_in=5998"}, {"method.sweeps", "fewer than 4 draws"}},
          {"chains of a likelihood", "likelihood", {"--run.replicas=2"}, {"run.replicas", "all be the same"}},
          {"more paths than squares add up", network, {"--method.paths=9000001"}, {"method.paths", "at most 9000000"}},
          {"a crowd", network, {"--model.start=1000001"}, {"model.start", "at most 1000000"}},
          {"more jumps than are counted", quick, {"--method.jump_limit=2000000001"}, {"method.jump_limit"}},
          {"a prior of a posterior",
           "posterior",
           {"--prior.name=gamma", "--prior.shape=2", "--prior.rate=2"},
           {"prior.name", "does nothing with method.name = posterior"}},
          {"an unknown prior", "pairs", {"--prior.name=gama"}, {"no such prior", "gamma"}},
          {"half a prior", "pairs", {"--prior.rate="}, {"prior.rate"}},
          {"a prior without shape", "pairs", {"--prior.shape=0"}, {"prior.shape", "greater than 0"}},
          {"certain errors", "pairs", {"--method.error=1"}, {"method.error", "less than 1"}},
          {"errors that nobody sees", quick, {"--method.error=0.1"}, {"method.error", "without a prior"}},
          {"jumps that nobody keeps", quick, {"--method.jumps_kept=5"}, {"method.jumps_kept", "without a prior"}},
          {"errors of counts",
           network,
           {"--prior.name=gamma", "--prior.shape=2", "--prior.rate=2", "--run.replicas=2", "--method.error=0.1"},
           {"method.error", "does nothing with model.name"}},
          {"two laws of the start", "two_states", {"--method.start_law=uniform"}, {"method.start_law", "method.start"}},
          {"a law of a network's start", network, {"--method.start_law=uniform"}, {"method.start_law", "model.start"}},
          {"too great a tilt", clones, {"--method.tilt=1000"}, {"method.tilt", "at most 100"}},
      },
      scratch, &jump_deck);
}

TEST(JumpBadInput, RatesAndNetworks) {
  const Scratch scratch;
  const std::string two = "two_states";
  const std::string network = "schlogl";
  const auto matrix = [](const std::string& numbers) { return "--model.matrix=" + numbers; };
  write_file(scratch / "falls.csv", "time,state\n1,0\n0.5,1\n");
  write_file(scratch / "third.csv", "time,state\n1,0\n2,2\n");
  write_file(scratch / "rates.csv", "a,b\n0,1\n2,0\n3,1\n");
  expect_refused(
      {
          {"a negative rate", two, {matrix("0 -1 1 0")}, {"model.matrix", "from state 0 to 1 is -1"}},
          {"no square", two, {matrix("0 1 1")}, {"model.matrix", "no square matrix"}},
          {"one state", two, {matrix("0")}, {"model.matrix", "1 states"}},
          {"no rates", two, {"--model.matrix="}, {"model.matrix", "must be given"}},
          {"a likelihood of nothing",
           "likelihood",
           {matrix("0 0 0 0")},
           {"model.matrix", "no rate above 0: likelihood"}},
          {"a posterior of nothing", "posterior", {matrix("0 0 0 0")}, {"model.matrix", "no rate above 0: posterior"}},
          {"rows of the wrong number",
           two,
           {"--model.matrix=", "--model.file=" + (scratch / "rates.csv").string(), "--model.columns=a b"},
           {"model.file", "3 rows"}},
          {"entropy of reactions without return",
           "lotka_volterra",
           {"--method.entropy=true"},
           {"method.entropy", "reaction 0", "none goes back"}},
          {"entropy by one of two ways",
           "immigration_death",
           {"--method.entropy=true", "--model.constants=10 1 1", "--model.reactants=0 1 1", "--model.products=1 0 0"},
           {"method.entropy", "by reaction 1 or by 2"}},
          {"entropy of a way without return",
           two,
           {matrix("0 1 0 0")},
           {"method.entropy", "0 goes to 1", "never back"}},
          {"an absorbing state",
           two,
           {matrix("0 1 0 0"), "--method.entropy=false", "--method.start="},
           {"method.start", "state 1 is absorbing"}},
          {"two classes",
           two,
           {matrix("0 1 0 0 1 0 0 0 0 0 0 1 0 0 1 0"), "--method.start="},
           {"method.start", "cannot be reached"}},
          {"a start beyond the states", two, {"--method.start=2"}, {"method.start", "0 to 1"}},
          {"a passage beyond the states", two, {"--method.passage_to=5"}, {"method.passage_to", "0 to 1"}},
          {"half a pair", two, {"--method.current=0 1 1"}, {"method.current", "pairs"}},
          {"a pair twice", two, {"--method.current=0 1 0 1"}, {"method.current", "twice"}},
          {"a pair and its reverse", two, {"--method.current=0 1 1 0"}, {"method.current", "both directions"}},
          {"a pair that never jumps", "quick", {"--method.current=0 4"}, {"method.current", "0 4 never counts"}},
          {"an endless slice", "large_deviations", {"--method.slice=1000000"}, {"method.slice", "at most"}},
          {"no pair of states", two, {"--method.current=0 0"}, {"method.current", "no pair"}},
          {"times that fall",
           "posterior",
           {"--method.file=" + (scratch / "falls.csv").string()},
           {"method.file", "does not come after"}},
          {"a state that is none",
           "likelihood",
           {"--method.file=" + (scratch / "third.csv").string()},
           {"method.file", "none of 0 to 1"}},
          {"a posterior of a network",
           "posterior",
           {"--model.name=reaction_network", "--model.matrix=", "--model.start=1", "--model.constants=1",
            "--model.reactants=0", "--model.products=1"},
           {"method.name", "reaction_network"}},
          {"clones of a network",
           "large_deviations",
           {"--model.name=reaction_network", "--model.potential=", "--model.switching=", "--model.start=1",
            "--model.constants=1", "--model.reactants=0", "--model.products=1"},
           {"method.name", "reaction_network"}},
          {"a reaction too few", network, {"--model.constants=1 2 3"}, {"model.reactants", "3 reactions"}},
          {"half a molecule", network, {"--model.products=3 2 0.5 0"}, {"model.products", "no whole number"}},
          {"a negative constant", network, {"--model.constants=1 1 1 -1"}, {"model.constants", "at least 0"}},
      },
      scratch, &jump_deck);
}

TEST(JumpBadInput, Priors) {
  const Scratch scratch;
  const auto uniform = [](const std::string& low, const std::string& high) {
    return Arguments{"--run.replicas=2", "--prior.name=log_uniform", "--prior.low=" + low, "--prior.high=" + high};
  };
  expect_refused(
      {
          {"shapes of a third rate",
           "pairs",
           {"--prior.shape=1 2 3"},
           {"prior.shape", "has 3 numbers", "2 parameters"}},
          {"a rate that is none",
           "pairs",
           {"--prior.parameters=rate_1_1"},
           {"prior.parameters", "rate_1_1", "rate_0_1"}},
          {"a rate twice", "pairs", {"--prior.parameters=rate_1_0 rate_1_0"}, {"prior.parameters", "twice"}},
          {"nothing to draw",
           "two_states",
           {"--model.matrix=0 0 0 0", "--run.replicas=2", "--prior.name=gamma", "--prior.shape=1", "--prior.rate=1"},
           {"prior.name", "draws nothing"}},
          {"bounds in the wrong order", "quick", uniform("2", "1"), {"prior.low", "not below", "potential"}},
          {"a potential beyond", "quick", uniform("1", "200 300"), {"prior.high", "200", "potential", "at most 100"}},
          {"a draw beyond",
           "quick",
           {"--run.replicas=2", "--prior.name=gamma", "--prior.shape=4 3", "--prior.rate=0.01 1"},
           {"prior.name", "draws potential", "replica 0", "at most 100"}},
          {"a mean over one", "pairs", {"--run.replicas=1"}, {"run.replicas", "2 or more"}},
          {"passages of the quick",
           "pairs",
           {"--method.passage_to=1"},
           {"method.passage_to", "does not go with a prior"}},
          {"a draw of nothing", "pairs", {"--prior.shape=0.0001"}, {"prior.name", "draws rate", "at least 1e-100"}},
      },
      scratch, &jump_deck);
}

TEST(JumpBadInput, AnExplosionEndsTheRun) {
  const Scratch scratch;
  // By the number of its reactions, or without that limit by that of its molecules.
  for (const std::string limit : {"10000", "1000000000"}) {
    const Outcome outcome = run(2,
                                {jump_deck("immigration_death"), "--output.directory=run_" + limit,
                                 "--model.constants=1 1", "--model.reactants=2 1", "--model.products=3 0",
                                 "--model.start=20", "--method.paths=4", "--method.jump_limit=" + limit},
                                scratch.folder());
    EXPECT_EQ(outcome.code, 3);
    EXPECT_NE(outcome.errors.find("the network explodes"), std::string::npos) << outcome.errors;
  }
}

TEST(JumpBadInput, RatesThatNothingBoundsEndTheRun) {
  const Scratch scratch;
  write_file(scratch / "near.csv", "time,state\n0.000001,0\n20,1\n");
  const Outcome outcome = run(2,
                              {jump_deck("posterior"), "--output.directory=run", "--run.replicas=1", "--method.shape=5",
                               "--method.rate=0.000001", "--method.file=" + (scratch / "near.csv").string()},
                              scratch.folder());
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.errors.find("narrower prior"), std::string::npos) << outcome.errors;
}

}  // namespace
}  // namespace starling::test
