// summary.json: what a run found, and what is needed to reproduce it.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/comm/communicator.hpp"

namespace starling {

/// This host's name, "unknown" where it has none.
[[nodiscard]] std::string host_name();

/// A time as ISO 8601 in UTC, such as 2026-01-02T03:04:05Z.
[[nodiscard]] std::string utc(std::chrono::system_clock::time_point time);

/// Program, compiler, instruction set, libraries with their versions, ranks, threads, host, and when the run started
/// and ended (UTC, ISO 8601). The same on every rank except for the host, which is rank 0's where it is written.
[[nodiscard]] nlohmann::ordered_json provenance(const Communicator& communicator,
                                                std::chrono::system_clock::time_point started,
                                                std::chrono::system_clock::time_point ended);

/// Writes rank 0's `summary` atomically; collective. Numbers take the fewest digits that read back to the same double;
/// those that are not finite become null.
void write_summary(const Communicator& communicator, const std::filesystem::path& file,
                   const nlohmann::ordered_json& summary);

}  // namespace starling
