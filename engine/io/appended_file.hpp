// A text file that grows, and that a restart can cut back to any length it recorded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Rank 0 holds the file; every member but bytes() is collective, so that a failure reaches all ranks.
class AppendedFile {
 public:
  /// Starts the file with `head`; or, given the byte count that a checkpoint recorded, cuts the file back to it. A file_error
  /// Failure if the file is shorter than that, does not begin with the head, or has no end of a line there.
  AppendedFile(const Communicator& communicator, std::filesystem::path file, const std::string& head,
               std::optional<std::int64_t> resume_at);
  ~AppendedFile();
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;

  /// Writes rank 0's text, all of it or (on failure) nothing.
  void append(std::string_view text);

  /// Waits until everything is on the disk. To be called before a checkpoint records bytes().
  void sync();

  /// The size of the file on rank 0, the same on every rank.
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  [[nodiscard]] const std::filesystem::path& path() const { return file_; }

 private:
  void open_new(const std::string& head);
  void reopen(const std::string& head, std::int64_t size);
  [[nodiscard]] std::string read_at(std::int64_t first, std::size_t count) const;
  void write(std::string_view text);

  const Communicator& communicator_;
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::int64_t bytes_ = 0;
};

}  // namespace starling
