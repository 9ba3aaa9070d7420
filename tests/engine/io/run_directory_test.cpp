// Run folders: refused when they hold a run, cleared of a run's own files only; summaries and atomic files in them.
#include "engine/io/run_directory.hpp"

#include <gtest/gtest.h>

#include "engine/io/atomic_file.hpp"
#include "engine/io/checkpoints/checkpoint.hpp"
#include "engine/io/summary.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

using testing_support::Folder;
using testing_support::on_root;
using testing_support::sentence_of;

class RunDirectories : public testing::Test {
 protected:
  std::string refusal(const RunDirectory& run, RunMode mode) {
    auto checked = sentence_of([&] { run.check(world, mode); });
    EXPECT_EQ(sentence_of([&] { run.prepare(world, mode); }), checked);
    return checked;
  }

  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
};

TEST_F(RunDirectories, AreNamedAfterTheDeckUnlessGiven) {
  EXPECT_EQ(run_folder("", "inputs/active/mips.ini"), "runs/mips");
  EXPECT_EQ(run_folder("elsewhere/a", "inputs/active/mips.ini"), "elsewhere/a");
}

TEST_F(RunDirectories, CheckingCreatesNothing) {
  const RunDirectory run(folder.path() / "a" / "b");
  run.check(world, RunMode::fresh);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "a"));
  world.barrier();  // every rank has looked
  run.prepare(world, RunMode::fresh);
  EXPECT_TRUE(std::filesystem::is_directory(run.folder()));
  run.prepare(world, RunMode::fresh);
}

TEST_F(RunDirectories, ARunIsNotOverwrittenUnasked) {
  const RunDirectory run(folder.path(), "walk", {"table.csv"});
  on_root(world, [&] { write_file_atomically(folder.path() / "notes.txt", "the user's"); });
  EXPECT_EQ(refusal(run, RunMode::fresh), "(no failure)");
  for (const auto& file : {run.deck(), run.log(), run.file("table.csv"), run.summary(), run.trajectory()}) {
    on_root(world, [&] { write_file_atomically(file, "x"); });
    EXPECT_NE(refusal(run, RunMode::fresh).find("already holds a run"), std::string::npos) << file;
    on_root(world, [&] { remove_file(file); });
  }
}

TEST_F(RunDirectories, OverwritingDeletesOnlyARunsFiles) {
  const RunDirectory run(folder.path(), "walk", {"table.csv"});
  CheckpointStore(world, run.checkpoints(), 2).write({5, "", {}, 0, {}});
  on_root(world, [&] {
    create_folder(run.segments());
    for (const auto& file :
         {run.deck(), run.log(), run.file("table.csv"), run.summary(), run.trajectory(),
          run.segments() / "segment_000000000000.h5", run.segments() / "segment_000000000001.h5.part",
          run.checkpoints() / "notes.txt", folder.path() / "snapshot.png"}) {
      write_file_atomically(file, "x");
    }
  });
  run.prepare(world, RunMode::overwrite);
  on_root(world, [&] {
    EXPECT_FALSE(run.holds_run());
    EXPECT_FALSE(std::filesystem::exists(run.segments()));
    EXPECT_FALSE(std::filesystem::exists(run.checkpoints() / "000000000005.h5"));
    EXPECT_TRUE(std::filesystem::exists(run.checkpoints() / "notes.txt"));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "snapshot.png"));
  });
  EXPECT_EQ(refusal(run, RunMode::fresh), "(no failure)");
}

TEST_F(RunDirectories, ARunOfAnotherJobIsNotOverwritten) {
  const RunDirectory run(folder.path(), "walk", {"table.csv"});
  const auto with_deck = [&](const std::string& text) {
    on_root(world, [&] { write_file_atomically(run.deck(), text); });
    return refusal(run, RunMode::overwrite);
  };
  EXPECT_NE(with_deck("job = flight\n").find("holds a run of the job flight, whose files walk does not know"),
            std::string::npos);
  EXPECT_EQ(with_deck("job = walk\n"), "(no failure)");
  EXPECT_EQ(with_deck("job = flight\nno deck at all\n"), "(no failure)");
}

TEST_F(RunDirectories, RestartingNeedsACheckpoint) {
  const RunDirectory run(folder.path());
  EXPECT_NE(refusal(run, RunMode::restart).find("no checkpoint"), std::string::npos);
  EXPECT_NE(refusal(RunDirectory(folder.path() / "missing"), RunMode::restart).find("no checkpoint"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "missing"));
  CheckpointStore(world, run.checkpoints(), 2).write({5, "", {}, 0, {}});
  EXPECT_EQ(refusal(run, RunMode::restart), "(no failure)");
  EXPECT_TRUE(std::filesystem::exists(run.checkpoints() / "000000000005.h5"));
  on_root(world, [&] { write_file_atomically(run.summary(), "{\"ended\": true}"); });
  run.prepare(world, RunMode::restart);
  EXPECT_FALSE(std::filesystem::exists(run.summary())) << "it tells of a run that goes on";
  on_root(world, [&] { write_file_atomically(run.checkpoints() / "manifest.json", "{}"); });
  EXPECT_NE(refusal(run, RunMode::restart).find("not a list of Starling checkpoints"), std::string::npos);
}

TEST_F(RunDirectories, WhatCannotBeCreatedIsASentence) {
  on_root(world, [&] { write_file_atomically(folder.path() / "file", "x"); });
  EXPECT_NE(refusal(RunDirectory(folder.path() / "file"), RunMode::fresh).find("is not a folder"), std::string::npos);
  EXPECT_NE(refusal(RunDirectory(folder.path() / "file" / "a"), RunMode::fresh).find("is not a folder"),
            std::string::npos);
  EXPECT_NE(refusal(RunDirectory("/proc/1/starling"), RunMode::fresh), "(no failure)");
}

TEST_F(RunDirectories, SummariesReplaceEachOtherWhole) {
  const RunDirectory run(folder.path());
  const auto now = std::chrono::system_clock::from_time_t(0);
  write_summary(world, run.summary(), {{"old", true}});
  write_summary(world, run.summary(), {{"value", 0.1}, {"provenance", provenance(world, now, now)}});
  on_root(world, [&] {
    const auto summary = nlohmann::json::parse(read_text_file(run.summary()));
    EXPECT_FALSE(summary.contains("old"));
    EXPECT_EQ(summary.at("value").get<double>(), 0.1);
    EXPECT_EQ(summary.at("provenance").at("ranks"), world.size());
    EXPECT_EQ(summary.at("provenance").at("started"), "1970-01-01T00:00:00Z");
    EXPECT_FALSE(std::filesystem::exists(name_aside(run.summary())));
  });
}

TEST_F(RunDirectories, AFailedReplacementKeepsTheOldFile) {
  on_root(world, [&] {
    const auto file = folder.path() / "deck.ini";
    write_file_atomically(file, "old");
    std::filesystem::create_directory(name_aside(file));
    EXPECT_NE(sentence_of([&] { write_file_atomically(file, "new"); }).find("deck.ini"), std::string::npos);
    EXPECT_EQ(read_text_file(file), "old");
  });
}

}  // namespace
}  // namespace starling
