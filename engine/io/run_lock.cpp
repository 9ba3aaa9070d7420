// Taking, telling and giving back a run's lock.
#include "engine/io/run_lock.hpp"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>

#include "engine/io/atomic_file.hpp"
#include "engine/io/summary.hpp"
#include "engine/runtime/progress.hpp"

namespace starling {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_attempts{50};

/// The run that asks, as one line.
std::string this_run(int ranks) {
  const nlohmann::ordered_json json{{"host", host_name()},
                                    {"process", static_cast<std::int64_t>(::getpid())},
                                    {"ranks", ranks},
                                    {"since", utc(std::chrono::system_clock::now())}};
  return json.dump();
}

/// "process 12 on host a (3 ranks), since 2026-01-02T03:04:05Z".
std::string in_words(const std::string& told) {
  const auto json = nlohmann::json::parse(told.substr(0, told.find('\n')), nullptr, false);
  try {
    return fmt::format("process {} on host {} ({}), since {}", json.at("process").get<std::int64_t>(),
                       json.at("host").get<std::string>(), counted(json.at("ranks").get<std::int64_t>(), "rank"),
                       json.at("since").get<std::string>());
  } catch (const nlohmann::json::exception&) {
    return "a process that has not said who it is";
  }
}

fs::path nearest_existing_folder(const fs::path& folder) {
  fs::path nearest = folder;
  std::error_code error;
  while (!fs::exists(nearest, error) && nearest.has_parent_path() && nearest != nearest.parent_path()) {
    nearest = nearest.parent_path();
  }
  return nearest;
}

/// Signals are for the thread that runs the program.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

RunLock::RunLock(const Communicator& communicator, const fs::path& folder, RunLockSettings settings)
    : folder_(fs::absolute(folder).lexically_normal()),
      file_(folder_ / "run.lock"),
      settings_(settings),
      is_root_(communicator.is_root()),
      holder_(this_run(communicator.size())) {
  communicator.together([&] {
    if (is_root_) take();
  });
  const bool locked = communicator.any(is_root_ && settings_.file_locks);
  communicator.together([&] {
    if (is_root_ || !locked) return;
    lock_ = FileLock(file_, false);
    if (lock_.join() == FileLock::Answer::held) {
      fail(ExitCode::file_error, "'{}' was taken by another run meanwhile", file_.string());
    }
  });
}

RunLock::~RunLock() {
  if (std::uncaught_exceptions() > 0 && writing_) {
    lock_.hold_for_ever();
    return;
  }
  heart_ = std::jthread();
  if (is_root_) remove_what_was_created();
}

void RunLock::take() {
  existing_ = nearest_existing_folder(folder_);
  const auto deadline = Clock::now() + settings_.patience;
  while (settings_.file_locks) {
    create_folder(folder_);
    created_file_ = !fs::exists(file_);
    lock_ = FileLock(file_, true);
    const FileLock::Answer answer = lock_.take_door();
    if (answer == FileLock::Answer::impossible) {
      settings_.file_locks = false;
    } else if (answer == FileLock::Answer::granted) {
      if (lock_.is_at(file_)) return tell(0);  // else its last holder has removed it meanwhile
    } else {
      lock_.close();
      if (Clock::now() >= deadline) refuse(told_by_holder());
      std::this_thread::sleep_for(between_attempts);
    }
  }
  take_without_locks();
}

void RunLock::take_without_locks() {
  create_folder(folder_);
  created_file_ = created_file_ || !fs::exists(file_);
  // Whoever dies may have changed the file once more; who changes it twice lives.
  int changes = 0;
  std::string told = told_by_holder();
  for (auto changed = Clock::now(); !told.empty() && Clock::now() < changed + 2 * settings_.beat;) {
    std::this_thread::sleep_for(settings_.beat / 20);
    const std::string now = told_by_holder();
    if (now == told) continue;
    told = now;
    changed = Clock::now();
    if (!told.empty() && ++changes == 2) refuse(told);
  }
  lock_ = FileLock(file_, true);
  tell(0);
  // Of several who come at once the last one's words stay.
  std::this_thread::sleep_for(settings_.beat / 2);
  const std::string last = told_by_holder();
  if (!last.starts_with(holder_)) refuse(last);
  heart_ = std::jthread([this](const std::stop_token& stop) {
    block_signals();
    std::mutex mutex;
    std::condition_variable_any waiting;
    std::unique_lock guard(mutex);
    for (std::int64_t beat = 1;; ++beat) {
      waiting.wait_for(guard, stop, settings_.beat, [] { return false; });
      if (stop.stop_requested()) return;
      tell(beat);
    }
  });
}

void RunLock::refuse(const std::string& told) const {
  fail(ExitCode::bad_input,
       "'{}' is being written to by {}: wait until that run has ended, or choose another output.directory",
       folder_.string(), in_words(told));
}

std::string RunLock::told_by_holder() const {
  std::ifstream stream(file_, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void RunLock::tell(std::int64_t beat) const {
  const std::string text = fmt::format("{}\n{}\n", holder_, beat);
  // A run need not end because this could not be said. The file is never empty meanwhile, which would say that nobody is
  // there.
  const bool said = ::pwrite(lock_.descriptor(), text.data(), text.size(), 0) >= 0 &&
                    ::ftruncate(lock_.descriptor(), static_cast<off_t>(text.size())) == 0 &&
                    ::fdatasync(lock_.descriptor()) == 0;
  (void)said;
}

void RunLock::remove_what_was_created() const {
  std::error_code ignored;
  if (writing_ || created_file_) fs::remove(file_, ignored);
  if (writing_) return;
  for (fs::path folder = folder_; folder != existing_ && folder.has_relative_path(); folder = folder.parent_path()) {
    if (!fs::remove(folder, ignored)) return;
  }
}

}  // namespace starling
