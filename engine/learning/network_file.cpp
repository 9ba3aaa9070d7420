// Writing and reading network files on rank 0, and a sentence for each that is refused.
#include "engine/learning/network_file.hpp"

#include <algorithm>
#include <cstring>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/learning/stored_networks.hpp"

namespace starling::learning {
namespace {

constexpr const char* format_attribute = "starling_network";
constexpr const char* checksum_attribute = "checksum";
// What HDF5 needs beside the numbers of a small dataset.
constexpr std::size_t bytes_around_dataset = 2048;

void write_datasets(hdf5::File& file, const std::vector<StoredDataset>& datasets, const std::vector<double>& numbers) {
  const double* next = numbers.data();
  for (const char* const group : {"/parameters", "/scales"}) file.create_group(group);
  for (const StoredDataset& dataset : datasets) {
    if (!file.has(dataset.group)) file.create_group(dataset.group);
    const auto handle = file.create_dataset(dataset.path(), hdf5::Element::float64, dataset.shape);
    file.write(handle, hdf5::Element::float64, {hdf5::Shape(dataset.shape.size(), 0), dataset.shape}, next);
    next += dataset.size();
  }
}

void write_stored(const std::filesystem::path& path, const StoredNetworks& stored) {
  const std::vector<StoredDataset> datasets = datasets_of(stored.texts.back());
  std::size_t bytes = stored.numbers.size() * sizeof(double) + datasets.size() * bytes_around_dataset;
  for (const std::string& text : stored.texts) bytes += text.size();
  auto file = hdf5::File::create_alone(path, static_cast<std::int64_t>(bytes));
  file.write_attribute("/", format_attribute, network_file_format);
  file.write_attribute("/", checksum_attribute, checksum_of(stored));
  for (std::size_t k = 0; k < network_texts.size(); ++k) file.write_text(network_texts[k], stored.texts[k]);
  write_datasets(file, datasets, stored.numbers);
  file.close();
}

hdf5::File open_network(const std::filesystem::path& path) {
  try {
    return hdf5::File::open_alone(path);
  } catch (const Failure& failure) {
    // Below 0 where nothing could be read.
    if (H5Fis_hdf5(path.c_str()) <= 0) throw;
    fail(ExitCode::bad_input, "the network file '{}' is cut short or damaged ({})", path.string(), failure.what());
  }
}

void require_format(const hdf5::File& file) {
  const std::string path = file.path().string();
  if (!file.has_attribute("/", format_attribute)) {
    fail(ExitCode::bad_input, "'{}' is not a network of Starling's: it has no attribute '{}'", path, format_attribute);
  }
  const std::int64_t format = file.read_integer("/", format_attribute);
  if (format != network_file_format) {
    fail(ExitCode::bad_input, "the network file '{}' has format {}, and this program reads format {}", path, format,
         network_file_format);
  }
}

std::string shape_text(const hdf5::Shape& shape) { return fmt::format("{}", fmt::join(shape, " x ")); }

/// Appends the numbers of a dataset.
void read_numbers(const hdf5::File& file, const StoredDataset& dataset, std::vector<double>& numbers) {
  const std::string path = file.path().string();
  if (!file.is_dataset(dataset.path())) {
    fail(ExitCode::bad_input, "the network file '{}' lacks the {}", path, dataset.description);
  }
  const auto handle = file.open_dataset(dataset.path());
  const hdf5::Shape shape = file.shape(handle);
  if (shape != dataset.shape) {
    fail(ExitCode::bad_input, "the {} in '{}' have shape {} instead of {}", dataset.description, path,
         shape_text(shape), shape_text(dataset.shape));
  }
  const std::size_t size = numbers.size();
  numbers.resize(size + dataset.size());
  file.read(handle, hdf5::Element::float64, {hdf5::Shape(shape.size(), 0), shape}, numbers.data() + size);
}

StoredNetworks read_stored(const std::filesystem::path& path) {
  const auto file = open_network(path);
  require_format(file);
  StoredNetworks stored;
  std::vector<StoredDataset> datasets;
  for (std::size_t k = 0; k < network_texts.size(); ++k) {
    const std::string name = network_texts[k];
    if (!file.is_dataset(name)) {
      fail(ExitCode::bad_input, "the network file '{}' lacks the text '{}'", path.string(), name);
    }
    stored.texts[k] = file.read_text(name);
    if (!nlohmann::json::accept(stored.texts[k])) {
      fail(ExitCode::bad_input, "the text '{}' in the network file '{}' is not JSON", name, path.string());
    }
  }
  try {
    datasets = datasets_of(stored.texts.back());
  } catch (const std::exception& error) {
    fail(ExitCode::bad_input, "the text '/layout' in the network file '{}' is no layout: {}", path.string(),
         error.what());
  }
  for (const StoredDataset& dataset : datasets) read_numbers(file, dataset, stored.numbers);
  if (const StoredDataset* dataset = first_not_finite(datasets, stored.numbers)) {
    fail(ExitCode::bad_input, "the {} in '{}' are not finite", dataset->description, path.string());
  }
  if (!file.has_attribute("/", checksum_attribute) ||
      file.read_text_attribute("/", checksum_attribute) != checksum_of(stored)) {
    fail(ExitCode::bad_input, "the network file '{}' is damaged or was changed: its checksum is wrong", path.string());
  }
  return stored;
}

}  // namespace

const std::vector<double>& NetworkParameters::scale(const std::string& scale_name) const {
  for (const NamedNumbers& candidate : scales) {
    if (candidate.name == scale_name) return candidate.values;
  }
  fail(ExitCode::internal_error, "the network '{}' has no scale '{}'", name, scale_name);
}

void write_network_file(const Communicator& communicator, const std::filesystem::path& path,
                        const NetworkFile& content) {
  communicator.together([&] {
    if (!communicator.is_root()) return;
    const StoredNetworks stored = store(content);
    const auto aside = name_aside(path);
    try {
      write_stored(aside, stored);
      publish_file(aside, path);
    } catch (...) {
      std::error_code ignored;
      std::filesystem::remove(aside, ignored);
      throw;
    }
  });
}

NetworkFile read_network_file(const Communicator& communicator, const std::filesystem::path& path) {
  StoredNetworks stored;
  communicator.together([&] {
    if (!communicator.is_root()) return;
    try {
      stored = read_stored(path);
    } catch (const Failure& failure) {
      throw Failure(ExitCode::bad_input, failure.what());
    }
  });
  for (std::string& text : stored.texts) text = communicator.broadcast(text);
  std::string bytes(stored.numbers.size() * sizeof(double), '\0');
  if (!bytes.empty()) std::memcpy(bytes.data(), stored.numbers.data(), bytes.size());
  bytes = communicator.broadcast(std::move(bytes));
  stored.numbers.resize(bytes.size() / sizeof(double));
  if (!bytes.empty()) std::memcpy(stored.numbers.data(), bytes.data(), bytes.size());
  return restore(stored);
}

const NetworkParameters& network_named(const NetworkFile& content, const std::string& name,
                                       const ParameterLayout& expected, const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& sentence) {
    throw Failure(ExitCode::bad_input, sentence, FailureScope::every_rank);
  };
  const auto found = std::find_if(content.networks.begin(), content.networks.end(),
                                  [&](const NetworkParameters& network) { return network.name == name; });
  if (found == content.networks.end()) {
    refuse(fmt::format("the network file '{}' has no network '{}'", path.string(), name));
  }
  const auto& has = found->layout.blocks();
  const auto& asked = expected.blocks();
  const auto text = [](const std::vector<ParameterBlock>& blocks, std::size_t k) {
    return k < blocks.size() ? fmt::format("'{}' ({} x {})", blocks[k].name, blocks[k].rows, blocks[k].columns)
                             : std::string("nothing");
  };
  for (std::size_t k = 0; k < std::max(has.size(), asked.size()); ++k) {
    if (text(has, k) == text(asked, k)) continue;
    refuse(fmt::format("the network '{}' in '{}' has {} where its architecture asks for {}", name, path.string(),
                       text(has, k), text(asked, k)));
  }
  return *found;
}

std::uint64_t digest_of(const NetworkFile& content) {
  std::string all = content.architecture.dump() + content.physics.dump();
  const auto append = [&](const std::vector<double>& values) {
    all.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  };
  for (const NetworkParameters& network : content.networks) {
    append(network.values);
    for (const NamedNumbers& scale : network.scales) append(scale.values);
  }
  return hash_number(all.data(), all.size());
}

}  // namespace starling::learning
