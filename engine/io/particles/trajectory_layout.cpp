// The parts of an H5MD 1.1 file that do not grow.
#include "engine/io/particles/trajectory_layout.hpp"

#include <algorithm>

namespace starling::h5md {

std::vector<FieldLayout> stored_fields(const TrajectoryLayout& layout) {
  std::vector<FieldLayout> fields{
      {"position", stored_dimension, hdf5::Element::float64, "", "inside the box: 0 <= position < edge"},
      {"image", stored_dimension, hdf5::Element::int32, "", "unwrapped position = position + image * edge"}};
  fields.insert(fields.end(), layout.fields.begin(), layout.fields.end());
  return fields;
}

std::vector<std::string> system_groups(const TrajectoryLayout& layout) {
  if (layout.replicas == 1) return {particles};
  // Names of one width sort as the numbers do.
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(layout.replicas - 1).size());
  std::vector<std::string> groups;
  for (std::int64_t k = 0; k < layout.replicas; ++k)
    groups.push_back(fmt::format("/particles/replica_{:0{}}", k, digits));
  return groups;
}

hdf5::Shape frame_shape(std::int64_t rows, const FieldLayout& field) {
  hdf5::Shape shape{static_cast<hsize_t>(rows)};
  if (field.components > 1) shape.push_back(static_cast<hsize_t>(field.components));
  return shape;
}

std::vector<double> stored_box(const TrajectoryLayout& layout) {
  std::vector<double> edges = layout.box;
  edges.resize(stored_dimension, 1.0);
  return edges;
}

std::string element_path(const std::string& group, const std::string& field) { return group + "/" + field; }

std::string edges_path(const std::string& group) { return element_path(group, "box/edges"); }

void write_header(hdf5::File& file, const TrajectoryLayout& layout) {
  file.create_group("/h5md");
  file.write_attribute("/h5md", "version", std::vector<std::int64_t>{1, 1});
  file.create_group("/h5md/author");
  file.write_attribute("/h5md/author", "name", layout.author);
  file.create_group("/h5md/creator");
  file.write_attribute("/h5md/creator", "name", layout.creator);
  file.write_attribute("/h5md/creator", "version", layout.creator_version);
}

void write_skeleton(hdf5::File& file, const TrajectoryLayout& layout, const std::vector<std::string>& groups) {
  write_header(file, layout);
  file.create_group("/parameters");
  file.write_attribute("/parameters", "dimension", std::int64_t{layout.dimension});
  file.write_text("/parameters/deck", layout.deck);

  file.create_group("/particles");
  for (const std::string& group : groups) {
    file.create_group(group);
    const std::string box = element_path(group, "box");
    file.create_group(box);
    file.write_attribute(box, "dimension", std::int64_t{stored_dimension});
    file.write_attribute(box, "boundary", std::vector<std::string>(stored_dimension, "periodic"));
    file.create_group(edges_path(group));
    for (const auto& field : stored_fields(layout)) {
      const std::string element = element_path(group, field.name);
      file.create_group(element);
      if (!field.description.empty()) file.write_attribute(element, "description", field.description);
    }
  }
}

void finish_elements(hdf5::File& file, const TrajectoryLayout& layout, const std::vector<std::string>& groups) {
  const auto fields = stored_fields(layout);
  const std::string first = element_path(groups.front(), fields.front().name);
  const auto share = [&](const std::string& existing, const std::string& name) {
    if (existing != name) file.link(existing, name);
  };
  for (const std::string& group : groups) {
    for (const std::string name : {"/step", "/time"}) {
      file.link(first + name, edges_path(group) + name);
      for (const auto& field : fields) share(first + name, element_path(group, field.name) + name);
    }
    share(edges_path(groups.front()) + "/value", edges_path(group) + "/value");
    for (const auto& field : fields) {
      if (!field.unit.empty()) file.write_attribute(element_path(group, field.name) + "/value", "unit", field.unit);
    }
  }
}

}  // namespace starling::h5md
