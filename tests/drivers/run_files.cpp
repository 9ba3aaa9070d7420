// Reading the files that a run left, through HDF5 and JSON.
#include "tests/drivers/run_files.hpp"

#include <hdf5.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace starling::test {
namespace {

void add_dataset(hid_t file, const char* name, Datasets& datasets) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t type = H5Dget_type(dataset);
  const hid_t space = H5Dget_space(dataset);
  // The deck names its own folder, and other cadences and skins are allowed.
  const bool fixed = H5Tis_variable_str(type) <= 0 && !std::string(name).ends_with("deck");
  if (fixed) {
    hsize_t shape[H5S_MAX_RANK] = {};
    const int axes = H5Sget_simple_extent_dims(space, shape, nullptr);
    std::string bytes;
    for (int axis = 0; axis < axes; ++axis) bytes += std::to_string(shape[axis]) + " ";
    const std::size_t header = bytes.size();
    bytes.resize(header + static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(type));
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data() + header) < 0) bytes = "unreadable";
    datasets[name] = bytes;
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
}

herr_t visit(hid_t file, const char* name, const H5O_info_t* info, void* datasets) {
  if (info->type == H5O_TYPE_DATASET) add_dataset(file, name, *static_cast<Datasets*>(datasets));
  return 0;
}

}  // namespace

Datasets datasets_of(const fs::path& path) {
  Datasets datasets;
  if (!fs::exists(path)) return datasets;
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) return datasets;
  H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, visit, &datasets);
  H5Fclose(file);
  return datasets;
}

nlohmann::json summary_of(const fs::path& run) { return nlohmann::json::parse(read_file(run / "summary.json")); }

std::vector<fs::path> checkpoints_of(const fs::path& run) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(run / "checkpoint", none)) {
    if (item.path().extension() == ".h5") files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, std::string> fingerprint(const fs::path& run) {
  std::map<std::string, std::string> all;
  all["observables.csv"] = read_file(run / "observables.csv");
  const auto summary = nlohmann::json::parse(read_file(run / "summary.json"), nullptr, false);
  if (summary.is_object() && summary.contains("observables")) {
    all["summary.json"] = summary["observables"].dump() + " at " + summary["step"].dump();
  }
  for (auto& [name, bytes] : datasets_of(run / "trajectory.h5")) all["trajectory.h5/" + name] = bytes;
  for (auto& [name, bytes] : datasets_of(run / "observables.h5")) all["observables.h5/" + name] = bytes;
  const auto checkpoints = checkpoints_of(run);
  if (!checkpoints.empty()) {
    for (auto& [name, bytes] : datasets_of(checkpoints.back())) all["checkpoint/" + name] = bytes;
  }
  return all;
}

std::string different_parts(const std::map<std::string, std::string>& one,
                            const std::map<std::string, std::string>& other) {
  std::string names;
  for (const auto& [name, bytes] : one) {
    const auto found = other.find(name);
    if (found == other.end() || found->second != bytes) names += name + " ";
  }
  for (const auto& [name, bytes] : other) {
    if (!one.contains(name)) names += name + " ";
  }
  return names;
}

std::string differences(const fs::path& one, const fs::path& other) {
  auto first = fingerprint(one);
  std::string names = different_parts(first, fingerprint(other));
  for (const char* needed : {"observables.csv", "summary.json", "checkpoint/particles/position"}) {
    if (first[needed].empty()) names += std::string(needed) + " is missing ";
  }
  return names;
}

std::map<std::string, std::string> run_parts(const fs::path& run, const std::vector<std::string>& texts,
                                             std::vector<fs::path> files) {
  std::map<std::string, std::string> all;
  for (const std::string& text : texts) {
    if (fs::exists(run / text)) all[text] = read_file(run / text);
  }
  auto summary = nlohmann::json::parse(read_file(run / "summary.json"), nullptr, false);
  if (summary.is_object()) {
    summary.erase("performance");
    summary.erase("provenance");
    all["summary.json"] = summary.dump();
  }
  const auto checkpoints = checkpoints_of(run);
  if (!checkpoints.empty()) files.push_back(checkpoints.back());
  for (const fs::path& file : files) {
    for (auto& [name, bytes] : datasets_of(file)) all[fs::relative(file, run).string() + "/" + name] = bytes;
  }
  return all;
}

std::string different_runs(std::map<std::string, std::string> one, const std::map<std::string, std::string>& other,
                           const std::string& table) {
  std::string names = different_parts(one, other);
  for (const std::string& needed : {table, std::string("summary.json")}) {
    if (one[needed].empty()) names += needed + " is missing ";
  }
  const bool saved =
      std::any_of(one.begin(), one.end(), [](const auto& part) { return part.first.starts_with("checkpoint/"); });
  if (!saved) names += "there is no checkpoint";
  return names;
}

std::vector<std::int64_t> observed_steps(const fs::path& run) {
  std::vector<std::int64_t> steps;
  std::istringstream table(read_file(run / "observables.csv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) steps.push_back(std::stoll(line));
  return steps;
}

std::map<std::string, std::string> snapshot(const fs::path& folder) {
  std::map<std::string, std::string> files;
  std::error_code none;
  for (const auto& item : fs::recursive_directory_iterator(folder, none)) {
    if (item.is_regular_file()) files[fs::relative(item.path(), folder).string()] = read_file(item.path());
  }
  return files;
}

}  // namespace starling::test
