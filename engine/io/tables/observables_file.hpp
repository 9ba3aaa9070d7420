// Averaged arrays of a run as an H5MD file: curves, histograms, distributions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace starling {

/// What one axis of an array means: a coordinate for each of its places.
struct ArrayAxis {
  std::string name;
  std::string unit;  ///< left out of the file when empty
  std::string description;
  std::vector<double> values;
};

/// An array's name and meaning. Its shape is the lengths of its axes.
struct ArrayLayout {
  std::string name;
  std::string unit;  ///< left out of the file when empty
  std::string description;
  std::vector<ArrayAxis> axes;

  /// Entries of the array.
  [[nodiscard]] std::size_t size() const;
};

/// An array with its entries in row-major order; NaN where an entry has no value or no error yet. Without a value at all
/// `undefined` says why, and the entries are empty.
struct AveragedArray {
  ArrayLayout layout;
  std::string undefined;
  std::vector<double> value;
  std::vector<double> standard_error;
  std::vector<std::int64_t> samples;
  std::int64_t unresolved = 0;  ///< entries whose errors are lower bounds: the run is too short for their correlations
};

/// Writes the file under a temporary name and renames it: for one process. /observables/<name> is a group with the
/// datasets `value`, `standard_error`, `samples` and one per axis, by its name, and the attributes `description`,
/// `unit`, `axes` (the names of the axes in order) and `unresolved`, or only the attribute `undefined`. A file_error
/// Failure leaves an older file as it was.
void write_observables_file(const std::filesystem::path& path, const std::string& deck, std::int64_t step,
                            const std::vector<AveragedArray>& arrays);

}  // namespace starling
