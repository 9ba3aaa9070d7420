// Trained networks as files: what they are, what they were trained for and on, and their parameters.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/learning/parameters.hpp"

namespace starling::learning {

/// A vector of numbers with a name, such as the means and spreads by which inputs are scaled.
struct NamedNumbers {
  std::string name;  ///< of its own in its network; not empty, without '/'
  std::vector<double> values;

  bool operator==(const NamedNumbers&) const = default;
};

/// One network of a file.
struct NetworkParameters {
  std::string name;  ///< such as "activity"
  ParameterLayout layout;
  std::vector<double> values;  ///< layout.size()
  std::vector<NamedNumbers> scales;

  /// The scale of this name. Fails with internal_error if there is none.
  [[nodiscard]] const std::vector<double>& scale(const std::string& scale_name) const;
  bool operator==(const NetworkParameters&) const = default;
};

/// What a network file holds. The JSON documents are the caller's: nothing here reads them.
struct NetworkFile {
  nlohmann::json architecture;
  nlohmann::json physics;
  nlohmann::json provenance;
  std::vector<NetworkParameters> networks;

  bool operator==(const NetworkFile&) const = default;
};

inline constexpr std::int64_t network_file_format = 2;

/// Collective: rank 0 writes its `content` (the others' is not looked at) under a name aside and renames it.
///
/// HDF5. Root attributes: starling_network (the format's number) and checksum (XXH3, 64 bits, in hexadecimal, of the
/// texts, each followed by a zero byte, and of all numbers, in the order of /layout). Texts of JSON: /architecture,
/// /physics, /provenance and /layout, which says of each network the order of its blocks, their shapes and spreads, and
/// the lengths of its scales. Float64 datasets: /parameters/<network>/<block> of shape rows x columns, and
/// /scales/<network>/<name>. Fails on every rank: with file_error if it cannot be written, with blow_up if a number is
/// not finite, with internal_error if names or lengths are not as they should be.
void write_network_file(const Communicator& communicator, const std::filesystem::path& path,
                        const NetworkFile& content);

/// Collective: rank 0 reads, and every rank gets the same. What is not a sound network file of this format is refused
/// on every rank with bad_input and a sentence that names the file: it is not there, not HDF5, cut, not a network or of
/// another format; a text or a block is missing or a block has another shape than /layout says; a number is not finite;
/// the checksum is wrong.
[[nodiscard]] NetworkFile read_network_file(const Communicator& communicator, const std::filesystem::path& path);

/// The network of this name, with the blocks (names, order and shapes; spreads may differ) that its architecture asks
/// for. Fails with bad_input, for every rank, and a sentence that names the file and the first block that differs.
[[nodiscard]] const NetworkParameters& network_named(const NetworkFile& content, const std::string& name,
                                                     const ParameterLayout& expected,
                                                     const std::filesystem::path& path);

/// XXH3, 64 bits, of what a network computes with: architecture, physics, parameters and scales.
[[nodiscard]] std::uint64_t digest_of(const NetworkFile& content);

}  // namespace starling::learning
