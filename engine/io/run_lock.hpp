// The lock of a run's directory, which its ranks hold for as long as any of them lives: one run at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "engine/comm/communicator.hpp"
#include "engine/io/file_lock.hpp"

namespace starling {

/// How a lock is asked for. Tests make it impatient.
struct RunLockSettings {
  /// How long to wait for a run that is ending: ranks may outlive a killed mpirun by a second.
  std::chrono::milliseconds patience{10'000};
  /// Without locks: how often a run changes its file, and half of the time after which one that did not is dead.
  std::chrono::milliseconds beat{2'000};
  /// False for the fallback, which is used too where the file system has no locks.
  bool file_locks = true;
};

/// Holds <folder>/run.lock, which says who holds it: host, process and time. All ranks of the run hold it together
/// (FileLock), on whatever hosts they are, so that whoever is killed, nobody else gets in while one of them can still write.
///
/// On file systems without locks, rank 0 changes the file with every beat instead, from a thread of its own. Who finds such
/// a file waits whether it changes, and takes it over when it does not.
class RunLock {
 public:
  /// Collective: creates the folder if need be and takes the lock. A bad_input Failure that names the holder if it is still
  /// held after the settings' patience.
  RunLock(const Communicator& communicator, const std::filesystem::path& folder, RunLockSettings settings = {});

  /// Gives the lock back and removes the file. What a refused run has created goes too. A run that fails after
  /// begin_writing() holds on until its process ends, since libraries may write until then.
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// From here on the folder is this run's. Not collective.
  void begin_writing() { writing_ = true; }

 private:
  void take();
  void take_without_locks();
  [[noreturn]] void refuse(const std::string& told) const;
  /// What the file says of its holder, with the number of the beat; empty if there is nobody.
  [[nodiscard]] std::string told_by_holder() const;
  void tell(std::int64_t beat) const;
  void remove_what_was_created() const;

  std::filesystem::path folder_;
  std::filesystem::path file_;
  RunLockSettings settings_;
  bool is_root_;
  bool writing_ = false;
  bool created_file_ = false;
  std::filesystem::path existing_;  ///< the nearest folder, upwards, that was there before
  std::string holder_;              ///< this run, as its file says it
  FileLock lock_;
  std::jthread heart_;  ///< without locks
};

}  // namespace starling
