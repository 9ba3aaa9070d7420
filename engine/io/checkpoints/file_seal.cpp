// Checksums of whole files.
#include "engine/io/checkpoints/file_seal.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "engine/failure.hpp"
#include "engine/io/hashed_bytes.hpp"

namespace starling {
namespace {

std::string checksum_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(ExitCode::file_error, "cannot read '{}': {}", file.string(), std::strerror(errno));
  StreamedHash hash;
  std::vector<char> buffer(std::size_t{1} << 20);
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) fail(ExitCode::file_error, "cannot read '{}' to its end", file.string());
  return hash_of(hash.number());
}

}  // namespace

FileSeal seal_of(const std::filesystem::path& file, const std::string& name) {
  return {name, static_cast<std::int64_t>(std::filesystem::file_size(file)), checksum_of(file)};
}

nlohmann::ordered_json seal_to_json(const FileSeal& seal) {
  return {{"file", seal.file}, {"bytes", seal.bytes}, {"xxh3_64", seal.checksum}};
}

FileSeal seal_from_json(const nlohmann::json& json) { return {json.at("file"), json.at("bytes"), json.at("xxh3_64")}; }

std::optional<std::string> damage_of(std::string_view kind, const std::filesystem::path& folder, const FileSeal& seal) {
  const auto file = folder / seal.file;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  if (error) return fmt::format("the {} '{}' is missing ({})", kind, file.string(), error.message());
  if (std::cmp_not_equal(bytes, seal.bytes)) {
    return fmt::format("the {} '{}' is damaged: it has {} bytes instead of {}", kind, file.string(), bytes, seal.bytes);
  }
  try {
    if (checksum_of(file) != seal.checksum) {
      return fmt::format("the {} '{}' is damaged: its checksum is wrong", kind, file.string());
    }
  } catch (const Failure& failure) {
    return fmt::format("the {} '{}' is damaged: {}", kind, file.string(), failure.what());
  }
  return std::nullopt;
}

}  // namespace starling
