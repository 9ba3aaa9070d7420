// Fifty thousand damaged decks and command lines of all jobs: each is accepted, or refused in one line.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/mutations.hpp"

namespace starling::test {
namespace {

namespace fs = std::filesystem;

/// Every ready deck of a job, in the order of their names. (Descriptions of sweeps lie beside them.)
std::vector<std::string> ready_decks(const std::string& job) {
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(fs::path(STARLING_SOURCE_DIR) / "inputs" / job)) {
    if (item.path().extension() == ".ini") files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> decks;
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (text.starts_with("job = ")) decks.push_back(text);
  }
  return decks;
}

void expect_no_defects(const std::string& job, int inputs) {
  const std::vector<std::string> decks = ready_decks(job);
  for (const std::string& deck : decks) EXPECT_TRUE(judge({deck, {}}).accepted) << deck;
  Mutations mutations(decks, 20261125);
  int accepted = 0;
  for (int k = 0; k < inputs; ++k) {
    const FuzzedInput input = mutations.next();
    const Verdict verdict = judge(input);
    accepted += verdict.accepted ? 1 : 0;
    ASSERT_EQ(verdict.defect, "") << "input " << k << " is\n" << input.bytes << ::testing::PrintToString(input.words);
  }
  // Damage that never mattered, or that nothing survived, would test nothing.
  EXPECT_GT(accepted, inputs / 20);
  EXPECT_LT(accepted, inputs / 2);
}

TEST(FuzzedDecks, OfActiveMatterAreReadOrRefusedInOneLine) { expect_no_defects("active", 10000); }

TEST(FuzzedDecks, OfSequentialMonteCarloAreReadOrRefusedInOneLine) { expect_no_defects("smc", 10000); }

TEST(FuzzedDecks, OfScoresAreReadOrRefusedInOneLine) { expect_no_defects("score", 10000); }

TEST(FuzzedDecks, OfChainsAreReadOrRefusedInOneLine) { expect_no_defects("sgmcmc", 10000); }
TEST(FuzzedDecks, OfMolecularDynamicsAreReadOrRefusedInOneLine) { expect_no_defects("md", 4000); }

TEST(FuzzedDecks, OfDiffusionsAreReadOrRefusedInOneLine) { expect_no_defects("diffusion", 10000); }
TEST(FuzzedDecks, OfMemoriesAreReadOrRefusedInOneLine) { expect_no_defects("spins", 2000); }
TEST(FuzzedDecks, OfOptimisersAreReadOrRefusedInOneLine) { expect_no_defects("optimise", 2000); }
TEST(FuzzedDecks, OfJumpsAreReadOrRefusedInOneLine) { expect_no_defects("jump", 2000); }
TEST(FuzzedDecks, OfWalksAreReadOrRefusedInOneLine) { expect_no_defects("walk", 2000); }

TEST(FuzzedDecks, OfOtherKindsAreRefused) {
  Verdict verdict = judge({"job = none", {}});
  EXPECT_FALSE(verdict.accepted);
  EXPECT_NE(verdict.sentence.find("unknown job"), std::string::npos);
  verdict = judge({std::string("job = active\0", 13), {}});
  EXPECT_NE(verdict.sentence.find("not a text file"), std::string::npos);
}

}  // namespace
}  // namespace starling::test
