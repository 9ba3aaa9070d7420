// The run's log: what reaches the terminal and the file, and on which rank.
#include "engine/runtime/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <regex>

namespace starling {
namespace {

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const Communicator& world) : world_(world) {
    const auto base = std::filesystem::temp_directory_path() / fmt::format("starling_log_{}", getpid());
    path_ = world.broadcast(base.string());
    if (world.is_root()) std::filesystem::create_directories(path_);
    world.barrier();
  }
  ~TemporaryFolder() {
    world_.barrier();
    std::error_code ignored;
    if (world_.is_root()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  const Communicator& world_;
  std::filesystem::path path_;
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(RunLog, WritesPlainLinesOnRankZeroOnly) {
  const Communicator world(MPI_COMM_WORLD);
  testing::internal::CaptureStdout();
  {
    RunLog log(world);
    log.info("{} particles", 12);
    log.warn("the time step is large");
  }
  const std::string shown = testing::internal::GetCapturedStdout();
  EXPECT_EQ(shown, world.is_root() ? "12 particles\nwarning: the time step is large\n" : "");
}

TEST(RunLog, TheFileHasTheEarlierLinesTooAndTheirTimes) {
  const Communicator world(MPI_COMM_WORLD);
  const TemporaryFolder folder(world);
  const auto path = folder.path() / "run.log";
  testing::internal::CaptureStdout();
  for (const bool append : {false, true}) {
    RunLog log(world);
    log.info("before");
    log.open_file(path, append);
    log.info("after, {}", append);
  }
  testing::internal::GetCapturedStdout();
  if (world.is_root()) {
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 4U);
    const std::vector<std::string> expected = {"before", "after, false", "before", "after, true"};
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::regex pattern(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  )" + expected[i]);
      EXPECT_TRUE(std::regex_match(lines[i], pattern)) << lines[i];
    }
  }
}

TEST(RunLog, AFileThatCannotBeOpenedFailsOnEveryRank) {
  const Communicator world(MPI_COMM_WORLD);
  RunLog log(world);
  try {
    log.open_file("/proc/version/run.log", false);
    FAIL() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::file_error);
    EXPECT_TRUE(failure.agreed());
    EXPECT_NE(std::string(failure.what()).find("/proc/version/run.log"), std::string::npos) << failure.what();
  }
}

TEST(RunLog, NothingTransientReachesAFile) {
  const Communicator world(MPI_COMM_WORLD);
  testing::internal::CaptureStdout();  // standard output is now a file
  {
    RunLog log(world);
    EXPECT_FALSE(log.on_terminal());
    log.show_transient("50 %");
    log.clear_transient();
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace starling
