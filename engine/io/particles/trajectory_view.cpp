// Finding segments and mapping them into one file.
#include "engine/io/particles/trajectory_view.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"

namespace starling {
namespace {

// What HDF5 needs to store one mapping, generously; only the disk space reserved beforehand depends on it.
constexpr std::int64_t bytes_per_mapping = 512;

bool is_segment_name(const std::string& name, bool closed) {
  static const std::regex complete("segment_[0-9]{12,}\\.h5");
  static const std::regex any("segment_[0-9]{12,}\\.h5(\\.part)?");
  return std::regex_match(name, closed ? complete : any);
}

constexpr const char* list_name = "segments.json";

/// Of segments, closed or not.
std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& item : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = item.path().filename().string();
    if (is_segment_name(name, false)) names.push_back(name);
  }
  return names;
}

std::vector<FileSeal> read_list(const std::filesystem::path& folder) {
  const auto file = folder / list_name;
  const std::string text = read_text_file(file);
  try {
    std::vector<FileSeal> seals;
    const auto json = nlohmann::json::parse(text);
    for (const auto& entry : json.at("segments")) {
      seals.push_back(seal_from_json(entry));
      if (!is_segment_name(seals.back().file, true)) throw std::invalid_argument("a file name that is no segment's");
    }
    return seals;
  } catch (const std::exception& error) {
    fail(ExitCode::file_error, "'{}' is not a list of segments ({})", file.string(), error.what());
  }
}

Segment read_segment(const std::filesystem::path& folder, const FileSeal& seal) {
  if (const auto damage = damage_of("segment", folder, seal)) fail(ExitCode::file_error, "{}", *damage);
  auto file = hdf5::File::open_alone(folder / seal.file);
  const std::string element = h5md::element_path(h5md::particles, "position");
  return {seal, file.read_all<std::int64_t>(element + "/step"), file.read_all<double>(element + "/time")};
}

template <class T>
void write_values(hdf5::File& file, const std::string& name, const hdf5::Shape& shape, const std::vector<T>& values) {
  const auto dataset = file.create_dataset(name, hdf5::element_of<T>(), shape);
  file.write(dataset, hdf5::element_of<T>(), {hdf5::Shape(shape.size(), 0), shape}, values.data());
}

/// What a reader sees where a segment's file has gone missing.
void set_missing_value(const hdf5::Handle& creation, hdf5::Element element) {
  const double undefined = std::numeric_limits<double>::quiet_NaN();
  const std::int64_t impossible = -1;
  if (element == hdf5::Element::float64) {
    H5Pset_fill_value(creation.id(), H5T_NATIVE_DOUBLE, &undefined);
  } else {
    H5Pset_fill_value(creation.id(), H5T_NATIVE_INT64, &impossible);
  }
}

/// Some rows of a dataset of many: `all`, from `first` on. `axis` is that of the rows.
hdf5::Handle rows_of_source(const hdf5::Shape& part, std::size_t axis, std::int64_t first, std::int64_t all) {
  hdf5::Shape whole = part;
  whole[axis] = static_cast<hsize_t>(all);
  hdf5::Handle space = hdf5::simple_space(whole);
  if (part == whole) return space;
  hdf5::Shape start(part.size(), 0);
  start[axis] = static_cast<hsize_t>(first);
  H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, part.data(), nullptr);
  return space;
}

hdf5::Handle virtual_creation(hdf5::Element element) {
  hdf5::Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.id(), false);
  set_missing_value(creation, element);
  return creation;
}

void create_virtual(hdf5::File& file, const std::string& name, hdf5::Element element, const hdf5::Handle& space,
                    const hdf5::Handle& creation) {
  const hdf5::Handle dataset(H5Dcreate2(file.id(), name.c_str(), hdf5::native_type(element), space.id(), H5P_DEFAULT,
                                        creation.id(), H5P_DEFAULT),
                             H5Dclose);
  file.require(dataset.valid(), fmt::format("create the virtual dataset '{}'", name));
}

hdf5::Shape all_frames(hsize_t frames, std::int64_t rows, const FieldLayout& field) {
  hdf5::Shape shape = h5md::frame_shape(rows, field);
  shape.insert(shape.begin(), frames);
  return shape;
}

/// A dataset of all rows of a field, `frames` frames, that reads each segment in turn.
void map_segments(hdf5::File& file, const std::string& name, const FieldLayout& field, std::int64_t rows,
                  const std::string& folder, const std::vector<Segment>& segments, hsize_t frames) {
  const std::string source = h5md::element_path(h5md::particles, field.name) + "/value";
  const hdf5::Shape shape = all_frames(frames, rows, field);
  const hdf5::Handle space = hdf5::simple_space(shape);
  const hdf5::Handle creation = virtual_creation(field.element);
  hdf5::Shape start(shape.size(), 0);
  hdf5::Shape count = shape;
  bool mapped = true;
  for (const auto& segment : segments) {
    count[0] = segment.steps.size();
    const hdf5::Handle part = hdf5::simple_space(count);
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    mapped = mapped && H5Pset_virtual(creation.id(), space.id(), (folder + "/" + segment.seal.file).c_str(),
                                      source.c_str(), part.id()) >= 0;
    start[0] += count[0];
  }
  file.require(mapped, "map the segments");
  create_virtual(file, name, field.element, space, creation);
}

/// Identifiers do not change with time and are the same in each system: the first segment's first rows.
void map_ids(hdf5::File& file, const TrajectoryLayout& layout, const std::vector<std::string>& groups,
             const std::string& folder, const Segment& first) {
  const hdf5::Shape shape{static_cast<hsize_t>(layout.particles)};
  const hdf5::Handle space = hdf5::simple_space(shape);
  const hdf5::Handle creation = virtual_creation(hdf5::Element::int64);
  const hdf5::Handle part = rows_of_source(shape, 0, 0, layout.rows());
  const std::string source = h5md::element_path(h5md::particles, "id");
  const bool mapped = H5Pset_virtual(creation.id(), space.id(), (folder + "/" + first.seal.file).c_str(),
                                     source.c_str(), part.id()) >= 0;
  file.require(mapped, "map the first segment");
  const std::string name = h5md::element_path(groups.front(), "id");
  create_virtual(file, name, hdf5::Element::int64, space, creation);
  for (std::size_t k = 1; k < groups.size(); ++k) file.link(name, h5md::element_path(groups[k], "id"));
}

/// Each system's rows of a field out of the dataset `all` in this file. Mapping every system to every segment would take
/// the time of systems x segments, at each checkpoint.
void map_systems(hdf5::File& file, const std::string& all, const FieldLayout& field, const TrajectoryLayout& layout,
                 const std::vector<std::string>& groups, hsize_t frames) {
  const hdf5::Shape shape = all_frames(frames, layout.particles, field);
  const hdf5::Handle space = hdf5::simple_space(shape);
  for (std::size_t k = 0; k < groups.size(); ++k) {
    const hdf5::Handle creation = virtual_creation(field.element);
    const hdf5::Handle part = rows_of_source(shape, 1, static_cast<std::int64_t>(k) * layout.particles, layout.rows());
    const bool mapped = H5Pset_virtual(creation.id(), space.id(), ".", all.c_str(), part.id()) >= 0;
    file.require(mapped, "map the systems");
    create_virtual(file, h5md::element_path(groups[k], field.name) + "/value", field.element, space, creation);
  }
}

}  // namespace

std::string segment_name(std::int64_t first_step) { return fmt::format("segment_{:012}.h5", first_step); }

std::vector<Segment> find_segments(const std::filesystem::path& folder, std::int64_t frames) {
  std::vector<Segment> segments;
  std::int64_t found = 0;
  if (frames == 0) return segments;
  for (const FileSeal& seal : read_list(folder)) {
    if (found >= frames) break;
    segments.push_back(read_segment(folder, seal));
    found += static_cast<std::int64_t>(segments.back().steps.size());
  }
  if (found != frames) {
    fail(ExitCode::file_error,
         "the segments in '{}' do not hold the {} frames that the checkpoint continues (found {})", folder.string(),
         frames, found);
  }
  return segments;
}

void list_segments(const std::filesystem::path& folder, const std::vector<Segment>& segments) {
  if (segments.empty()) {
    remove_file(name_aside(folder / list_name));
    return remove_file(folder / list_name);
  }
  nlohmann::ordered_json json{{"format", "starling segments"}, {"version", 1}};
  for (const Segment& segment : segments) json["segments"].push_back(seal_to_json(segment.seal));
  write_file_atomically(folder / list_name, json.dump(1) + "\n");
}

void delete_other_segments(const std::filesystem::path& folder, const std::vector<Segment>& segments) {
  std::set<std::string> listed;
  for (const Segment& segment : segments) listed.insert(segment.seal.file);
  for (const auto& name : names_in(folder)) {
    if (!listed.contains(name)) remove_file(folder / name);
  }
}

void write_trajectory_view(const std::filesystem::path& view, const std::filesystem::path& folder,
                           const TrajectoryLayout& layout, const std::vector<Segment>& segments) {
  if (segments.empty()) return remove_file(view);
  std::vector<std::int64_t> steps;
  std::vector<double> times;
  std::vector<double> edges;
  const auto box = h5md::stored_box(layout);
  for (const auto& segment : segments) {
    steps.insert(steps.end(), segment.steps.begin(), segment.steps.end());
    times.insert(times.end(), segment.times.begin(), segment.times.end());
  }
  for (std::size_t i = 0; i < steps.size(); ++i) edges.insert(edges.end(), box.begin(), box.end());

  const auto fields = h5md::stored_fields(layout);
  const auto groups = h5md::system_groups(layout);
  const std::string relative = folder.filename().string();
  const auto aside = name_aside(view);
  const auto mappings = static_cast<std::int64_t>((groups.size() + segments.size()) * (fields.size() + 1));
  auto file = hdf5::File::create_alone(
      aside, mappings * bytes_per_mapping + static_cast<std::int64_t>((2 * steps.size() + edges.size()) * 8));
  h5md::write_skeleton(file, layout, groups);
  const std::string first = h5md::element_path(groups.front(), fields.front().name);
  write_values(file, first + "/step", {steps.size()}, steps);
  write_values(file, first + "/time", {times.size()}, times);
  write_values(file, h5md::edges_path(groups.front()) + "/value", {steps.size(), box.size()}, edges);
  map_ids(file, layout, groups, relative, segments.front());
  if (groups.size() > 1) file.create_group(h5md::all_systems);
  for (const auto& field : fields) {
    const std::string all = groups.size() > 1 ? std::string(h5md::all_systems) + "/" + field.name
                                              : h5md::element_path(groups.front(), field.name) + "/value";
    map_segments(file, all, field, layout.rows(), relative, segments, steps.size());
    if (groups.size() > 1) map_systems(file, all, field, layout, groups, steps.size());
  }
  h5md::finish_elements(file, layout, groups);
  file.close();
  publish_file(aside, view);
}

}  // namespace starling
