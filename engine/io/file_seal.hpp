// What a file was when it was finished, so that damage is seen before anything relies on it. For one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace starling {

struct FileSeal {
  std::string file;  ///< its name in its folder
  std::int64_t bytes = 0;
  std::string checksum;  ///< XXH3, 64 bits, of the whole file, in hexadecimal
};

/// The seal that a file, which may still lie under another name, deserves as `name`.
[[nodiscard]] FileSeal seal_of(const std::filesystem::path& file, const std::string& name);

/// What is wrong with a sealed file of a folder, as a sentence about "the <kind> '...'"; nothing if size and checksum are
/// right.
[[nodiscard]] std::optional<std::string> damage_of(std::string_view kind, const std::filesystem::path& folder,
                                                   const FileSeal& seal);

}  // namespace starling
