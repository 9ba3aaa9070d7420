// Networks as their file stores them: four texts, and numbers in one row that a list of datasets cuts up.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/hdf5.hpp"
#include "engine/learning/network_file.hpp"

namespace starling::learning {

/// The names of the texts; /layout says how the numbers are cut.
inline constexpr std::array<const char*, 4> network_texts = {"/architecture", "/physics", "/provenance", "/layout"};

/// A file's content, but for its attributes.
struct StoredNetworks {
  std::array<std::string, network_texts.size()> texts;  ///< in the order of network_texts
  std::vector<double> numbers;                          ///< of all datasets, in the order of /layout
};

/// A dataset that a /layout announces.
struct StoredDataset {
  std::string group;  ///< such as /parameters/activity
  std::string name;   ///< in the group
  hdf5::Shape shape;
  std::string description;  ///< such as: parameters 'weights' of the network 'activity'

  [[nodiscard]] std::string path() const { return group + "/" + name; }
  [[nodiscard]] std::size_t size() const;
};

/// Fails with internal_error if names or lengths are not as they should be, with blow_up if a number is not finite.
[[nodiscard]] StoredNetworks store(const NetworkFile& content);

/// The datasets of a /layout, in its order. Fails with bad_input, or throws what the JSON library does, if it is not one.
[[nodiscard]] std::vector<StoredDataset> datasets_of(const std::string& layout);

/// The inverse of store(), for texts and as many numbers as its layout announces.
[[nodiscard]] NetworkFile restore(const StoredNetworks& stored);

/// XXH3, 64 bits, in hexadecimal, of the texts, each followed by a zero byte, and of the numbers.
[[nodiscard]] std::string checksum_of(const StoredNetworks& stored);

/// The first dataset with a number that is not finite; null if there is none.
[[nodiscard]] const StoredDataset* first_not_finite(const std::vector<StoredDataset>& datasets,
                                                    const std::vector<double>& numbers);

}  // namespace starling::learning
