// Writing snapshots by all ranks at once.
#include "engine/io/particles/snapshots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "engine/io/atomic_file.hpp"
#include "engine/io/hdf5.hpp"

namespace starling {
namespace {

/// This rank's values of one column of one system; nothing if it holds no rows of it.
struct Share {
  hdf5::Selection selection;
  const double* values = nullptr;
};

Share share_of(const std::vector<SnapshotPart>& parts, std::int64_t system, const std::string& column, int components) {
  Share share{{{0}, {0}}, nullptr};
  for (const SnapshotPart& part : parts) {
    if (part.system != system || part.rows.count == 0) continue;
    for (const OwnedColumn& candidate : part.columns) {
      if (candidate.name != column) continue;
      share.selection = {{static_cast<hsize_t>(part.rows.first)}, {static_cast<hsize_t>(part.rows.count)}};
      share.values = std::get<std::vector<double>>(candidate.values).data();
    }
  }
  if (components > 1) {
    share.selection.start.push_back(0);
    share.selection.count.push_back(static_cast<hsize_t>(components));
  }
  return share;
}

void write_columns(hdf5::File& file, const SnapshotLayout& layout, const std::vector<SnapshotPart>& parts) {
  for (std::int64_t system = 0; system < layout.systems; ++system) {
    const std::string group = fmt::format("/{}_{}", layout.system, system);
    file.create_group(group);
    for (const auto& [name, components] : layout.columns) {
      hdf5::Shape shape{static_cast<hsize_t>(layout.rows)};
      if (components > 1) shape.push_back(static_cast<hsize_t>(components));
      const auto dataset = file.create_dataset(fmt::format("{}/{}", group, name), hdf5::Element::float64, shape);
      const Share share = share_of(parts, system, name, components);
      file.write(dataset, hdf5::Element::float64, share.selection, share.values);
    }
  }
}

}  // namespace

std::string snapshot_name(std::int64_t step) { return fmt::format("{:012}.h5", step); }

void write_snapshot(const Communicator& world, const std::filesystem::path& file, const SnapshotLayout& layout,
                    const std::vector<SnapshotPart>& parts) {
  world.together([&] {
    if (world.is_root()) create_folder(file.parent_path());
  });
  std::int64_t doubles = 0;
  for (const auto& column : layout.columns) doubles += column.second;
  const auto aside = name_aside(file);
  auto open = hdf5::File::create(world, aside, 8 * doubles * layout.rows * layout.systems);
  open.write_attribute("/", "format", layout.format);
  open.write_attribute("/", "step", layout.step);
  open.write_attribute("/", layout.system + "s", layout.systems);
  open.write_attribute("/", "rows", layout.rows);
  write_columns(open, layout, parts);
  open.close();
  world.together([&] {
    if (world.is_root()) publish_file(aside, file);
  });
}

void delete_snapshots_after(const std::filesystem::path& folder, std::int64_t step) {
  static const std::regex pattern("([0-9]{12,18})\\.h5(\\.part)?");
  std::error_code absent;
  for (const auto& item : std::filesystem::directory_iterator(folder, absent)) {
    const std::string name = item.path().filename().string();
    std::smatch parts;
    if (!std::regex_match(name, parts, pattern)) continue;
    if (std::stoll(parts[1].str()) > step || parts[2].matched) remove_file(item.path());
  }
}

}  // namespace starling
