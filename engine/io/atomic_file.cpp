// Atomic replacement of files by POSIX calls, with a sentence for everything that can fail.
#include "engine/io/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/failure.hpp"

namespace starling {
namespace {

/// Closes on scope exit; close() reports what the kernel kept back until then.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags) : file_(file), value_(::open(file.c_str(), flags, 0666)) {
    if (value_ < 0) fail(ExitCode::file_error, "cannot open '{}': {}", file_.string(), std::strerror(errno));
  }
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(value_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(ExitCode::file_error, "cannot write '{}': {}", file_.string(), std::strerror(errno));
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void sync() const {
    // Some file systems cannot synchronise a folder and say EINVAL; there is nothing more to do then.
    if (::fsync(value_) != 0 && errno != EINVAL) {
      fail(ExitCode::file_error, "cannot synchronise '{}' with the disk: {}", file_.string(), std::strerror(errno));
    }
  }

  void close() {
    if (::close(std::exchange(value_, -1)) != 0) {
      fail(ExitCode::file_error, "cannot finish writing '{}': {}", file_.string(), std::strerror(errno));
    }
  }

 private:
  std::filesystem::path file_;
  int value_;
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

}  // namespace

std::filesystem::path name_aside(const std::filesystem::path& file) { return file.string() + ".part"; }

void sync_to_disk(const std::filesystem::path& file_or_folder) { Descriptor(file_or_folder, O_RDONLY).sync(); }

void publish_file(const std::filesystem::path& complete, const std::filesystem::path& file) {
  sync_to_disk(complete);
  std::error_code error;
  std::filesystem::rename(complete, file, error);
  if (error) {
    fail(ExitCode::file_error, "cannot rename '{}' to '{}': {}", complete.string(), file.string(), error.message());
  }
  sync_to_disk(folder_of(file));
}

void write_file_atomically(const std::filesystem::path& file, std::string_view text) {
  const auto aside = name_aside(file);
  try {
    Descriptor descriptor(aside, O_WRONLY | O_CREAT | O_TRUNC);
    descriptor.write(text);
    descriptor.close();
    publish_file(aside, file);
  } catch (const Failure&) {
    std::error_code ignored;
    std::filesystem::remove(aside, ignored);
    throw;
  }
}

std::string read_text_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) fail(ExitCode::file_error, "cannot read '{}': {}", file.string(), std::strerror(errno));
  return text;
}

void remove_file(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::remove(file, error);
  if (error) fail(ExitCode::file_error, "cannot remove '{}': {}", file.string(), error.message());
}

void create_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(ExitCode::file_error, "cannot create the folder '{}': {}", folder.string(), error.message());
}

}  // namespace starling
