// Groups of /observables, written by one process.
#include "engine/io/tables/observables_file.hpp"

#include "engine/io/atomic_file.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/particles/trajectory_layout.hpp"

namespace starling {

namespace {

template <class T>
void write_numbers(hdf5::File& file, const std::string& name, const hdf5::Shape& shape, const std::vector<T>& values) {
  const auto dataset = file.create_dataset(name, hdf5::element_of<T>(), shape);
  file.write(dataset, hdf5::element_of<T>(), {hdf5::Shape(shape.size(), 0), shape}, values.data());
}

void describe(hdf5::File& file, const std::string& object, const std::string& unit, const std::string& description) {
  if (!unit.empty()) file.write_attribute(object, "unit", unit);
  if (!description.empty()) file.write_attribute(object, "description", description);
}

void write_array(hdf5::File& file, const AveragedArray& array) {
  const std::string group = "/observables/" + array.layout.name;
  file.create_group(group);
  describe(file, group, array.layout.unit, array.layout.description);
  if (!array.undefined.empty()) {
    file.write_attribute(group, "undefined", array.undefined);
    return;
  }
  hdf5::Shape shape;
  std::vector<std::string> names;
  for (const ArrayAxis& axis : array.layout.axes) {
    shape.push_back(axis.values.size());
    names.push_back(axis.name);
    write_numbers(file, group + "/" + axis.name, {axis.values.size()}, axis.values);
    describe(file, group + "/" + axis.name, axis.unit, axis.description);
  }
  file.write_attribute(group, "axes", names);
  file.write_attribute(group, "unresolved", array.unresolved);
  write_numbers(file, group + "/value", shape, array.value);
  write_numbers(file, group + "/standard_error", shape, array.standard_error);
  write_numbers(file, group + "/samples", shape, array.samples);
  describe(file, group + "/value", array.layout.unit, "");
  describe(file, group + "/standard_error", array.layout.unit, "");
}

std::int64_t expected_bytes(const std::string& deck, const std::vector<AveragedArray>& arrays) {
  std::size_t bytes = deck.size();
  for (const AveragedArray& array : arrays) {
    bytes += 4096 + 24 * array.value.size();
    for (const ArrayAxis& axis : array.layout.axes) bytes += 8 * axis.values.size();
  }
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

std::size_t ArrayLayout::size() const {
  std::size_t entries = 1;
  for (const ArrayAxis& axis : axes) entries *= axis.values.size();
  return entries;
}

void write_observables_file(const std::filesystem::path& path, const std::string& deck, std::int64_t step,
                            const std::vector<AveragedArray>& arrays) {
  const auto aside = name_aside(path);
  auto file = hdf5::File::create_alone(aside, expected_bytes(deck, arrays));
  h5md::write_header(file, TrajectoryLayout{});
  file.create_group("/parameters");
  file.write_text("/parameters/deck", deck);
  file.write_attribute("/parameters", "step", step);
  file.create_group("/observables");
  for (const AveragedArray& array : arrays) write_array(file, array);
  file.close();
  publish_file(aside, path);
}

}  // namespace starling
