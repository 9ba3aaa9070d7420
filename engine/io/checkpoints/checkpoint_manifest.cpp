// The manifest as JSON.
#include "engine/io/checkpoints/checkpoint_manifest.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"

namespace starling {
namespace {

constexpr const char* manifest_format = "starling checkpoints";
constexpr int manifest_version = 1;

nlohmann::ordered_json to_json(const CheckpointEntry& entry) {
  nlohmann::ordered_json json{{"step", entry.step}};
  json.update(seal_to_json(entry.seal));
  return json;
}

CheckpointEntry from_json(const nlohmann::json& json) {
  CheckpointEntry entry{json.at("step"), seal_from_json(json)};
  if (!is_checkpoint_name(entry.seal.file)) throw std::invalid_argument("a file name that is no checkpoint's");
  return entry;
}

}  // namespace

std::vector<CheckpointEntry> read_manifest(const std::filesystem::path& folder) {
  const auto file = folder / manifest_name;
  if (!std::filesystem::exists(file)) return {};
  const std::string text = read_text_file(file);
  std::vector<CheckpointEntry> entries;
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("format") != manifest_format || json.at("version") != manifest_version) {
      throw std::invalid_argument("another format or version");
    }
    for (const auto& entry : json.at("checkpoints")) entries.push_back(from_json(entry));
  } catch (const std::exception& error) {
    fail(ExitCode::bad_input, "'{}' is not a list of Starling checkpoints ({})", file.string(), error.what());
  }
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
  return entries;
}

void write_manifest(const std::filesystem::path& folder, const std::vector<CheckpointEntry>& entries) {
  nlohmann::ordered_json json{{"format", manifest_format}, {"version", manifest_version}};
  json["checkpoints"] = nlohmann::ordered_json::array();
  for (const auto& entry : entries) json["checkpoints"].push_back(to_json(entry));
  write_file_atomically(folder / manifest_name, json.dump(2) + "\n");
}

std::string free_checkpoint_name(std::int64_t step, const std::vector<CheckpointEntry>& entries) {
  const auto taken = [&](const std::string& name) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.seal.file == name; });
  };
  std::string name = fmt::format("{:012}.h5", step);
  for (int copy = 2; taken(name); ++copy) name = fmt::format("{:012}-{}.h5", step, copy);
  return name;
}

bool is_checkpoint_name(const std::string& name) {
  static const std::regex pattern("[0-9]{12,}(-[0-9]+)?\\.h5(\\.part)?");
  return std::regex_match(name, pattern);
}

void delete_unlisted_checkpoints(const std::filesystem::path& folder, const std::vector<CheckpointEntry>& entries) {
  std::error_code error;
  for (const auto& item : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = item.path().filename().string();
    const bool listed =
        std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.seal.file == name; });
    if (is_checkpoint_name(name) && !listed) remove_file(item.path());
  }
}

}  // namespace starling
