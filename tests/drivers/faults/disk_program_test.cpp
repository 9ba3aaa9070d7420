// Runs on a disk that fills up: a sentence, an exit code, and once there is room a restart that reaches the bytes of a run
// that always had it.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <functional>
#include <iostream>
#include <set>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

/// A file system of its own in memory, and a file that takes up its room.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& folder) : folder_(folder) {
    fs::create_directory(folder);
    mounted_ = mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=24m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }

  void leave(std::int64_t bytes) const {
    struct statvfs disk {};
    statvfs(folder_.c_str(), &disk);
    const std::int64_t free = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
    const int file = open(filler().c_str(), O_WRONLY | O_CREAT, 0644);
    if (free > bytes) {
      EXPECT_EQ(posix_fallocate(file, 0, free - bytes), 0);
    }
    close(file);
  }
  void free() const { fs::remove(filler()); }

 private:
  [[nodiscard]] fs::path filler() const { return folder_ / "filler"; }

  fs::path folder_;
  bool mounted_ = false;
};

struct Guest {
  std::function<Arguments(const std::string& directory)> arguments;
  std::function<std::string(const fs::path&, const fs::path&)> differences;
};

/// Bytes that a run's files take, in whole pages.
std::int64_t size_of(const fs::path& run) {
  std::int64_t bytes = 0;
  for (const auto& item : fs::recursive_directory_iterator(run)) {
    bytes += item.is_regular_file() ? (static_cast<std::int64_t>(item.file_size()) + 4095) / 4096 * 4096 : 4096;
  }
  return bytes;
}

/// The file that a sentence names first.
std::string named_in(const std::string& sentence) {
  const std::size_t begin = sentence.find('\'');
  if (begin == std::string::npos) return "";
  return fs::path(sentence.substr(begin + 1, sentence.find('\'', begin + 1) - begin - 1)).filename().string();
}

/// Runs the guest with each amount of room in turn, frees the disk, and continues. Returns the names of the files for
/// which there was no room.
std::set<std::string> fill(const Guest& guest) {
  std::set<std::string> named;
  const Scratch scratch;
  const SmallDisk disk(scratch / "disk");
  if (!disk.mounted()) return {"skipped"};
  EXPECT_EQ(run(0, guest.arguments("undisturbed"), scratch.folder()).code, 0);
  const std::int64_t whole = size_of(scratch / "undisturbed");
  std::vector<std::int64_t> rooms;
  for (const int pages : {0, 1, 2, 3, 4, 5, 6, 7, 8, 10}) rooms.push_back(4096 * pages);
  // Room is reserved for half a megabyte more than a file turns out to need.
  for (int part = 1; part <= 12; ++part) rooms.push_back(whole * part / 12);
  for (int part = 1; part <= 6; ++part) rooms.push_back(whole + 100000 * part);
  for (std::size_t k = 0; k < rooms.size(); ++k) {
    SCOPED_TRACE("with room for " + std::to_string(rooms[k]) + " bytes of " + std::to_string(whole));
    disk.leave(rooms[k]);
    Outcome outcome = run(k % 5 == 4 ? 2 : 0, guest.arguments("disk/run"), scratch.folder());
    if (outcome.code != 0) {
      EXPECT_EQ(outcome.code, 4) << outcome.errors;
      const auto lines = lines_of(outcome.errors, "starling:");
      EXPECT_EQ(lines.size(), 1U) << outcome.errors;
      if (!lines.empty()) named.insert(named_in(lines[0]));
      EXPECT_NE(outcome.errors.find("No space left"), std::string::npos) << outcome.errors;
    }
    disk.free();
    Arguments again = guest.arguments("disk/run");
    again.emplace_back(fs::exists(scratch / "disk/run/checkpoint/manifest.json") ? "--restart" : "--overwrite");
    outcome = run(0, again, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(guest.differences(scratch / "undisturbed", scratch / "disk/run"), "");
    fs::remove_all(scratch / "disk/run");
    if (testing::Test::HasFailure()) break;
  }
  return named;
}

bool any_ends_with(const std::set<std::string>& names, const std::string& end) {
  return std::any_of(names.begin(), names.end(), [&](const auto& name) { return name.ends_with(end); });
}

void expect_named(const std::set<std::string>& named, const std::vector<std::string>& ends) {
  std::string all;
  for (const std::string& name : named) all += name + " ";
  std::cout << "no room for: " << all << "\n";
  for (const std::string& end : ends) EXPECT_TRUE(any_ends_with(named, end)) << end;
}

const std::set<std::string> skipped{"skipped"};
constexpr const char* why = "mounting a file system takes root's rights";

TEST(FullDisk, AnActiveRunGoesOnWhenThereIsRoom) {
  const auto arguments = [](const std::string& directory) {
    return Arguments{deck_path("quick"),
                     "--output.directory=" + directory,
                     "--system.particles=300",
                     "--run.steps=100",
                     "--run.equilibration=20",
                     "--output.checkpoint_every=20",
                     "--output.trajectory_every=5",
                     "--output.observe_every=1",
                     "--observables.displacement_lag=10"};
  };
  const auto named = fill({arguments, differences});
  if (named == skipped) GTEST_SKIP() << why;
  expect_named(named, {"deck.ini.part", ".csv", ".h5.part"});
}

TEST(FullDisk, ASequentialMonteCarloRunGoesOnWhenThereIsRoom) {
  const auto arguments = [](const std::string& directory) {
    return Arguments{runs_of("smc").deck("stochastic_volatility"),
                     "--output.directory=" + directory,
                     "--data.file=",
                     "--data.column=",
                     "--data.simulate=60",
                     "--method.particles=2000",
                     "--ensemble.replicas=2",
                     "--output.checkpoint_every=10",
                     "--output.particles_every=10",
                     "--output.genealogy=true"};
  };
  const auto named = fill({arguments, std::bind_front(&JobRuns::differences, &runs_of("smc"))});
  if (named == skipped) GTEST_SKIP() << why;
  expect_named(named, {"deck.ini.part", ".csv", ".h5.part"});
}

}  // namespace
}  // namespace starling::test
