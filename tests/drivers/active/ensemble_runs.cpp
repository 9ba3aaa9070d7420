// Making runs of several replicas, and reading tables as text.
#include "tests/drivers/active/ensemble_runs.hpp"

#include <sstream>

namespace starling::test {

ShortRun ensemble_run(const std::string& name, const std::string& deck, int replicas, const Arguments& changes) {
  ShortRun made = short_run(name, deck, changes);
  made.changes.push_back("--ensemble.replicas=" + std::to_string(replicas));
  return made;
}

std::vector<std::vector<std::string>> cells_of(const fs::path& table) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(read_file(table));
  for (std::string line; std::getline(lines, line);) {
    auto& row = rows.emplace_back();
    std::istringstream cells(line + ",");
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

}  // namespace starling::test
