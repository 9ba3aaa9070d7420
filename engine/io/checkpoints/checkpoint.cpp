// Checkpoints written by all ranks and made to count by rank 0.
#include "engine/io/checkpoints/checkpoint.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/hdf5.hpp"

namespace starling {
namespace {

constexpr const char* checkpoint_format = "starling checkpoint";
constexpr std::int64_t checkpoint_version = 1;

std::int64_t size_of(const Column& column) {
  return std::visit([](const auto& values) { return static_cast<std::int64_t>(values.size()); }, column.values);
}

hdf5::Element element_of(const Column& column) {
  return std::visit(
      [](const auto& values) {
        return hdf5::element_of<std::remove_cv_t<typename std::decay_t<decltype(values)>::element_type>>();
      },
      column.values);
}

const void* data_of(const Column& column) {
  return std::visit([](const auto& values) { return static_cast<const void*>(values.data()); }, column.values);
}

/// The deck and state's bytes are counted on rank 0, where they are.
std::int64_t expected_bytes(const Checkpoint& checkpoint) {
  auto bytes = static_cast<std::int64_t>(checkpoint.deck.size());
  for (const auto& column : checkpoint.columns) {
    bytes += checkpoint.rows * column.components * hdf5::size_of(element_of(column));
  }
  return bytes;
}

void require_matching_columns(const Checkpoint& checkpoint, const RowBlock& block) {
  std::set<std::string> names;
  for (const auto& column : checkpoint.columns) {
    if (size_of(column) != block.count * column.components || !names.insert(column.name).second) {
      fail(ExitCode::internal_error, "the checkpoint column '{}' comes twice or has {} values for {} rows of {}",
           column.name, size_of(column), block.count, column.components);
    }
  }
}

template <class T>
OwnedColumn read_column(const hdf5::File& file, const hdf5::Handle& dataset, const std::string& name, int components,
                        const hdf5::Selection& selection, std::int64_t rows) {
  std::vector<T> values(static_cast<std::size_t>(rows * components));
  file.read(dataset, hdf5::element_of<T>(), selection, values.data());
  return {name, components, std::move(values)};
}

OwnedColumn read_column(const hdf5::File& file, const std::string& name, const RowBlock& block) {
  const auto dataset = file.open_dataset("/particles/" + name);
  auto shape = file.shape(dataset);
  const int components = shape.size() > 1 ? static_cast<int>(shape[1]) : 1;
  hdf5::Selection selection{hdf5::Shape(shape.size(), 0), shape};
  selection.start.at(0) = static_cast<hsize_t>(block.first);
  selection.count.at(0) = static_cast<hsize_t>(block.count);
  switch (file.element(dataset)) {
    case hdf5::Element::int32:
      return read_column<std::int32_t>(file, dataset, name, components, selection, block.count);
    case hdf5::Element::int64:
      return read_column<std::int64_t>(file, dataset, name, components, selection, block.count);
    default:
      return read_column<double>(file, dataset, name, components, selection, block.count);
  }
}

/// Text that carries rank 0's bytes to all ranks.
std::string shared_bytes(const Communicator& communicator, const nlohmann::json& json) {
  std::vector<std::uint8_t> bytes;
  if (communicator.is_root()) bytes = nlohmann::json::to_cbor(json);
  return communicator.broadcast(std::string(bytes.begin(), bytes.end()));
}

}  // namespace

CheckpointStore::CheckpointStore(const Communicator& communicator, std::filesystem::path folder, int kept)
    : communicator_(communicator), folder_(std::move(folder)), kept_(std::max(kept, 1)) {}

void CheckpointStore::write(const Checkpoint& checkpoint) {
  std::vector<CheckpointEntry> entries;
  std::string name;
  communicator_.together([&] {
    require_matching_columns(checkpoint, rows_of(checkpoint.rows, communicator_));
    if (!communicator_.is_root()) return;
    create_folder(folder_);
    entries = read_manifest(folder_);
    name = free_checkpoint_name(checkpoint.step, entries);
  });
  const auto file = folder_ / communicator_.broadcast(name);
  const auto aside = name_aside(file);
  write_columns(checkpoint, aside);
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    const CheckpointEntry entry{checkpoint.step, seal_of(aside, name)};
    publish_file(aside, file);
    std::erase_if(entries, [&](const auto& older) { return older.step >= checkpoint.step; });
    if (std::cmp_greater_equal(entries.size(), kept_)) entries.erase(entries.begin(), entries.end() - (kept_ - 1));
    entries.push_back(entry);
    write_manifest(folder_, entries);
    delete_unlisted_checkpoints(folder_, entries);
  });
}

void CheckpointStore::write_columns(const Checkpoint& checkpoint, const std::filesystem::path& path) const {
  const RowBlock block = rows_of(checkpoint.rows, communicator_);
  const std::string state = shared_bytes(communicator_, checkpoint.state);
  const auto state_bytes = static_cast<std::int64_t>(state.size());
  auto file = hdf5::File::create(communicator_, path, expected_bytes(checkpoint) + state_bytes);
  file.write_attribute("/", "format", checkpoint_format);
  file.write_attribute("/", "version", checkpoint_version);
  file.write_attribute("/", "step", checkpoint.step);
  file.write_attribute("/", "rows", checkpoint.rows);
  file.write_text("/deck", checkpoint.deck);
  {
    const auto dataset = file.create_dataset("/state", hdf5::Element::byte, {state.size()});
    const hdf5::Shape mine{communicator_.is_root() ? state.size() : 0};
    file.write(dataset, hdf5::Element::byte, {{0}, mine}, state.data());
  }
  file.create_group("/particles");
  for (const auto& column : checkpoint.columns) {
    hdf5::Shape shape{static_cast<hsize_t>(block.total)};
    hdf5::Selection selection{{static_cast<hsize_t>(block.first)}, {static_cast<hsize_t>(block.count)}};
    if (column.components > 1) {
      shape.push_back(static_cast<hsize_t>(column.components));
      selection.start.push_back(0);
      selection.count.push_back(static_cast<hsize_t>(column.components));
    }
    const auto dataset = file.create_dataset("/particles/" + column.name, element_of(column), shape);
    file.write(dataset, element_of(column), selection, data_of(column));
  }
  file.close();
}

LoadedCheckpoint CheckpointStore::load_latest() const {
  CheckpointEntry usable;
  std::string warnings;
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    auto entries = read_manifest(folder_);
    std::string sentence;
    if (entries.empty()) fail(ExitCode::bad_input, "there is no checkpoint in '{}'", folder_.string());
    for (; !entries.empty(); entries.pop_back()) {
      const auto damage = damage_of("checkpoint", folder_, entries.back().seal);
      if (!damage) break;
      warnings += *damage + "\n";
      sentence += (sentence.empty() ? "" : "; ") + *damage;
    }
    if (entries.empty()) fail(ExitCode::file_error, "no checkpoint is usable: {}", sentence);
    usable = entries.back();
  });
  usable.seal.file = communicator_.broadcast(usable.seal.file);
  warnings = communicator_.broadcast(warnings);
  LoadedCheckpoint loaded = read_columns(usable);
  for (std::size_t begin = 0; begin < warnings.size();) {
    const std::size_t end = warnings.find('\n', begin);
    loaded.warnings.push_back(warnings.substr(begin, end - begin));
    begin = end + 1;
  }
  return loaded;
}

LoadedCheckpoint CheckpointStore::read_columns(const CheckpointEntry& entry) const {
  auto file = hdf5::File::open(communicator_, folder_ / entry.seal.file, hdf5::Access::together);
  if (!file.has_attribute("/", "format") || file.read_text_attribute("/", "format") != checkpoint_format ||
      file.read_integer("/", "version") != checkpoint_version) {
    throw Failure(ExitCode::bad_input,
                  fmt::format("'{}' is not a checkpoint that this version reads", file.path().string()),
                  FailureScope::every_rank);
  }
  LoadedCheckpoint loaded;
  loaded.step = file.read_integer("/", "step");
  loaded.rows = rows_of(file.read_integer("/", "rows"), communicator_);
  loaded.deck = file.read_text("/deck");
  loaded.state = nlohmann::json::from_cbor(file.read_all<std::uint8_t>("/state"));
  for (const auto& name : file.names("/particles")) {
    loaded.columns.push_back(read_column(file, name, loaded.rows));
  }
  file.close();
  return loaded;
}

void CheckpointStore::discard_after(std::int64_t step) {
  communicator_.together([&] {
    if (!communicator_.is_root() || !std::filesystem::exists(folder_)) return;
    auto entries = read_manifest(folder_);
    const auto before = entries.size();
    std::erase_if(entries, [&](const auto& entry) { return entry.step > step; });
    if (entries.size() != before) write_manifest(folder_, entries);
    delete_unlisted_checkpoints(folder_, entries);
  });
}

}  // namespace starling
