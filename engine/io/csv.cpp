// CsvTable by POSIX calls: one write per append, so that a killed run loses at most what was being written.
#include "engine/io/csv.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"

namespace starling {
namespace {

[[noreturn]] void fail_to(const char* attempt, const std::filesystem::path& file) {
  fail(ExitCode::file_error, "cannot {} '{}': {}", attempt, file.string(), std::strerror(errno));
}

std::string header_of(const std::vector<std::string>& columns) {
  std::string header = "step";
  for (const auto& column : columns) header += "," + column;
  return header + "\n";
}

std::string line_of(std::int64_t step, std::span<const double> row) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{}", step);
  for (const double value : row) {
    line.push_back(',');
    if (!std::isnan(value)) fmt::format_to(std::back_inserter(line), "{}", value);
  }
  line.push_back('\n');
  return fmt::to_string(line);
}

}  // namespace

CsvTable::CsvTable(const Communicator& communicator, std::filesystem::path file,
                   const std::vector<std::string>& columns, std::optional<std::int64_t> resume_at)
    : communicator_(communicator), file_(std::move(file)), columns_(columns.size()) {
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    const std::string header = header_of(columns);
    if (resume_at) {
      reopen(header, *resume_at);
    } else {
      open_new(header);
    }
  });
  bytes_ = communicator_.maximum(bytes_);
}

CsvTable::~CsvTable() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void CsvTable::open_new(const std::string& header) {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
  if (descriptor_ < 0) fail_to("create", file_);
  write(header);
}

void CsvTable::reopen(const std::string& header, std::int64_t size) {
  const std::string text = read_text_file(file_);
  if (std::cmp_less(text.size(), size)) {
    fail(ExitCode::file_error, "'{}' has {} bytes, but its checkpoint was taken after {}: rows have been lost",
         file_.string(), text.size(), size);
  }
  if (std::cmp_less(size, header.size()) || !text.starts_with(header) ||
      text[static_cast<std::size_t>(size) - 1] != '\n') {
    fail(ExitCode::file_error, "'{}' is not the table that the checkpoint continues: expected the columns {}",
         file_.string(), header.substr(0, header.size() - 1));
  }
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND);
  if (descriptor_ < 0) fail_to("open", file_);
  if (::ftruncate(descriptor_, size) != 0) fail_to("truncate", file_);
  bytes_ = size;
}

void CsvTable::write(const std::string& text) {
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

void CsvTable::append(std::span<const Row> rows) {
  communicator_.together([&] {
    std::string text;
    for (const Row& row : rows) {
      if (row.values.size() != columns_) {
        fail(ExitCode::internal_error, "a row of '{}' has {} values for {} columns", file_.string(), row.values.size(),
             columns_);
      }
      text += line_of(row.step, row.values);
    }
    if (communicator_.is_root()) write(text);
  });
  bytes_ = communicator_.maximum(bytes_);
}

void CsvTable::append(std::int64_t step, std::span<const double> values) {
  const Row row{step, values};
  append(std::span(&row, 1));
}

void CsvTable::sync() {
  communicator_.together([&] {
    if (communicator_.is_root() && ::fsync(descriptor_) != 0) fail_to("synchronise", file_);
  });
}

}  // namespace starling
