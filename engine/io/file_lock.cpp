// Locks on the first two bytes of a file: the door and the presence.
#include "engine/io/file_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/failure.hpp"

namespace starling {
namespace {

constexpr off_t door = 0;
constexpr off_t presence = 1;

/// Locks of the process (F_SETLK) would go when anything in it, such as an MPI library, closes the same file; and flock()
/// has no bytes.
FileLock::Answer lock_bytes(int descriptor, short type, off_t first, off_t count) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = count;
  int result = 0;
  do {
    result = ::fcntl(descriptor, F_OFD_SETLK, &lock);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return FileLock::Answer::granted;
  return errno == EAGAIN || errno == EACCES ? FileLock::Answer::held : FileLock::Answer::impossible;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& file, bool create)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0666)) {
  if (descriptor_ < 0) fail(ExitCode::file_error, "cannot open '{}': {}", file.string(), std::strerror(errno));
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

FileLock::Answer FileLock::take_door() const {
  const Answer answer = lock_bytes(descriptor_, F_WRLCK, door, 2);
  // Turning a lock of one's own into a shared one cannot be refused.
  if (answer == Answer::granted) (void)lock_bytes(descriptor_, F_RDLCK, presence, 1);
  return answer;
}

FileLock::Answer FileLock::join() const { return lock_bytes(descriptor_, F_RDLCK, presence, 1); }

bool FileLock::is_at(const std::filesystem::path& file) const {
  struct stat opened = {};
  struct stat named = {};
  return ::fstat(descriptor_, &opened) == 0 && ::stat(file.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

void FileLock::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace starling
