// Networks made up for tests, and their files written part by part, sound or not.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/hdf5.hpp"
#include "engine/learning/network_file.hpp"
#include "engine/learning/stored_networks.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling::testing_support {

inline learning::NetworkParameters made_up_network(const std::string& name,
                                                   const std::vector<learning::ParameterBlock>& blocks) {
  learning::NetworkParameters network{
      name, learning::ParameterLayout(blocks), {}, {{"mean", {0.1, -0.0, 5e-324}}, {"spread", {1e300}}}};
  for (std::int64_t i = 0; i < network.layout.size(); ++i) {
    network.values.push_back(std::sqrt(2.0 + static_cast<double>(i)) * 0.1);
  }
  return network;
}

/// Two networks; blocks are not in the order of their names.
inline learning::NetworkFile made_up_networks() {
  return {{{"hidden", {16, 16}}, {"activation", "silu"}},
          {{"temperature", 0.1}, {"name", "Büsten"}},
          {{"seed", 7}, {"loss", 0.1 + 0.2}},
          {made_up_network("activity", {{"weights", 5, 3, 0.7}, {"biases", 1, 3, 0.0}, {"a last one", 3, 1, 0.25}}),
           made_up_network("position", {{"weights", 2, 2, 0.7}})}};
}

/// What is different in a file of made_up_networks().
struct NetworkParts {
  std::int64_t format = learning::network_file_format;
  std::string left_out = {};                   ///< the path of a text or dataset
  hdf5::Shape shape_of_weights = {2, 2};       ///< of the network "position"
  double first_number = std::sqrt(2.0) * 0.1;  ///< the first weight of "activity"
  bool checksum_knows = true;                  ///< whether the checksum is of that number or of the sound one
  std::string layout = {};                     ///< the text in place of the right one
};

/// For one process.
inline void write_network_parts(const std::filesystem::path& path, const NetworkParts& parts) {
  learning::StoredNetworks stored = learning::store(made_up_networks());
  const auto datasets = learning::datasets_of(stored.texts.back());
  if (!parts.layout.empty()) stored.texts.back() = parts.layout;
  const std::string sound = learning::checksum_of(stored);
  stored.numbers[0] = parts.first_number;
  auto file = hdf5::File::create_alone(path, 0);
  file.write_attribute("/", "starling_network", parts.format);
  file.write_attribute("/", "checksum", parts.checksum_knows ? learning::checksum_of(stored) : sound);
  for (std::size_t k = 0; k < stored.texts.size(); ++k) {
    if (learning::network_texts[k] != parts.left_out) file.write_text(learning::network_texts[k], stored.texts[k]);
  }
  for (const char* const group : {"/parameters", "/scales"}) file.create_group(group);
  const double* next = stored.numbers.data();
  for (const auto& dataset : datasets) {
    const double* const values = std::exchange(next, next + dataset.size());
    if (dataset.path() == parts.left_out) continue;
    if (!file.has(dataset.group)) file.create_group(dataset.group);
    const auto& shape = dataset.path() == "/parameters/position/weights" ? parts.shape_of_weights : dataset.shape;
    const auto handle = file.create_dataset(dataset.path(), hdf5::Element::float64, shape);
    file.write(handle, hdf5::Element::float64, {hdf5::Shape(shape.size(), 0), shape}, values);
  }
  file.close();
}

/// A folder with the place of a network file.
class NetworkFolder : public testing::Test {
 protected:
  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
  std::filesystem::path path = folder.path() / "network.h5";
};

}  // namespace starling::testing_support
