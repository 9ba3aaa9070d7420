// Appending by POSIX calls: one write per text, so that a killed run loses at most what was being written.
#include "engine/io/appended_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "engine/failure.hpp"

namespace starling {
namespace {

[[noreturn]] void fail_to(const char* attempt, const std::filesystem::path& file) {
  fail(ExitCode::file_error, "cannot {} '{}': {}", attempt, file.string(), std::strerror(errno));
}

}  // namespace

AppendedFile::AppendedFile(const Communicator& communicator, std::filesystem::path file, const std::string& head,
                           std::optional<std::int64_t> resume_at)
    : communicator_(communicator), file_(std::move(file)) {
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    if (resume_at) {
      reopen(head, *resume_at);
    } else {
      open_new(head);
    }
  });
  bytes_ = communicator_.maximum(bytes_);
}

AppendedFile::~AppendedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AppendedFile::open_new(const std::string& head) {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
  if (descriptor_ < 0) fail_to("create", file_);
  write(head);
}

void AppendedFile::reopen(const std::string& head, std::int64_t size) {
  // Trajectories are long: only what is looked at is read.
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_APPEND);
  if (descriptor_ < 0) fail_to("read", file_);
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) fail_to("read", file_);
  if (status.st_size < size) {
    fail(ExitCode::file_error, "'{}' has {} bytes, but its checkpoint was taken after {}: rows have been lost",
         file_.string(), static_cast<std::int64_t>(status.st_size), size);
  }
  if (std::cmp_less(size, head.size()) || read_at(0, head.size()) != head ||
      (size > 0 && read_at(size - 1, 1) != "\n")) {
    fail(ExitCode::file_error, "'{}' is not the {} that the checkpoint continues{}{}", file_.string(),
         head.empty() ? "file" : "table", head.empty() ? "" : ": expected the columns ",
         head.substr(0, head.find('\n')));
  }
  if (::ftruncate(descriptor_, size) != 0) fail_to("truncate", file_);
  bytes_ = size;
}

std::string AppendedFile::read_at(std::int64_t first, std::size_t count) const {
  std::string text(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got =
        ::pread(descriptor_, text.data() + done, count - done, static_cast<off_t>(first) + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_to("read", file_);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

void AppendedFile::write(std::string_view text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(descriptor_, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int reason = errno;
      // Part of the rows would be worse than none. Should this fail too, a restart still cuts back to its checkpoint's row.
      const bool restored = ::ftruncate(descriptor_, bytes_) == 0;
      fail(ExitCode::file_error, "cannot write rows to '{}'{}: {}", file_.string(),
           restored ? "" : " (half is written)", std::strerror(reason));
    }
    done += static_cast<std::size_t>(written);
  }
  bytes_ += static_cast<std::int64_t>(text.size());
}

void AppendedFile::append(std::string_view text) {
  communicator_.together([&] {
    if (communicator_.is_root()) write(text);
  });
  bytes_ = communicator_.maximum(bytes_);
}

void AppendedFile::sync() {
  communicator_.together([&] {
    if (communicator_.is_root() && ::fsync(descriptor_) != 0) fail_to("synchronise", file_);
  });
}

}  // namespace starling
