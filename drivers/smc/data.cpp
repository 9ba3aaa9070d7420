// Finding the data file, and reading it on rank 0 for all.
#include "drivers/smc/data.hpp"

#include <cmath>
#include <cstring>
#include <utility>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"

namespace starling::smc {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 32;

fs::path find(const std::string& file, const fs::path& deck) {
  std::error_code error;
  const fs::path beside = deck.parent_path() / file;
  fs::path path = fs::exists(file, error) || !fs::exists(beside, error) ? fs::path(file) : beside;
  if (!fs::exists(path, error)) {
    fail(ExitCode::bad_input,
         "data.file = {}: there is no such file, neither in the working directory nor beside the deck", shown(file));
  }
  if (!fs::is_regular_file(path, error)) fail(ExitCode::bad_input, "data.file = {}: is not a file", shown(file));
  if (fs::file_size(path, error) > largest_file) {
    fail(ExitCode::bad_input, "data.file = {}: is larger than data may be (4 GiB)", shown(file));
  }
  return path;
}

DataTable read(const fs::path& path, const std::vector<std::string>& columns, std::optional<std::int64_t> length) {
  const std::string extension = path.extension().string();
  try {
    if (extension == ".h5" || extension == ".hdf5") return read_hdf5(path, columns, length);
    return parse_csv(read_text_file(path), path.string(), columns, length);
  } catch (const Failure& failure) {
    if (failure.code() == ExitCode::bad_input) throw;
    fail(ExitCode::bad_input, "data.file: {}", failure.what());
  }
}

/// Rank 0's values on every rank.
std::vector<double> shared(const Communicator& world, const DataTable& table) {
  std::string bytes;
  for (const auto& row : table.rows) {
    bytes.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double));
  }
  bytes = world.broadcast(std::move(bytes));
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace

DataTable read_data(const Communicator& world, const std::string& file, const std::filesystem::path& deck,
                    const std::vector<std::string>& columns, std::optional<std::int64_t> length) {
  DataTable table;
  std::string names;
  world.together([&] {
    if (!world.is_root()) return;
    table = read(find(file, deck), columns, length);
    for (const std::string& name : table.columns) names += name + "\n";
  });
  const std::vector<double> values = shared(world, table);
  names = world.broadcast(std::move(names));
  DataTable result;
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = names.find('\n', begin);
    result.columns.push_back(names.substr(begin, end - begin));
    begin = end + 1;
  }
  const std::size_t width = result.columns.size();
  for (std::size_t at = 0; at < values.size(); at += width) {
    result.rows.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(at),
                             values.begin() + static_cast<std::ptrdiff_t>(at + width));
  }
  return result;
}

}  // namespace starling::smc
