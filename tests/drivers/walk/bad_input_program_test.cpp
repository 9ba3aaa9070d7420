// Bad decks of the walk job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string walk_deck(const std::string& name) { return runs_of("walk").deck(name); }

TEST(WalkBadInput, Decks) {
  const Scratch scratch;
  const std::string quick = "quick";
  const std::string metropolis = "karate_metropolis";
  expect_refused(
      {
          {"unknown graph", quick, {"--graph.name=rign"}, {"no such graph", "ring"}},
          {"a ring of two", "ring", {"--graph.nodes=2"}, {"graph.nodes", "at least 3"}},
          {"a grid of one", "grid", {"--graph.rows=1", "--graph.columns=1"}, {"graph.columns", "two columns"}},
          {"a grid beyond memory", "grid", {"--graph.rows=100000", "--graph.columns=100000"}, {"graph.columns"}},
          {"steps that forget too slowly", quick, {"--walk.step_exponent=0.5"}, {"walk.step_exponent", "greater than"}},
          {"steps that fall too fast", quick, {"--walk.step_exponent=1.1"}, {"walk.step_exponent", "at most 1"}},
          {"gains that fall too slowly",
           "optimisation",
           {"--objective.gain_exponent=0.4"},
           {"objective.gain_exponent"}},
          {"gains that fall too fast", "optimisation", {"--objective.gain_exponent=1.2"}, {"objective.gain_exponent"}},
          {"attraction", quick, {"--walk.repulsion=-1"}, {"walk.repulsion", "at least 0"}},
          {"one token", quick, {"--run.tokens=1"}, {"run.tokens", "at least 2"}},
          {"no steps", quick, {"--run.steps=0"}, {"run.steps", "at least 1"}},
          {"a file for simple", quick, {"--walk.weights=w.csv"}, {"walk.weights", "does nothing"}},
          {"columns of nothing", quick, {"--functions.columns=a"}, {"functions.columns", "belong together"}},
          {"a function of a name that is taken",
           quick,
           {"--functions.file=f.csv", "--functions.columns=degree"},
           {"functions.columns", "'degree'", "functions.degree = false"}},
          {"a function twice",
           quick,
           {"--functions.file=f.csv", "--functions.columns=a a"},
           {"functions.columns", "'a'"}},
          {"an unknown method", quick, {"--walk.method=hdx"}, {"walk.method", "hdt"}},
          {"no curvature", "optimisation", {"--objective.curvature=0"}, {"objective.curvature", "greater than 0"}},
          {"columns of no objective", "optimisation", {"--objective.columns=a"}, {"objective.columns"}},
      },
      scratch, &walk_deck);
}

TEST(WalkBadInput, Files) {
  const Scratch scratch;
  const auto with = [&](const std::string& key, const std::string& text) {
    static int number = 0;
    const fs::path file = scratch / ("file_" + std::to_string(++number));
    write_file(file, text);
    return "--" + key + "=" + file.string();
  };
  std::string weights = "node,weight\n";
  for (int node = 1; node <= 34; ++node) weights += std::to_string(node) + (node == 5 ? ",-1\n" : ",1\n");
  std::string short_weights = weights.substr(0, weights.size() - 5);
  expect_refused(
      {
          {"two components", "quick", {with("graph.file", "1 2\n3 4\n4 5\n")}, {"largest of 2", "3 of 5 nodes"}},
          {"a directed graph", "quick", {with("graph.file", "1 2\n2 1\n2 3\n")}, {"directed", "2 -> 3"}},
          {"weighted edges", "quick", {with("graph.file", "1 2 0.5\n")}, {"3 words", "no weights"}},
          {"a negative label", "quick", {with("graph.file", "1 -2\n")}, {"negative label"}},
          {"a label beyond doubles", "quick", {with("graph.file", "1 9007199254740993\n")}, {"2^53"}},
          {"no edges", "quick", {with("graph.file", "# nothing\n3 3\n")}, {"holds no edge"}},
          {"no file", "quick", {"--graph.file=nowhere.txt"}, {"graph.file", "nowhere.txt"}},
          {"a negative weight", "karate_metropolis", {with("walk.weights", weights)}, {"node 5", "greater than 0"}},
          {"a missing weight",
           "karate_metropolis",
           {with("walk.weights", short_weights)},
           {"walk.weights", "node 34", "no row"}},
          {"an infinite weight",
           "karate_metropolis",
           {with("walk.weights", "node,weight\n1,inf\n")},
           {"walk.weights:", "column weight"}},
          {"weights of no name", "karate_metropolis", {with("walk.weights", "node,w\n1,1\n")}, {"walk.weights:"}},
          {"an unknown node", "karate_metropolis", {with("walk.weights", "node,weight\n99,1\n")}, {"no node 99"}},
          {"a start nowhere", "quick", {"--walk.start=99"}, {"walk.start", "no node 99"}},
          {"too much repulsion", "grid", {"--walk.repulsion=49"}, {"walk.repulsion", "at most"}},
          {"fewer rows than nodes", "logistic", {"--graph.nodes=24"}, {"objective.file", "23 rows"}},
      },
      scratch, &walk_deck);
}

TEST(WalkBadInput, MoreMemoryThanThereIsIsRefusedAtOnce) {
  const Scratch scratch;
  for (const Arguments& large : {Arguments{walk_deck("grid"), "--run.tokens=100000000"},
                                 Arguments{walk_deck("ring"), "--run.tokens=2", "--graph.nodes=1000000000"}}) {
    Arguments arguments = large;
    arguments.emplace_back("--output.directory=run");
    const Outcome outcome = run(2, arguments, scratch.folder());
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.errors.find("not enough memory"), std::string::npos) << outcome.errors;
    EXPECT_NE(outcome.errors.find("run.tokens"), std::string::npos) << outcome.errors;
  }
}

}  // namespace
}  // namespace starling::test
