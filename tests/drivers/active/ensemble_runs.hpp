// Short runs of several replicas, and the quantities that distinguish them.
#pragma once

#include <string>
#include <vector>

#include "tests/drivers/active/short_runs.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {

[[nodiscard]] ShortRun ensemble_run(const std::string& name, const std::string& deck, int replicas,
                                    const Arguments& changes);

/// A table's cells as text, a row each, the header first.
[[nodiscard]] std::vector<std::vector<std::string>> cells_of(const fs::path& table);

}  // namespace starling::test
