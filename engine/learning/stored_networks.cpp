// Between networks and what their file stores.
#include "engine/learning/stored_networks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "engine/failure.hpp"
#include "engine/io/hashed_bytes.hpp"

namespace starling::learning {
namespace {

void require_names(const std::vector<std::string>& names, const std::string& kind) {
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (name.empty() || name == "." || name.find('/') != std::string::npos || !seen.insert(name).second) {
      fail(ExitCode::bad_input, "'{}' cannot be the name of a {}, or it is that of two", name, kind);
    }
  }
}

nlohmann::json layout_of(const NetworkParameters& network) {
  auto blocks = nlohmann::json::array();
  for (const ParameterBlock& block : network.layout.blocks()) {
    blocks.push_back(
        {{"name", block.name}, {"rows", block.rows}, {"columns", block.columns}, {"spread", block.spread}});
  }
  auto scales = nlohmann::json::array();
  for (const NamedNumbers& scale : network.scales) {
    scales.push_back({{"name", scale.name}, {"size", scale.values.size()}});
  }
  return {{"network", network.name}, {"blocks", blocks}, {"scales", scales}};
}

/// Layouts, and scales of zeros; no values.
NetworkParameters network_of(const nlohmann::json& layout) {
  NetworkParameters network;
  network.name = layout.at("network");
  for (const nlohmann::json& block : layout.at("blocks")) {
    try {
      network.layout.add({block.at("name"), block.at("rows"), block.at("columns"), block.at("spread")});
    } catch (const Failure& failure) {
      fail(ExitCode::bad_input, "{}", failure.what());
    }
  }
  for (const nlohmann::json& scale : layout.at("scales")) {
    network.scales.push_back({scale.at("name"), std::vector<double>(scale.at("size").get<std::size_t>())});
  }
  return network;
}

/// Names are checked here for both ways, since every file passes here when it is written and when it is read.
std::vector<NetworkParameters> networks_of(const std::string& layout) {
  std::vector<NetworkParameters> networks;
  for (const nlohmann::json& network : nlohmann::json::parse(layout)) networks.push_back(network_of(network));
  std::vector<std::string> names;
  for (const NetworkParameters& network : networks) {
    names.push_back(network.name);
    std::vector<std::string> scales;
    for (const NamedNumbers& scale : network.scales) scales.push_back(scale.name);
    require_names(scales, "scale");
  }
  require_names(names, "network");
  return networks;
}

}  // namespace

std::size_t StoredDataset::size() const {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

StoredNetworks store(const NetworkFile& content) {
  StoredNetworks stored;
  auto layout = nlohmann::json::array();
  for (const NetworkParameters& network : content.networks) {
    if (static_cast<std::int64_t>(network.values.size()) != network.layout.size()) {
      fail(ExitCode::internal_error, "the network '{}' has {} parameters instead of {}", network.name,
           network.values.size(), network.layout.size());
    }
    layout.push_back(layout_of(network));
    stored.numbers.insert(stored.numbers.end(), network.values.begin(), network.values.end());
    for (const NamedNumbers& scale : network.scales) {
      stored.numbers.insert(stored.numbers.end(), scale.values.begin(), scale.values.end());
    }
  }
  stored.texts = {content.architecture.dump(2), content.physics.dump(2), content.provenance.dump(2), layout.dump(2)};

  std::vector<StoredDataset> datasets;
  try {
    datasets = datasets_of(stored.texts.back());
  } catch (const Failure& failure) {
    fail(ExitCode::internal_error, "{}", failure.what());
  }
  if (const StoredDataset* dataset = first_not_finite(datasets, stored.numbers)) {
    fail(ExitCode::blow_up, "the {} are not finite, so that it is not written", dataset->description);
  }
  return stored;
}

std::vector<StoredDataset> datasets_of(const std::string& layout) {
  std::vector<StoredDataset> datasets;
  for (const NetworkParameters& network : networks_of(layout)) {
    for (const ParameterBlock& block : network.layout.blocks()) {
      datasets.push_back({"/parameters/" + network.name,
                          block.name,
                          {static_cast<hsize_t>(block.rows), static_cast<hsize_t>(block.columns)},
                          fmt::format("parameters '{}' of the network '{}'", block.name, network.name)});
    }
    for (const NamedNumbers& scale : network.scales) {
      datasets.push_back({"/scales/" + network.name,
                          scale.name,
                          {scale.values.size()},
                          fmt::format("scales '{}' of the network '{}'", scale.name, network.name)});
    }
  }
  return datasets;
}

NetworkFile restore(const StoredNetworks& stored) {
  NetworkFile content{nlohmann::json::parse(stored.texts[0]), nlohmann::json::parse(stored.texts[1]),
                      nlohmann::json::parse(stored.texts[2]), networks_of(stored.texts[3])};
  auto next = stored.numbers.begin();
  for (NetworkParameters& network : content.networks) {
    network.values.assign(next, next + network.layout.size());
    next += network.layout.size();
    for (NamedNumbers& scale : network.scales) {
      const auto size = static_cast<std::ptrdiff_t>(scale.values.size());
      std::copy(next, next + size, scale.values.begin());
      next += size;
    }
  }
  return content;
}

std::string checksum_of(const StoredNetworks& stored) {
  StreamedHash hash;
  for (const std::string& text : stored.texts) hash.add(text.c_str(), text.size() + 1);
  hash.add(stored.numbers.data(), stored.numbers.size() * sizeof(double));
  return hash_of(hash.number());
}

const StoredDataset* first_not_finite(const std::vector<StoredDataset>& datasets, const std::vector<double>& numbers) {
  auto next = numbers.begin();
  for (const StoredDataset& dataset : datasets) {
    const auto end = next + static_cast<std::ptrdiff_t>(dataset.size());
    if (!std::all_of(next, end, [](double number) { return std::isfinite(number); })) return &dataset;
    next = end;
  }
  return nullptr;
}

}  // namespace starling::learning
