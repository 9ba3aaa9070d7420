// Bad decks and data of the smc job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string smc_deck(const std::string& name) { return runs_of("smc").deck(name); }

constexpr int blow_up = 3;

/// One line that says the words, and the exit code; on as many ranks (0: started directly). Returns the line.
std::string expect_sentence(const Case& one, int ranks, int code, const Scratch& scratch) {
  const Impatience impatience;
  Arguments arguments{smc_deck(one.deck), "--output.directory=new"};
  arguments.insert(arguments.end(), one.changes.begin(), one.changes.end());
  const Outcome outcome = run(ranks, arguments, scratch.folder(), 60);
  EXPECT_FALSE(outcome.timed_out) << one.name;
  EXPECT_EQ(outcome.code, code) << one.name << ": " << outcome.errors;
  const auto lines = lines_of(outcome.errors, "starling:");
  EXPECT_EQ(lines.size(), 1U) << one.name << ": " << outcome.errors << outcome.output;
  if (lines.empty()) return {};
  expect_words(one.name, lines[0], one.words);
  return lines[0];
}

void expect_all_refused(const std::vector<Case>& cases, const Scratch& scratch) {
  expect_refused(cases, scratch, &smc_deck);
}

TEST(SmcBadInput, DecksAndCombinations) {
  const std::string sv = "stochastic_volatility";
  const Scratch scratch;
  expect_all_refused(
      {
          {"unknown model", sv, {"--model.name=stochastic_volatilty"}, {"no such model", "stochastic_volatility"}},
          {"another model's parameter",
           "gordon",
           {"--model.population=5"},
           {"does nothing with model.name = gordon", "only with sir"}},
          {"nobody's parameter", sv, {"--model.volatilty=1"}, {"no such key", "model.volatility"}},
          {"unknown key", sv, {"--method.partciles=10"}, {"--method.partciles", "method.particles"}},
          {"unknown method", sv, {"--method.name=bootstarp"}, {"bootstrap"}},
          {"unknown resampling", sv, {"--method.resampling=sistematic"}, {"systematic, stratified"}},
          {"zero particles", sv, {"--method.particles=0"}, {"method.particles", "at least 1"}},
          {"negative particles", sv, {"--method.particles=-7"}, {"method.particles"}},
          {"half a particle", sv, {"--method.particles=10.5"}, {"whole number"}},
          {"too many particles", sv, {"--method.particles=3e9"}, {"at most 2147483647"}},
          {"no replicas", sv, {"--ensemble.replicas=0"}, {"ensemble.replicas", "at least 1"}},
          {"threshold above one", sv, {"--method.ess_threshold=1.5"}, {"method.ess_threshold", "at most 1"}},
          {"negative variance", "gordon", {"--model.noise_variance=-1"}, {"model.noise_variance", "at least 0"}},
          {"a random walk has no stationary law", sv, {"--model.persistence=1"}, {"persistence", "less than 1"}},
          {"not a number", sv, {"--model.mean=nan"}, {"model.mean", "finite"}},
          {"two numbers for one", sv, {"--model.mean=1 2"}, {"model.mean"}},
          {"rows that are no laws", "hidden_markov", {"--model.start=0.6 0.3 0.2"}, {"model.start", "not to 1"}},
          {"a table of the wrong size", "hidden_markov", {"--model.transition=0.5 0.5"}, {"model.transition", "9"}},
          {"a matrix of the wrong size", "linear_gaussian_4d", {"--model.transition=1 0 0 1"}, {"transition", "16"}},
          {"no covariance", "linear_gaussian", {"--model.noise_covariance=-2"}, {"noise_covariance", "covariance"}},
          {"smoothing a static state",
           "linear_gaussian",
           {"--method.name=paris", "--model.noise_covariance=0"},
           {"noise_covariance", "method.name = paris needs the transition density", "singular"}},
          {"half a dimension", "linear_gaussian", {"--model.dimension=1.5"}, {"model.dimension", "whole"}},
          {"noise that is too smooth", "fractional_ou", {"--model.hurst=1"}, {"model.hurst", "less than 1"}},
          {"one process", "fractional_ou", {"--model.processes=1"}, {"model.processes", "at least 2"}},
          {"rates in the wrong order",
           "fractional_ou",
           {"--model.slowest=200"},
           {"slowest", "less than model.fastest"}},
          {"rates like each other", "fractional_ou", {"--model.slowest=99.9"}, {"rounding decides", "wider range"}},
          {"smoothing fractional noise",
           "fractional_ou",
           {"--method.name=ffbs", "--method.trajectories=9"},
           {"transition density"}},
          {"more infectious than people", "sir", {"--model.infectious=5000"}, {"model.infectious"}},
          {"guided without a proposal", "gordon", {"--method.name=guided"}, {"method.name", "proposal", "gordon"}},
          {"guided counts", "sir", {"--method.name=guided"}, {"method.name", "proposal", "sir"}},
          {"paris without a transition density",
           "bearings_only",
           {"--method.name=paris"},
           {"method.name", "transition density", "bearings_only"}},
          {"ffbs without a transition density", "bearings_only", {"--method.name=ffbs"}, {"transition density"}},
          {"gibbs without a transition density",
           "bearings_only",
           {"--method.name=paris_gibbs", "--method.sweeps=2", "--output.genealogy=false", "--output.quantiles="},
           {"transition density"}},
          {"pinned systematic resampling", "paris_gibbs", {"--method.resampling=systematic"}, {"multinomial"}},
          {"only the pinned particle", "paris_gibbs", {"--method.particles=1"}, {"at least 2"}},
          {"no sweeps", "paris_gibbs", {"--method.sweeps="}, {"method.sweeps", "has no value"}},
          {"nothing after burn-in", "paris_gibbs", {"--method.burn_in=40"}, {"burn_in must be below sweeps"}},
          {"draws that do nothing", sv, {"--method.backward_draws=2"}, {"does nothing with method.name = bootstrap"}},
          {"annealing that does nothing", sv, {"--method.annealing=none"}, {"does nothing"}},
          {"sweeps that do nothing", "paris", {"--method.sweeps=5"}, {"does nothing with method.name = paris"}},
          {"moves that do nothing", sv, {"--method.moves=5"}, {"does nothing"}},
          {"data tempering in time", sv, {"--method.name=data_tempering"}, {"static target", "gaussian_regression"}},
          {"data tempering without data",
           "tempering_mixture",
           {"--method.name=data_tempering", "--method.ess_target="},
           {"data_tempering needs observations", "gaussian_mixture"}},
          {"a regret bound of nothing", "data_tempering", {"--method.divergence=0"}, {"divergence", "greater than 0"}},
          {"too few particles to learn", "data_tempering", {"--method.particles=5"}, {"too few", "at least 6"}},
          {"tempering in time", sv, {"--method.name=tempering"}, {"static target", "gaussian_mixture"}},
          {"a filter with a sampler's keys",
           "tempering_mixture",
           {"--method.name=bootstrap"},
           {"method.ess_target", "does nothing with method.name = bootstrap"}},
          {"chains that do not divide",
           "tempering_logistic",
           {"--method.particles=1001"},
           {"multiple of method.moves"}},
          {"an ess target of one", "tempering_cauchy", {"--method.ess_target=1"}, {"less than 1"}},
          {"quantiles beyond one", sv, {"--output.quantiles=0.5 1.5"}, {"output.quantiles", "less than 1"}},
          {"quantiles that fall", sv, {"--output.quantiles=0.9 0.1"}, {"must rise"}},
          {"a genealogy of sweeps", "paris_gibbs", {"--output.genealogy=true"}, {"output.genealogy", "does nothing"}},
          {"no observations", "gordon", {"--data.simulate="}, {"data.file", "missing"}},
          {"observations twice", sv, {"--data.simulate=10"}, {"data.simulate", "give one of the two"}},
          {"zero observations", "gordon", {"--data.simulate=0"}, {"at least 1"}},
          {"times without a file", "gordon", {"--data.time=t"}, {"data.time", "does nothing without data.file"}},
          {"times of what does not move", "tempering_logistic", {"--data.time=t"}, {"data.time", "have no order"}},
          {"zeros of a smoother", "paris", {"--method.on_extinction=zero"}, {"method.on_extinction", "does nothing"}},
          {"data for a mixture", "tempering_mixture", {"--data.file=a.csv"}, {"data.file", "does nothing"}},
          {"a regression without data", "tempering_logistic", {"--data.file=", "--data.column="}, {"needs it"}},
      },
      scratch);
}

TEST(SmcBadInput, FilteringWhatDoesNotMove) {
  const Scratch scratch;
  write_file(scratch / "still.ini",
             "job = smc\n[model]\nname = gaussian_mixture\n[method]\nname = bootstrap\nparticles = 10\n");
  expect_refused("a mixture", {(scratch / "still.ini").string()}, scratch, 2,
                 {"method.name = bootstrap", "moves in time"});
}

TEST(SmcBadInput, Data) {
  const std::string sv = "stochastic_volatility";
  const Scratch scratch;
  write_file(scratch / "good.csv", "time,y,z\n0,1,2\n1,,3\n2,0.5,NaN\n");
  write_file(scratch / "text.csv", "time,y\n0,1\n1,one\n");
  write_file(scratch / "infinite.csv", "time,y\n0,1\n1,inf\n");
  write_file(scratch / "huge.csv", "time,y\n0,1e999\n");
  write_file(scratch / "ragged.csv", "time,y\n0,1\n1\n");
  write_file(scratch / "blank.csv", "time,y\n0,1\n\n1,2\n");
  write_file(scratch / "twins.csv", "y,y\n0,1\n");
  write_file(scratch / "numbers.csv", "0.5\n0.7\n");
  write_file(scratch / "uneven.csv", "time,y\n0,1\n1,1\n2.5,1\n3.5,1\n");
  write_file(scratch / "header.csv", "time,y\n");
  write_file(scratch / "empty.csv", "# nothing\n\n");
  write_file(scratch / "fake.h5", "not HDF5\n");
  write_file(scratch / "labels.csv", "y\n1\n3\n2\n");
  write_file(scratch / "halves.csv", "y\n1\nNaN\n2.5\n");
  write_file(scratch / "responses.csv", "temperature,distress\n1,0\n2,2\n");
  write_file(scratch / "gap.csv", "temperature,distress\n1,0\n,1\n");
  const auto with = [](const std::string& file, const std::string& column = "y") {
    return Arguments{"--data.file=" + file, "--data.column=" + column};
  };
  const auto also = [](Arguments arguments, const std::string& more) {
    arguments.push_back(more);
    return arguments;
  };
  expect_all_refused(
      {{"no such file", sv, with("none.csv"), {"data.file", "none.csv", "no such file"}},
       {"a folder", sv, with("."), {"is not a file"}},
       {"no column named", sv, {"--data.column="}, {"data.column", "missing"}},
       {"wrong column", sv, with("good.csv", "yy"), {"good.csv:1", "no column yy", "nearest is y"}},
       {"text in a number", sv, with("text.csv"), {"text.csv:3", "column y", "one"}},
       {"an infinite value", sv, with("infinite.csv"), {"infinite.csv:3", "column y", "finite"}},
       {"beyond double precision", sv, with("huge.csv"), {"huge.csv:2", "double precision"}},
       {"a short line", sv, with("ragged.csv"), {"ragged.csv:3", "1 cells"}},
       {"a blank line among several columns", sv, with("blank.csv"), {"blank.csv:3", "is blank"}},
       {"two columns of one name", sv, with("twins.csv"), {"twins.csv:1", "2 columns are named y"}},
       {"no header", sv, with("numbers.csv", "0.5"), {"numbers.csv:1", "numbers only"}},
       {"times that make no grid",
        sv,
        also(with("uneven.csv"), "--data.time=time"),
        {"data.time", "uneven.csv:4", "2.5", "after 1"}},
       {"only a header", sv, with("header.csv"), {"no rows"}},
       {"an empty file", sv, with("empty.csv"), {"is empty"}},
       {"too short", sv, also(with("good.csv"), "--data.length=4"), {"data.length = 4", "only 3 rows"}},
       {"two columns for one", sv, with("good.csv", "y z"), {"data.column", "2 components", "observes 1"}},
       {"no HDF5", sv, with("fake.h5"), {"fake.h5"}},
       {"labels counted from one",
        "hidden_markov",
        also(with("labels.csv"), "--data.simulate="),
        {"data.column", "column y at time 1 (row 2 of the data) is 3", "symbols are the whole numbers from 0 to 2"}},
       {"half a case",
        "sir",
        also(with("halves.csv"), "--data.simulate="),
        {"row 3 of the data", "is 2.5", "model 'sir'", "counts are 0, 1, 2"}},
       {"a response that is none",
        "tempering_logistic",
        with("responses.csv", "temperature distress"),
        {"row 2", "0 or 1"}},
       {"a gap in the features", "tempering_logistic", with("gap.csv", "temperature distress"), {"row 2", "missing"}}},
      scratch);
  const Outcome good = run(
      0, {smc_deck(sv), "--output.directory=fine", "--data.file=good.csv", "--data.column=y", "--method.particles=10"},
      scratch.folder());
  EXPECT_EQ(good.code, 0) << good.errors;
  EXPECT_EQ(read_file(scratch / "fine" / "data.csv"), "step,y\n0,1\n1,\n2,0.5\n");
}

TEST(SmcBadInput, ARunThatCannotGoOnEndsWithASentence) {
  const Scratch scratch;
  write_file(scratch / "symbols.csv", "y\n0\n0\n0\n1\n1\n");
  // A state that is never left, seen exactly: symbol 1 is possible, but not from where the particles are.
  const std::string stuck = "--model.start=1 0 0";
  const std::string still = "--model.transition=1 0 0 0 1 0 0 0 1";
  const std::string sharp = "--model.emission=1 0 0 0 1 0 0 0 1";
  write_file(scratch / "zeros.csv", "y\n0\n0\n0\n");
  write_file(scratch / "huge.csv", "y\n0.1\n1e200\n");
  const std::vector<Case> cases = {
      {"all weights zero",
       "hidden_markov",
       {stuck, still, sharp, "--data.simulate=", "--data.file=symbols.csv", "--data.column=y", "--ensemble.replicas=1"},
       {"at time 3", "weight zero"}},
      {"all weights zero in each of three replicas",
       "hidden_markov",
       {stuck, still, sharp, "--data.simulate=", "--data.file=symbols.csv", "--data.column=y", "--ensemble.replicas=3"},
       {"replica 0", "at time 3", "weight zero"}},
      {"some of eight replicas, of a particle each",
       "hidden_markov",
       {sharp, "--data.simulate=", "--data.file=zeros.csv", "--data.column=y", "--method.particles=1",
        "--ensemble.replicas=8"},
       {"replica ", "at time ", "weight zero"}},
      {"weights that overflow",
       "stochastic_volatility",
       {"--data.file=huge.csv", "--data.column=y", "--method.particles=100"},
       {"at time 1"}},
  };
  for (const Case& one : cases) {
    Case again = one;
    again.changes.emplace_back("--overwrite");
    const std::string sentence = expect_sentence(again, 0, blow_up, scratch);
    EXPECT_EQ(expect_sentence(again, 2, blow_up, scratch), sentence);
    EXPECT_FALSE(fs::exists(scratch / "new" / "summary.json")) << one.name;
  }
}

TEST(SmcBadInput, RestartsThatDoNotFit) {
  const Scratch scratch;
  write_file(scratch / "data.csv", "y,z\n0.1,0.2\n0.2,0.3\n0.3,0.4\n");
  const Arguments first{
      smc_deck("stochastic_volatility"), "--output.directory=run", "--data.file=data.csv", "--data.column=y",
      "--method.particles=100",          "--ensemble.replicas=2"};
  ASSERT_EQ(run(0, first, scratch.folder()).code, 0);
  const auto refused = [&](const Arguments& changes, const std::vector<std::string>& words, int ranks = 0) {
    const auto before = snapshot(scratch / "run");
    Arguments arguments = first;
    arguments.insert(arguments.end(), changes.begin(), changes.end());
    const Outcome outcome = run(ranks, arguments, scratch.folder());
    EXPECT_EQ(outcome.code, bad_input) << outcome.errors;
    for (const std::string& word : words) EXPECT_NE(outcome.errors.find(word), std::string::npos) << outcome.errors;
    EXPECT_EQ(snapshot(scratch / "run") == before, true) << "something was written: " << outcome.errors;
  };
  refused({}, {"already holds a run", "--restart"});
  refused({"--restart", "--run.seed=2"}, {"run.seed", "must not change"});
  refused({"--restart", "--ensemble.replicas=3"}, {"ensemble.replicas"});
  refused({"--restart", "--model.name=gordon", "--model.mean=", "--model.persistence=", "--model.volatility="},
          {"model.name", "written with stochastic_volatility"});
  refused({"--restart", "--method.name=auxiliary"}, {"method.name", "written with bootstrap"});
  refused({"--restart", "--data.length=2"}, {"data.length"});
  write_file(scratch / "data.csv", "y,z\n0.1,0.2\n0.25,0.3\n0.3,0.4\n");
  refused({"--restart"}, {"data.file", "not those of the run"}, 2);
}

}  // namespace
}  // namespace starling::test
