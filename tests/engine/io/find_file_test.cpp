// Files that a deck names: as they stand, else beside the deck; the error message says where they were looked for.
#include "engine/io/find_file.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

using namespace testing_support;
namespace fs = std::filesystem;

TEST(FindFile, LooksInTheWorkingDirectoryThenBesideTheDeck) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  on_root(world, [&] {
    fs::create_directory(folder.path() / "decks");
    const fs::path deck = folder.path() / "decks" / "deck.ini";
    const fs::path beside = folder.path() / "decks" / "start_of_a_test.h5";
    write_file_atomically(beside, "a");
    EXPECT_EQ(find_file("key", "start_of_a_test.h5", deck), beside);
    EXPECT_EQ(find_file("key", beside.string(), "/nowhere/deck.ini"), beside);
    EXPECT_EQ(find_file("key", "../decks/start_of_a_test.h5", deck),
              folder.path() / "decks/../decks/start_of_a_test.h5");
    const auto sentence = [&](const std::string& file) {
      return sentence_of([&] { (void)find_file("system.start_file", file, deck); });
    };
    const std::string missing = sentence("missing.h5");
    EXPECT_TRUE(missing.starts_with("system.start_file = missing.h5: there is no such file")) << missing;
    EXPECT_NE(missing.find(fs::current_path().string()), std::string::npos) << missing;
    EXPECT_NE(missing.find((folder.path() / "decks").string()), std::string::npos) << missing;
    EXPECT_TRUE(sentence("/no/such.h5").ends_with("there is no such file"));
    EXPECT_TRUE(sentence(folder.path().string()).ends_with("is not a file"));
  });
}

}  // namespace
}  // namespace starling
