// Finding the file of a table of numbers, and reading it on rank 0 for all.
#include "engine/io/tables/number_table.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/tables/number_file.hpp"

namespace starling {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 32;

void check(const NumberTableRequest& request) {
  for (auto name = request.columns.begin(); name != request.columns.end(); ++name) {
    if (std::find(request.columns.begin(), name, *name) != name) {
      fail(ExitCode::bad_input, "{}: names the column {} twice", request.key_of_columns(), shown(*name));
    }
    if (*name == request.time) {
      fail(ExitCode::bad_input, "{}.time: {} is also in {}", request.section, shown(*name), request.key_of_columns());
    }
  }
}

NumberFile read_file(const fs::path& path, const NumberTableRequest& request) {
  const std::string key = request.key_of_file();
  std::error_code error;
  if (fs::file_size(path, error) > largest_file) {
    fail(ExitCode::bad_input, "{} = {}: is larger than data may be (4 GiB)", key, shown(request.file));
  }
  const std::string extension = path.extension().string();
  try {
    if (extension == ".h5" || extension == ".hdf5") return read_hdf5_columns(path, request);
    return parse_csv(read_text_file(path), path.string(), request);
  } catch (const Failure& failure) {
    if (failure.code() == ExitCode::bad_input) throw;
    fail(ExitCode::bad_input, "{}: {}", key, failure.what());
  }
}

/// Says which columns look like times that nobody asked to read.
void remark_on_times(const NumberFile& file, const NumberTableRequest& request, NumberTable& table) {
  for (const TimesGuess& guess : file.guesses) {
    if (!guess.likely()) continue;
    const std::string column = guess.column().empty() ? "a column without a name" : "column " + shown(guess.column());
    const std::string sentence = fmt::format(
        "{}: {} looks like times: they are not read, and each row is taken as the time after the row before", file.name,
        column);
    if (guess.holds_numbers() && !guess.regular()) {
      table.warnings.push_back(
          fmt::format("{}, although its steps are not equal ({}.time reads them)", sentence, request.section));
    } else {
      table.notes.push_back(sentence);
    }
  }
}

NumberTable read_alone(const NumberTableRequest& request) {
  check(request);
  NumberFile file = read_file(find_file(request.key_of_file(), request.file, request.deck), request);
  NumberTable table;
  if (!request.time.empty()) {
    const std::int64_t added = put_on_time_grid(file, request);
    table.notes.push_back(fmt::format("{}.time = {}: {} times from {} to {}, {} of them without a row", request.section,
                                      request.time, file.rows.size(), file.time.front(), file.time.back(), added));
    take_length(file, request);
  } else if (request.rows_are_times) {
    remark_on_times(file, request, table);
  }
  table.columns = std::move(file.columns);
  table.rows = std::move(file.rows);
  table.time = std::move(file.time);
  return table;
}

/// Rank 0's values on every rank: all rows, and the times behind them.
void share_values(const Communicator& world, NumberTable& table, bool timed) {
  const auto size_of = [](const std::vector<double>& values) { return values.size() * sizeof(double); };
  std::string bytes;
  const auto append = [&](const std::vector<double>& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), size_of(values));
  };
  for (const auto& row : table.rows) append(row);
  append(table.time);
  bytes = world.broadcast(std::move(bytes));
  if (world.is_root()) return;
  const std::size_t width = table.columns.size();
  const std::size_t count = bytes.size() / sizeof(double) / (width + (timed ? 1 : 0));
  const char* from = bytes.data();
  const auto take = [&](std::vector<double>& values, std::size_t size) {
    values.resize(size);
    if (size > 0) std::memcpy(values.data(), from, size_of(values));
    from += size_of(values);
  };
  table.rows.resize(count);
  for (auto& row : table.rows) take(row, width);
  if (timed) take(table.time, count);
}

}  // namespace

NumberTable read_number_table(const Communicator& world, const NumberTableRequest& request) {
  NumberTable table;
  std::string names;
  world.together([&] {
    if (!world.is_root()) return;
    table = read_alone(request);
    const nlohmann::json all{table.columns, table.notes, table.warnings};
    names = all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  });
  const auto all = nlohmann::json::parse(world.broadcast(std::move(names)));
  if (!world.is_root()) {
    all.at(0).get_to(table.columns);
    all.at(1).get_to(table.notes);
    all.at(2).get_to(table.warnings);
  }
  share_values(world, table, !request.time.empty());
  return table;
}

}  // namespace starling
