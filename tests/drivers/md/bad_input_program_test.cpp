// Bad decks of the md job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string md_deck(const std::string& name) { return runs_of("md").deck(name); }

TEST(MdBadInput, DecksAndFiles) {
  const Scratch scratch;
  const std::string frame = read_file(STARLING_SOURCE_DIR "/inputs/data/mw64_test.extxyz");
  const std::size_t first_atom = frame.find('\n', frame.find('\n') + 1) + 1;
  const std::size_t second_atom = frame.find('\n', first_atom) + 1;
  std::string helium = frame;
  helium.replace(first_atom, 1, "He");
  write_file(scratch / "helium.extxyz", helium);
  std::string twice = frame;
  twice.replace(second_atom, frame.find('\n', second_atom) - second_atom,
                frame.substr(first_atom, second_atom - first_atom - 1));
  write_file(scratch / "twice.extxyz", twice);
  const std::string samples = read_file(STARLING_SOURCE_DIR "/inputs/data/mw_draws.h5");
  write_file(scratch / "cut.h5", samples.substr(0, samples.size() / 2));
  write_file(scratch / "text.h5", "no HDF5");
  expect_refused(
      {
          {"no potential", "quick", {"--potential.samples="}, {"potential.file", "must be given"}},
          {"two potentials", "quick", {"--potential.file=x"}, {"potential.file", "either"}},
          {"draws of one",
           "quick",
           {"--potential.samples=", "--potential.file=x"},
           {"potential.draws", "does nothing"}},
          {"no temperature", "quick", {"--system.temperature=0"}, {"system.temperature", "greater than 0"}},
          {"no time step", "quick", {"--system.time_step=0"}, {"system.time_step", "greater than 0"}},
          {"a time step in attoseconds", "quick", {"--system.time_step=5000", "--system.friction=0"}, {"in fs"}},
          {"too much friction", "quick", {"--system.friction=0.3"}, {"system.friction", "inertia"}},
          {"friction below 0", "quick", {"--system.friction=-1"}, {"system.friction", "at least 0"}},
          {"no masses", "quick", {"--system.masses="}, {"system.masses"}},
          {"a mass of nothing", "quick", {"--system.masses=0"}, {"system.masses", "greater than 0"}},
          {"half a copy", "quick", {"--system.replicate=1 1 1.5"}, {"system.replicate", "whole"}},
          {"two copies", "quick", {"--system.replicate=2 1"}, {"system.replicate", "three"}},
          {"all equilibration", "quick", {"--run.equilibration=2000"}, {"run.equilibration", "nothing"}},
          {"no observation", "quick", {"--observables.every=1700"}, {"observables.every", "fewer than 2"}},
          {"a single observation", "quick", {"--observables.every=1600"}, {"observables.every", "fewer than 2"}},
          {"too long moves",
           "quick",
           {"--system.largest_displacement=7"},
           {"largest_displacement", "half the shortest"}},
          {"too many masses", "quick", {"--system.masses=1 16"}, {"system.masses", "one element"}},
          {"no such frame", "quick", {"--system.frame=41"}, {"system.frame", "40 frames"}},
          {"an unknown element", "quick", {"--system.start_file=helium.extxyz"}, {"system.start_file", "He"}},
          {"two atoms at one place",
           "quick",
           {"--system.start_file=twice.extxyz"},
           {"system.start_file", "from another"}},
          {"no start", "quick", {"--system.start_file=none.extxyz"}, {"system.start_file", "none.extxyz"}},
          {"a small box", "quick", {"--observables.radial_range=7"}, {"observables.radial_range", "less than twice"}},
          {"a skin that is too wide", "quick", {"--system.skin=2"}, {"system.skin", "less than twice"}},
          {"samples that are none", "quick", {"--potential.samples=text.h5"}, {"potential.samples", "no HDF5 file"}},
          {"samples that are cut", "quick", {"--potential.samples=cut.h5"}, {"potential.samples", "damaged"}},
          {"no such folder",
           "quick",
           {"--potential.samples=", "--potential.draws=0", "--potential.file=x"},
           {"no folder x"}},
      },
      scratch, &md_deck);
}

TEST(MdBadInput, SamplesOfSomethingElseAndOtherRestarts) {
  const Scratch scratch;
  const auto sgmcmc = [&](const std::string& deck, const std::string& folder, const Arguments& more) {
    Arguments all{STARLING_SOURCE_DIR "/inputs/sgmcmc/" + deck + ".ini",
                  "--output.directory=" + folder,
                  "--chains.burn_in=0",
                  "--chains.steps=4",
                  "--chains.keep_every=2",
                  "--chains.count=2"};
    all.insert(all.end(), more.begin(), more.end());
    ASSERT_EQ(run(0, all, scratch.folder()).code, 0) << folder;
  };
  sgmcmc("gaussian", "gaussian", {});
  sgmcmc("mw_linear", "whitened", {"--target.snapshots=2"});
  sgmcmc("mw", "other",
         {"--target.snapshots=1", "--chains.warm_start=0", "--sampler.step=1e-5", "--target.hidden=4",
          "--chains.count=4"});
  const auto refused = [&](const char* name, const Arguments& more, const std::vector<std::string>& words) {
    Arguments all{md_deck("quick"), "--output.directory=new"};
    all.insert(all.end(), more.begin(), more.end());
    expect_refused(name, all, scratch, bad_input, words);
  };
  refused("a Gaussian's", {"--potential.samples=gaussian/samples.h5"}, {"potential.samples", "holds no potential"});
  refused("whitened ones", {"--potential.samples=whitened/samples.h5"}, {"potential.samples", "whitened"});
  const JobRuns& runs = runs_of("md");
  const JobRun& short_run = runs.runs.front();
  ASSERT_EQ(run(0, runs.arguments(short_run, "run", {"--run.steps=40"}), scratch.folder()).code, 0);
  expect_refused("other draws", runs.arguments(short_run, "run", {"--restart", "--potential.draws=2"}), scratch,
                 bad_input, {"potential.draws"});
  fs::rename(scratch / "other/samples.h5", scratch / "draws.h5");
  const auto from_here = [&](const Arguments& more) {
    Arguments all = runs.arguments(short_run, "here", {"--run.steps=40", "--potential.samples=draws.h5"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ASSERT_EQ(run(0, from_here({}), scratch.folder()).code, 0);
  fs::copy_file(STARLING_SOURCE_DIR "/inputs/data/mw_draws.h5", scratch / "draws.h5",
                fs::copy_options::overwrite_existing);
  expect_refused("draws that were exchanged", from_here({"--restart", "--run.steps=60"}), scratch, bad_input,
                 {"potential.samples", "not those of the run"});
  std::string frame = read_file(STARLING_SOURCE_DIR "/inputs/data/mw64_test.extxyz");
  write_file(scratch / "start.extxyz", frame);
  const auto start_here = [&](const Arguments& more) {
    Arguments all = runs.arguments(short_run, "box", {"--run.steps=40", "--system.start_file=start.extxyz"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ASSERT_EQ(run(0, start_here({}), scratch.folder()).code, 0);
  frame.replace(frame.find("Lattice=\"12") + 9, 2, "13");
  write_file(scratch / "start.extxyz", frame);
  expect_refused("a box that was exchanged", start_here({"--restart", "--run.steps=60"}), scratch, bad_input,
                 {"system.start_file", "not those of the run"});
}

}  // namespace
}  // namespace starling::test
