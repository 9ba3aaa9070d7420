// A lock on a file that the kernel drops when its last holder has died, however that happened. For one process.
#pragma once

#include <filesystem>

namespace starling {

/// An open file and its locks: open-file-description locks of POSIX, which other processes, other hosts of a file system
/// that has them, and other FileLocks of this process see.
///
/// Many processes hold a file together: one of them, the first, holds its door, and each of them is present. Who wants the
/// file next takes the door, which it gets only when nobody is present any more. The first keeps the door for as long as it
/// lives, so that between its taking and the others' presence nobody can come in.
class FileLock {
 public:
  /// What came of asking for a lock.
  enum class Answer {
    granted,
    held,        ///< by somebody else
    impossible,  ///< this file system has no locks
  };

  FileLock() = default;
  /// Opens a file, and creates it if asked. A file_error Failure if that cannot be done.
  FileLock(const std::filesystem::path& file, bool create);
  ~FileLock() { close(); }
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Takes the door, if nobody holds it and nobody is present, and is then present too. Does not wait.
  [[nodiscard]] Answer take_door() const;

  /// Is present besides who holds the door. Does not wait.
  [[nodiscard]] Answer join() const;

  /// Whether the open file is still the one of that name.
  [[nodiscard]] bool is_at(const std::filesystem::path& file) const;

  /// The file's descriptor.
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Gives the locks back.
  void close();

  /// Leaves the file open, so that its locks are held until this process ends.
  void hold_for_ever() { descriptor_ = -1; }

 private:
  int descriptor_ = -1;
};

}  // namespace starling
