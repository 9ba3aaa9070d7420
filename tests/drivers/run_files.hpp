// The files that a run left, in a form that can be compared byte for byte: datasets of HDF5 files, and the other files.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tests/drivers/program.hpp"

namespace starling::test {

/// A dataset's name and its values as bytes, with the shape before them.
using Datasets = std::map<std::string, std::string>;

/// Every dataset of a file except the deck in it; empty if there is no file or it cannot be opened.
[[nodiscard]] Datasets datasets_of(const fs::path& path);

/// The summary of a run that has ended.
[[nodiscard]] nlohmann::json summary_of(const fs::path& run);

/// Files in a run's checkpoint folder, the oldest first.
[[nodiscard]] std::vector<fs::path> checkpoints_of(const fs::path& run);

/// The names of parts whose bytes differ or that only one of two runs has, each followed by a blank.
[[nodiscard]] std::string different_parts(const std::map<std::string, std::string>& one,
                                          const std::map<std::string, std::string>& other);

/// All of a run that must be the same however it was run, by name.
[[nodiscard]] std::map<std::string, std::string> fingerprint(const fs::path& run);

/// Names of what differs between two runs, empty if nothing does; a run without files differs from everything.
[[nodiscard]] std::string differences(const fs::path& one, const fs::path& other);

/// Of any job's run, by name: `texts` that are there, the summary without times, and the datasets of `files` and of the last
/// checkpoint.
[[nodiscard]] std::map<std::string, std::string> run_parts(const fs::path& run, const std::vector<std::string>& texts,
                                                           std::vector<fs::path> files);

/// Names of what differs between the parts of two runs; a run without `table`, summary or checkpoint differs from everything.
[[nodiscard]] std::string different_runs(std::map<std::string, std::string> one,
                                         const std::map<std::string, std::string>& other, const std::string& table);

/// The steps in observables.csv, in the order of its rows.
[[nodiscard]] std::vector<std::int64_t> observed_steps(const fs::path& run);

/// A folder's files and their bytes, to see whether anything was touched.
[[nodiscard]] std::map<std::string, std::string> snapshot(const fs::path& folder);

}  // namespace starling::test
