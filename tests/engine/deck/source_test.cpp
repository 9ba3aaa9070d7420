// Deck files on rank 0, texts and complaints on every rank.
#include "engine/deck/source.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::complaint_of;

// A folder that rank 0 makes and fills; the other ranks only know its name.
class DeckSources : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "starling_deck_XXXXXX").string();
    const bool made = !world_.is_root() || mkdtemp(pattern.data()) != nullptr;
    folder_ = world_.broadcast(pattern);
    ASSERT_TRUE(made);
  }

  void TearDown() override {
    if (world_.is_root()) std::filesystem::remove_all(folder_);
  }

  std::string write(const std::string& name, const std::string& bytes) const {
    std::string path = folder_ + "/" + name;
    if (world_.is_root()) std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::string complaint(const std::string& path) const {
    return complaint_of([&] { static_cast<void>(read_deck_file(world_, path)); });
  }

  Communicator world_{MPI_COMM_WORLD};
  std::string folder_;
};

TEST_F(DeckSources, GivesEveryRankTheText) {
  EXPECT_EQ(read_deck_file(world_, write("a.ini", "job = active\r\n# \xC3\xA9\n")), "job = active\r\n# \xC3\xA9\n");
  EXPECT_EQ(read_deck_file(world_, write("b.ini", "\xEF\xBB\xBFjob = smc")), "job = smc");
}

TEST_F(DeckSources, RefusesWhatCannotBeRead) {
  EXPECT_EQ(complaint(folder_ + "/none.ini"), folder_ + "/none.ini: cannot read the deck: No such file or directory");
  EXPECT_EQ(complaint(folder_), folder_ + ": is a directory, not a deck");
}

TEST_F(DeckSources, RefusesWhatIsNoDeck) {
  EXPECT_EQ(complaint(write("empty.ini", "")), folder_ + "/empty.ini: is empty");
  EXPECT_EQ(complaint(write("blank.ini", " \n\t\r\n")), folder_ + "/blank.ini: is empty");
  EXPECT_EQ(complaint(write("binary.ini", std::string("job = active\n\0", 14))),
            folder_ + "/binary.ini: is not a text file, so no deck");
  EXPECT_EQ(complaint(write("large.ini", std::string(2'000'000, '\n'))),
            folder_ + "/large.ini: is larger than a deck may be (1 MiB)");
}

TEST(JobOf, NamesTheDriver) {
  EXPECT_EQ(job_of("# MIPS\n\njob = smc\n[run]\nseed = 1\n", "a.ini", {"active", "smc"}), "smc");
}

TEST(JobOf, RefusesMissingAndUnknownJobs) {
  const auto complaint = [](const std::string& text) {
    return complaint_of([&] { static_cast<void>(job_of(text, "a.ini", {"active", "smc"})); });
  };
  EXPECT_EQ(complaint("[run]\nseed = 1\n"), "a.ini: a deck begins with job = NAME, where NAME is active or smc");
  EXPECT_EQ(complaint("# only a comment\n"), "a.ini: a deck begins with job = NAME, where NAME is active or smc");
  EXPECT_EQ(complaint("job = actve\n"), "a.ini:1: job = actve: unknown job; it must be active or smc");
  EXPECT_EQ(complaint("job =\n"), "a.ini:1: job = : unknown job; it must be active or smc");
}

}  // namespace
}  // namespace starling
