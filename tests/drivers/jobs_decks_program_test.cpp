// Every ready deck of the jobs is accepted, and the deck references are the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

class JobsDecks : public ::testing::TestWithParam<JobRuns> {};

TEST_P(JobsDecks, AreAcceptedAndDumpTheSame) {
  const JobRuns& runs = GetParam();
  expect_decks_accepted(runs.job, runs.decks, runs.says);
  for (const std::string& name : runs.decks) expect_same_dump(runs.deck(name));
}

TEST_P(JobsDecks, TheReferenceIsCurrent) {
  expect_current_reference(GetParam().job, "decks-" + GetParam().job + ".md");
}

INSTANTIATE_TEST_SUITE_P(All, JobsDecks, ::testing::ValuesIn(job_runs()),
                         [](const auto& tested) { return tested.param.job; });

}  // namespace
}  // namespace starling::test
