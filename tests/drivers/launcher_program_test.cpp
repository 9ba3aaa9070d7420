// A check before the first test that mpirun starts the program at all.
#include <gtest/gtest.h>

#include "tests/drivers/program.hpp"

namespace starling::test {
namespace {

/// Without a launcher no test here can say anything: its own words are told, and none is run.
class Launcher : public testing::Environment {
 public:
  void SetUp() override {
    const Scratch scratch;
    const Outcome outcome = run(1, {"--version"}, scratch.folder());
    ASSERT_EQ(outcome.code, 0) << "'" << STARLING_MPIEXEC << " -n 1 " << STARLING_PROGRAM
                               << " --version' does not run, so no test is: " << outcome.errors;
  }
};

const testing::Environment* const launcher = testing::AddGlobalTestEnvironment(new Launcher);

}  // namespace
}  // namespace starling::test
