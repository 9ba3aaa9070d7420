// Messages to rank 0, whose sources ascend as the members do.
#include "engine/comm/member_gather.hpp"

#include <cstddef>
#include <cstring>

namespace starling {

namespace {

using Bytes = std::vector<std::byte>;

void append(Bytes& message, const void* values, std::size_t size) {
  const auto* bytes = static_cast<const std::byte*>(values);
  message.insert(message.end(), bytes, bytes + size);
}

/// The messages of all groups' first ranks, on rank 0.
std::vector<Bytes> send_to_root(const RankGroups& groups, Bytes message) {
  std::vector<Bytes> outgoing(static_cast<std::size_t>(groups.world().size()));
  if (groups.group().is_root()) outgoing[0] = std::move(message);
  return groups.world().exchange(outgoing);
}

}  // namespace

nlohmann::json gather_json(const RankGroups& groups, std::vector<nlohmann::json> values) {
  nlohmann::json all = nlohmann::json::array();
  if (groups.world().size() == 1) {
    // What many members have accumulated takes longer to copy than to compute.
    for (nlohmann::json& value : values) all.push_back(std::move(value));
    return all;
  }
  Bytes mine;
  for (const nlohmann::json& value : values) {
    const auto text = nlohmann::json::to_cbor(value);
    const auto length = static_cast<std::int64_t>(text.size());
    append(mine, &length, sizeof(length));
    append(mine, text.data(), text.size());
  }
  for (const Bytes& message : send_to_root(groups, std::move(mine))) {
    for (std::size_t at = 0; at < message.size();) {
      std::int64_t length = 0;
      std::memcpy(&length, message.data() + at, sizeof(length));
      const auto* first = reinterpret_cast<const std::uint8_t*>(message.data() + at + sizeof(length));
      all.push_back(nlohmann::json::from_cbor(first, first + length));
      at += sizeof(length) + static_cast<std::size_t>(length);
    }
  }
  return all;
}

std::vector<double> gather_values(const RankGroups& groups, std::span<const double> values) {
  Bytes mine;
  append(mine, values.data(), values.size_bytes());
  std::vector<double> all;
  for (const Bytes& message : send_to_root(groups, std::move(mine))) {
    const std::size_t before = all.size();
    all.resize(before + message.size() / sizeof(double));
    if (!message.empty()) std::memcpy(all.data() + before, message.data(), message.size());
  }
  return all;
}

}  // namespace starling
