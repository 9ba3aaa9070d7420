// Files that are either the old ones or the new ones, whenever the power fails. For one process: rank 0 calls these.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace starling {

/// Replaces `file` by `text`: written under a temporary name, synchronised, renamed, and the folder synchronised.
/// Throws a file_error Failure and leaves the old file as it was when any of that fails.
void write_file_atomically(const std::filesystem::path& file, std::string_view text);

/// Renames a complete file into place: synchronises it, renames it, synchronises the folder.
void publish_file(const std::filesystem::path& complete, const std::filesystem::path& file);

/// Waits until the contents of a file or folder are on the disk.
void sync_to_disk(const std::filesystem::path& file_or_folder);

/// The whole of a text file; a file_error Failure if it cannot be read.
std::string read_text_file(const std::filesystem::path& file);

/// Removes a file if it is there; a file_error Failure if it cannot be removed.
void remove_file(const std::filesystem::path& file);

/// Creates a folder and the folders above it; a file_error Failure if that cannot be done.
void create_folder(const std::filesystem::path& folder);

/// The name under which `file` is written before it is complete.
std::filesystem::path name_aside(const std::filesystem::path& file);

}  // namespace starling
