// The help of the smc job.
#include <gtest/gtest.h>

#include "tests/drivers/program.hpp"

namespace starling::test {
namespace {

TEST(SmcDecks, HelpNamesEveryModelsParameters) {
  const Scratch scratch;
  const Outcome outcome = run(0, {"--help", "smc"}, scratch.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  for (const char* word : {"[method]", "name = stochastic_volatility", "persistence", "name = gaussian_mixture"}) {
    EXPECT_NE(outcome.output.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace starling::test
