// Through HDF5, as another program would do it.
#include "tests/drivers/network_damage.hpp"

#include <hdf5.h>

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <cstring>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace starling::test {
namespace {

void write_attribute(const fs::path& path, const char* name, const void* value) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
  const hid_t stored = H5Aget_type(attribute);
  const hid_t type = H5Tget_class(stored) == H5T_STRING ? H5Tcopy(stored) : H5Tcopy(H5T_NATIVE_INT64);
  if (H5Awrite(attribute, type, value) < 0) throw std::runtime_error("no attribute is written");
  H5Tclose(type);
  H5Tclose(stored);
  H5Aclose(attribute);
  H5Fclose(file);
}

/// Lets `change` work on a dataset's bytes.
void change_dataset(const fs::path& path, const std::string& name, const std::function<void(std::string&)>& change) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, name.c_str(), H5P_DEFAULT);
  const hid_t type = H5Dget_type(dataset);
  const hid_t space = H5Dget_space(dataset);
  std::string bytes(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(type), '\0');
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) throw std::runtime_error("unreadable");
  change(bytes);
  if (H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) throw std::runtime_error("unwritable");
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
  H5Fclose(file);
}

std::string text_of(const Datasets& parts, const std::string& name) {
  const std::string& padded = parts.at(name);
  return padded.substr(0, padded.find('\0'));
}

/// The numbers without the shape before them.
std::string numbers_of(const Datasets& parts, const std::string& name, std::size_t count) {
  const std::string& bytes = parts.at(name);
  return bytes.substr(bytes.size() - count * sizeof(double));
}

}  // namespace

void set_network_format(const fs::path& file, std::int64_t format) {
  write_attribute(file, "starling_network", &format);
}

void replace_in_text(const fs::path& file, const std::string& text, const std::string& from, const std::string& to) {
  change_dataset(file, text, [&](std::string& bytes) {
    const std::size_t at = bytes.find(from);
    if (at == std::string::npos || from.size() != to.size()) throw std::runtime_error("no '" + from + "' in " + bytes);
    bytes.replace(at, from.size(), to);
  });
}

void flip_bit_of_number(const fs::path& file, const std::string& dataset) {
  change_dataset(file, dataset, [](std::string& bytes) { bytes[3] = static_cast<char>(bytes[3] ^ 1); });
}

void poison(const fs::path& file, const std::string& dataset) {
  change_dataset(file, dataset, [](std::string& bytes) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t at = 0; at < bytes.size(); at += sizeof none) std::memcpy(bytes.data() + at, &none, sizeof none);
  });
}

void remove_dataset(const fs::path& file, const std::string& dataset) {
  const hid_t open = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  if (H5Ldelete(open, dataset.c_str(), H5P_DEFAULT) < 0) throw std::runtime_error("no " + dataset);
  H5Fclose(open);
}

void reseal(const fs::path& file) {
  const Datasets parts = datasets_of(file);
  std::string all;
  for (const char* const text : {"architecture", "physics", "provenance", "layout"}) {
    all += text_of(parts, text) + std::string(1, '\0');
  }
  for (const auto& network : nlohmann::json::parse(text_of(parts, "layout"))) {
    const std::string name = network.at("network");
    for (const auto& block : network.at("blocks")) {
      const auto count = block.at("rows").get<std::size_t>() * block.at("columns").get<std::size_t>();
      all += numbers_of(parts, "parameters/" + name + "/" + block.at("name").get<std::string>(), count);
    }
    for (const auto& scale : network.at("scales")) {
      all += numbers_of(parts, "scales/" + name + "/" + scale.at("name").get<std::string>(),
                        scale.at("size").get<std::size_t>());
    }
  }
  const std::string checksum = fmt::format("{:016x}", XXH3_64bits(all.data(), all.size()));
  write_attribute(file, "checksum", checksum.c_str());
}

}  // namespace starling::test
