// The list of a run's checkpoints: which files count, and what their bytes must be. For one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/checkpoints/file_seal.hpp"

namespace starling {

/// One checkpoint that counts.
struct CheckpointEntry {
  std::int64_t step = 0;
  FileSeal seal;
};

/// The entries of a folder's manifest.json, by ascending step; empty if there is no manifest. A bad_input Failure if
/// it is not a manifest of Starling's.
[[nodiscard]] std::vector<CheckpointEntry> read_manifest(const std::filesystem::path& folder);

/// Replaces the manifest atomically.
void write_manifest(const std::filesystem::path& folder, const std::vector<CheckpointEntry>& entries);

/// The name of a checkpoint file that no entry has: <step in 12 digits>.h5, or with a suffix where that is taken.
[[nodiscard]] std::string free_checkpoint_name(std::int64_t step, const std::vector<CheckpointEntry>& entries);

/// Deletes the checkpoint files, complete or not, that no entry names. Files that no checkpoint could have stay.
void delete_unlisted_checkpoints(const std::filesystem::path& folder, const std::vector<CheckpointEntry>& entries);

/// Whether a name in a checkpoint folder is one that Starling gives.
[[nodiscard]] bool is_checkpoint_name(const std::string& name);

inline constexpr const char* manifest_name = "manifest.json";

}  // namespace starling
