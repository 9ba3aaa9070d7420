// The parts of an H5MD 1.1 file that do not grow.
#include "engine/io/trajectory_layout.hpp"

namespace starling::h5md {

std::vector<FieldLayout> stored_fields(const TrajectoryLayout& layout) {
  std::vector<FieldLayout> fields{
      {"position", stored_dimension, hdf5::Element::float64, "", "inside the box: 0 <= position < edge"},
      {"image", stored_dimension, hdf5::Element::int32, "", "unwrapped position = position + image * edge"}};
  fields.insert(fields.end(), layout.fields.begin(), layout.fields.end());
  return fields;
}

hdf5::Shape frame_shape(const TrajectoryLayout& layout, const FieldLayout& field) {
  hdf5::Shape shape{static_cast<hsize_t>(layout.particles)};
  if (field.components > 1) shape.push_back(static_cast<hsize_t>(field.components));
  return shape;
}

std::vector<double> stored_box(const TrajectoryLayout& layout) {
  std::vector<double> edges = layout.box;
  edges.resize(stored_dimension, 1.0);
  return edges;
}

std::string element_path(const std::string& field) { return std::string(particles) + "/" + field; }

std::string edges_path() { return element_path("box/edges"); }

void write_skeleton(hdf5::File& file, const TrajectoryLayout& layout) {
  file.create_group("/h5md");
  file.write_attribute("/h5md", "version", std::vector<std::int64_t>{1, 1});
  file.create_group("/h5md/author");
  file.write_attribute("/h5md/author", "name", layout.author);
  file.create_group("/h5md/creator");
  file.write_attribute("/h5md/creator", "name", layout.creator);
  file.write_attribute("/h5md/creator", "version", layout.creator_version);

  file.create_group("/parameters");
  file.write_attribute("/parameters", "dimension", std::int64_t{layout.dimension});
  file.write_text("/parameters/deck", layout.deck);

  file.create_group("/particles");
  file.create_group(particles);
  file.create_group(element_path("box"));
  file.write_attribute(element_path("box"), "dimension", std::int64_t{stored_dimension});
  file.write_attribute(element_path("box"), "boundary", std::vector<std::string>(stored_dimension, "periodic"));
  file.create_group(edges_path());
  for (const auto& field : stored_fields(layout)) {
    file.create_group(element_path(field.name));
    if (!field.description.empty()) {
      file.write_attribute(element_path(field.name), "description", field.description);
    }
  }
}

void finish_elements(hdf5::File& file, const TrajectoryLayout& layout) {
  const auto fields = stored_fields(layout);
  const std::string first = element_path(fields.front().name);
  for (const std::string name : {"/step", "/time"}) {
    file.link(first + name, edges_path() + name);
    for (std::size_t i = 1; i < fields.size(); ++i) file.link(first + name, element_path(fields[i].name) + name);
  }
  for (const auto& field : fields) {
    if (!field.unit.empty()) file.write_attribute(element_path(field.name) + "/value", "unit", field.unit);
  }
}

}  // namespace starling::h5md
