// From the name of a deck's file to its text on every rank, and to the job that it is for.
#include "engine/deck/source.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/reader.hpp"
#include "engine/deck/value.hpp"

namespace starling {

namespace {

constexpr std::size_t largest_deck = std::size_t{1} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_text(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char character) {
    const auto code = static_cast<unsigned char>(character);
    return code >= ' ' || std::isspace(code);
  });
}

// At most one byte more than is allowed, so that a device or a huge file cannot stall the start.
std::string read_bytes(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail(ExitCode::bad_input, "{}: is a directory, not a deck", shown(path));
  }
  std::ifstream file(path, std::ios::binary);
  const int open_error = errno;
  if (!file) {
    fail(ExitCode::bad_input, "{}: cannot read the deck: {}", shown(path), std::generic_category().message(open_error));
  }
  std::string bytes(largest_deck + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) fail(ExitCode::bad_input, "{}: cannot read the deck to its end", shown(path));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace

std::string text_of_deck(std::string bytes, const std::string& path) {
  if (bytes.size() > largest_deck) fail(ExitCode::bad_input, "{}: is larger than a deck may be (1 MiB)", shown(path));
  if (!is_text(bytes)) fail(ExitCode::bad_input, "{}: is not a text file, so no deck", shown(path));
  if (bytes.starts_with(byte_order_mark)) bytes.erase(0, byte_order_mark.size());
  if (trimmed(bytes).empty()) fail(ExitCode::bad_input, "{}: is empty", shown(path));
  return bytes;
}

std::string read_deck_file(const Communicator& world, const std::string& path) {
  std::string text;
  world.together([&] {
    if (world.is_root()) text = text_of_deck(read_bytes(path), path);
  });
  return world.broadcast(std::move(text));
}

std::string job_of(const std::string& text, const std::string& file, const std::vector<std::string>& jobs) {
  const std::vector<Assignment> assignments = read_assignments(text, file);
  if (assignments.empty() || assignments.front().key != "job") {
    fail(ExitCode::bad_input, "{}: a deck begins with job = NAME, where NAME is {}", file, either_of(jobs));
  }
  const Assignment& job = assignments.front();
  if (std::find(jobs.begin(), jobs.end(), job.value) == jobs.end()) {
    fail(ExitCode::bad_input, "{}: unknown job; it must be {}", job.place(), either_of(jobs));
  }
  return job.value;
}

}  // namespace starling
