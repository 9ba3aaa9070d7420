// Network files of the members of a run.
#pragma once

#include <fmt/format.h>

#include <string>

#include "engine/learning/network_file.hpp"
#include "engine/run/members.hpp"
#include "engine/run/writer.hpp"

namespace starling::learning {

/// The name of a replica's network file.
[[nodiscard]] inline std::string network_file_name(std::int64_t replicas, std::int64_t replica) {
  return replicas == 1 ? "network.h5" : fmt::format("network_{}.h5", replica);
}

/// Writes the networks of members of type `Type` with every checkpoint: Type::network() is its file's content, or nothing yet,
/// and Type::group() its ranks.
template <class Type>
[[nodiscard]] Writer network_writer(std::int64_t replicas, Members& members, const RunDirectory& directory) {
  Writer networks{"networks", {}};
  networks.close = [replicas, &members, directory](std::int64_t) {
    members.for_each_as<Type>([&](Type& member, std::int64_t number) {
      if (const auto network = member.network())
        write_network_file(member.group(), directory.file(network_file_name(replicas, number)), *network);
    });
  };
  return networks;
}

}  // namespace starling::learning
