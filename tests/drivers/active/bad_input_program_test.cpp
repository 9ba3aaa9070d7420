// Bad decks, command lines and files: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>
#include <hdf5.h>

#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::vector<Case> deck_cases() {
  return {
      {"unknown key", "quick", {"--system.partciles=10"}, {"--system.partciles", "system.particles"}},
      {"unknown section", "quick", {"--sytem.particles=10"}, {"system.particles"}},
      {"a word for a number", "quick", {"--system.particles=many"}, {"--system.particles=many", "whole number"}},
      {"a fraction of a particle", "quick", {"--system.particles=10.5"}, {"whole number"}},
      {"a number and more", "quick", {"--dynamics.time_step=0.1s"}, {"\"s\" follows"}},
      {"no particles", "quick", {"--system.particles=0"}, {"at least 1"}},
      {"negative particles", "quick", {"--system.particles=-5"}, {"system.particles"}},
      {"too many particles", "quick", {"--system.particles=3000000000"}, {"at most 2147483647"}},
      {"negative steps", "quick", {"--run.steps=-1"}, {"run.steps", "at least 0"}},
      {"negative seed", "quick", {"--run.seed=-1"}, {"must not be negative"}},
      {"not a number", "quick", {"--dynamics.time_step=nan"}, {"finite"}},
      {"infinite", "quick", {"--dynamics.self_propulsion=inf"}, {"finite"}},
      {"beyond double precision", "quick", {"--dynamics.time_step=1e999"}, {"double precision"}},
      {"no time step", "quick", {"--dynamics.time_step=0"}, {"greater than 0"}},
      {"empty value of a required key", "quick", {"--system.particles="}, {"system.particles"}},
      {"unknown choice", "quick", {"--dynamics.model=active_uo"}, {"active_ou"}},
      {"four dimensions", "quick", {"--system.dimension=4"}, {"at most 3"}},
      {"negative box", "quick", {"--system.packing_fraction=", "--system.box=-10"}, {"greater than 0"}},
      {"one edge of two", "quick", {"--system.packing_fraction=", "--system.box=50, 0"}, {"greater than 0"}},
      {"three edges of two", "quick", {"--system.packing_fraction=", "--system.box=50 50 50"}, {"3 edges for 2"}},
      {"the box twice", "quick", {"--system.box=50"}, {"box is given twice"}},
      {"no box", "quick", {"--system.packing_fraction="}, {"size of the box is missing"}},
      {"too small a box", "quick", {"--system.particles=4"}, {"box is too small"}},
      {"too large a skin", "quick", {"--neighbours.skin=30"}, {"box is too small"}},
      {"no skin", "quick", {"--neighbours.skin=0"}, {"neighbours.skin"}},
      {"no cutoff", "quick", {"--force.cutoff="}, {"force.cutoff", "missing"}},
      {"no steepness", "quick", {"--force.steepness="}, {"force.steepness", "missing"}},
      {"a cutoff that does nothing", "abp_wca", {"--force.cutoff=3"}, {"force.cutoff", "does nothing"}},
      {"a coupling that does nothing", "quick", {"--dynamics.coupling=1"}, {"does nothing with model = active_ou"}},
      {"a diffusion that does nothing", "quick", {"--dynamics.rotational_diffusion=1"}, {"does nothing"}},
      {"no rotational diffusion", "abp_wca", {"--dynamics.rotational_diffusion="}, {"is missing"}},
      {"a trap without stiffness", "trap", {"--force.trap_stiffness="}, {"force.trap_stiffness", "missing"}},
      {"a stiffness without trap", "quick", {"--force.trap_stiffness=1"}, {"does nothing"}},
      {"too full a box for wca",
       "abp_wca",
       {"--system.start=uniform", "--system.particles=20", "--system.packing_fraction=1.3"},
       {"system.start", "still overlap"}},
      {"chirality in space", "free_abp_3d", {"--dynamics.chirality=1"}, {"does nothing", "in 3 dimensions"}},
      {"a ring in the plane", "ring", {"--system.dimension=2"}, {"dimension = 1"}},
      {"swimmers on a line", "free_abp_3d", {"--system.dimension=1"}, {"needs dimension = 2 or 3"}},
      {"a lag off the rows", "quick", {"--observables.displacement_lag=50"}, {"multiple of output.observe_every"}},
      {"profiles off the rows",
       "quick",
       {"--observables.profile_every=150"},
       {"profile_every", "multiple of output.ob"}},
      {"profiles without rows",
       "quick",
       {"--output.observe_every=0", "--observables.profile_every=100"},
       {"observables.profile_every", "needs output.observe_every"}},
      {"profiles a step back", "quick", {"--observables.profile_every=-1"}, {"profile_every", "at least 0"}},
      {"a probe beyond the box", "quick", {"--observables.probe_radius=1000"}, {"probe_radius", "half the box"}},
      {"a negative probe", "quick", {"--observables.probe_radius=-1"}, {"probe_radius", "at least 0"}},
      {"a probe that is a word", "quick", {"--observables.probe_radius=wide"}, {"probe_radius", "number"}},
      {"pairs beyond the box", "quick", {"--observables.radial_range=1000"}, {"radial_range", "half the box"}},
      {"pairs at no distance", "quick", {"--observables.radial_range=0"}, {"radial_range", "greater than 0"}},
      {"no bins", "quick", {"--observables.radial_bins=0"}, {"radial_bins", "at least 1"}},
      {"half a bin", "quick", {"--observables.radial_bins=2.5"}, {"radial_bins", "whole number"}},
      {"too many bins", "quick", {"--observables.radial_bins=1000000"}, {"radial_bins", "at most 100000"}},
      {"too short waves", "quick", {"--observables.wave_numbers=33"}, {"wave_numbers", "at most 32"}},
      {"negative waves", "quick", {"--observables.wave_numbers=-1"}, {"wave_numbers", "at least 0"}},
      {"too long a cluster distance", "quick", {"--observables.cluster_distance=40"}, {"half the box"}},
      {"no checkpoint kept", "quick", {"--output.checkpoints_kept=0"}, {"at least 1"}},
      {"a start file without its start", "quick", {"--system.start_file=a.h5"}, {"only read with start = file"}},
      {"a start without its file", "quick", {"--system.start=file"}, {"needs system.start_file"}},
      {"a frame without start file", "quick", {"--system.start_frame=3"}, {"system.start_frame", "only read with"}},
      {"a box without start file", "quick", {"--system.start_box=rescale"}, {"system.start_box", "only read with"}},
      {"an origin without start file", "quick", {"--system.start_origin=corner"}, {"start_origin", "only read with"}},
      {"a start file that is not there", "quick", {"--system.start=file", "--system.start_file=no.h5"}, {"no.h5"}},
      {"a start file of text", "quick", {"--system.start=file", "--system.start_file=text.h5"}, {"text.h5", "to_h5md"}},
      {"a start file of nothing", "quick", {"--system.start=file", "--system.start_file=empty.h5"}, {"empty.h5"}},
      {"a start file that is a folder", "quick", {"--system.start=file", "--system.start_file=folder"}, {"folder"}},
      {"a foreign HDF5 file", "quick", {"--system.start=file", "--system.start_file=foreign.h5"}, {"neither"}},
      {"an unknown option", "quick", {"--restrat"}, {"--restart"}},
      {"restart and overwrite", "quick", {"--restart", "--overwrite"}, {"give one"}},
      {"two decks", "quick", {"other.ini"}, {"two decks"}},
      {"a wall limit of nothing", "quick", {"--wall-limit=0"}, {"greater than 0"}},
      {"restart without a run", "quick", {"--restart"}, {"no checkpoint to restart from"}},
      {"a folder below a file", "quick", {"--output.directory=text.h5/run"}, {"is not a folder"}, file_error},
      {"a folder that cannot be", "quick", {"--output.directory=/proc/run"}, {"/proc/run"}, file_error},
  };
}

void write_foreign_hdf5(const fs::path& path) {
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t group = H5Gcreate2(file, "/data", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Gclose(group);
  H5Fclose(file);
}

TEST(BadInput, ValuesAndCombinations) {
  const Scratch scratch;
  write_file(scratch / "text.h5", "this is no HDF5\n");
  write_file(scratch / "empty.h5", "");
  fs::create_directory(scratch / "folder");
  write_foreign_hdf5(scratch / "foreign.h5");
  expect_refused(deck_cases(), scratch);
}

TEST(BadInput, DecksThatAreNone) {
  const Scratch scratch;
  const std::vector<std::pair<std::string, std::vector<std::string>>> texts = {
      {"", {"deck.ini", "empty"}},
      {"[run]\nsteps = 1\n", {"deck.ini", "job = NAME"}},
      {"job = activ\n", {"deck.ini:1", "active"}},
      {"job = active\n[run\n", {"deck.ini:2", "heading"}},
      {"job = active\n\n[run]\nsteps 5\n", {"deck.ini:4", "key = value"}},
      {"job = active\n[run]\nsteps = 5\nsteps = 6\n", {"deck.ini:4", "twice"}},
      {"job = active\n[run]\nstep = 5\n", {"deck.ini:3", "run.steps"}},
      {"job = active\n[run]\nsteps = five\n", {"deck.ini:3", "whole number"}},
      {"job = active\n[run]\nsteps = 5\n", {"deck.ini", "system.particles"}},
      {std::string("job = active\n\0\1\2", 16), {"deck.ini", "not a text"}},
  };
  std::vector<Case> cases;
  for (const auto& [text, words] : texts) {
    const std::string folder = std::to_string(cases.size());
    fs::create_directory(scratch / folder);
    write_file(scratch / (folder + "/deck.ini"), text);
    cases.push_back({"deck: " + text, folder + "/deck.ini", {}, words});
  }
  expect_refused(cases, scratch, [](const std::string& path) { return path; });
  expect_refused("a missing deck", {"nowhere.ini"}, scratch, bad_input, {"nowhere.ini"});
  expect_refused("a folder as deck", {scratch.folder().string()}, scratch, bad_input, {"directory"});
  expect_refused("no deck", {}, scratch, bad_input, {"no deck"});
  expect_refused("help for no job", {"--help", "cooking"}, scratch, bad_input, {"cooking", "active"});
}

/// A finished run in scratch/run.
class AfterARun : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(run(0, arguments({}), scratch_.folder()).code, 0); }

  static Arguments arguments(const Arguments& more) {
    Arguments all{
        deck_path("quick"),      "--output.directory=run",        "--system.particles=100",       "--run.steps=400",
        "--run.equilibration=0", "--output.checkpoint_every=200", "--output.trajectory_every=200"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  void expect_refused_with(const std::string& name, const Arguments& more, const std::vector<std::string>& words,
                           int code = bad_input) const {
    expect_refused(name, arguments(more), scratch_, code, words);
  }

  Scratch scratch_;
};

TEST_F(AfterARun, ItIsNotWrittenOver) {
  expect_refused_with("the same again", {}, {"already holds a run", "--restart", "--overwrite"});
}

TEST_F(AfterARun, ARestartKeepsItsDeck) {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"--run.seed=2", "run.seed"},
      {"--dynamics.time_step=0.2", "dynamics.time_step"},
      {"--dynamics.self_propulsion=0.1", "dynamics.self_propulsion"},
      {"--system.particles=101", "system.particles"},
      {"--force.strength=2", "force.strength"},
      {"--system.packing_fraction=0.4", "system.packing_fraction"},
  };
  for (const auto& [change, key] : changes) {
    expect_refused_with(change, {"--restart", change}, {key, "a restart must not change it"});
  }
  expect_refused_with("fewer steps", {"--restart", "--run.steps=300"}, {"run.steps", "step 400 already"});
}

TEST_F(AfterARun, AnotherSystemInAStartFileIsRefused) {
  const Arguments start = {"--output.directory=new", "--system.start=file"};
  Arguments more = start;
  more.insert(more.end(), {"--system.start_file=run/trajectory.h5", "--system.particles=99"});
  expect_refused_with("other particles", more, {"100 particles", "99"});
  more = start;
  more.insert(more.end(), {"--system.start_file=run/trajectory.h5", "--system.dimension=3"});
  expect_refused_with("another dimension", more, {"2 dimensions", "3"});
  more = start;
  more.insert(more.end(), {"--system.start_file=run/trajectory.h5", "--system.packing_fraction=0.4"});
  expect_refused_with("another box", more, {"a box of 25.06628 x 25.06628", "28.02496 x 28.02496", "start_box"});
  more = start;
  more.insert(more.end(), {"--system.start_file=run/trajectory.h5", "--system.start_frame=9"});
  expect_refused_with("a frame beyond the last", more, {"there is no frame 9"});
  fs::remove_all(scratch_ / "run" / "trajectory");
  more = start;
  more.emplace_back("--system.start_file=run/trajectory.h5");
  expect_refused_with("segments gone", more, {"not finite", "missing"});
}

TEST_F(AfterARun, DamagedCheckpointsAreNamed) {
  for (const fs::path& checkpoint : checkpoints_of(scratch_ / "run")) fs::resize_file(checkpoint, 1000);
  expect_refused_with("truncated", {"--restart", "--run.steps=600"},
                      {"no checkpoint is usable", "000000000200.h5", "000000000400.h5", "damaged"}, file_error);
  for (const fs::path& checkpoint : checkpoints_of(scratch_ / "run")) fs::remove(checkpoint);
  expect_refused_with("gone", {"--restart", "--run.steps=600"}, {"no checkpoint is usable", "missing"}, file_error);
}

TEST_F(AfterARun, AForeignListOfCheckpointsIsRefused) {
  for (const std::string text : {"", "{}", "not JSON", "{\"format\": \"starling checkpoints\", \"version\": 99}"}) {
    write_file(scratch_ / "run" / "checkpoint" / "manifest.json", text);
    expect_refused_with("manifest " + text, {"--restart", "--run.steps=600"},
                        {"manifest.json", "not a list of Starling checkpoints"});
  }
}

}  // namespace
}  // namespace starling::test
