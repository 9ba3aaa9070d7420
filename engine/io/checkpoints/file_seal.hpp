// Seals of finished files, so that damage is seen before anything relies on them. For one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
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

/// A seal as lists of files hold it, and back; seal_from_json throws what the JSON library does where it is not one.
[[nodiscard]] nlohmann::ordered_json seal_to_json(const FileSeal& seal);
[[nodiscard]] FileSeal seal_from_json(const nlohmann::json& json);

/// What is wrong with a sealed file of a folder, as a sentence about "the <kind> '...'"; nothing if size and checksum are
/// right.
[[nodiscard]] std::optional<std::string> damage_of(std::string_view kind, const std::filesystem::path& folder,
                                                   const FileSeal& seal);

}  // namespace starling
