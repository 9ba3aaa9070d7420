// XDMF 2 as ParaView's readers take it: HDF5 datasets of (frames, particles[, components]), one frame of each a grid.
#include "engine/io/xdmf.hpp"

#include <fmt/format.h>

#include <string>

#include "engine/io/atomic_file.hpp"

namespace starling {
namespace {

std::string number_type(hdf5::Element element) {
  const char* const kind = element == hdf5::Element::float64 ? "Float" : "Int";
  return fmt::format("NumberType=\"{}\" Precision=\"{}\"", kind, hdf5::size_of(element));
}

/// Components [component, component + width) of one frame of a field, as a data item of shape (particles, width).
std::string frame_item(const std::string& view, const TrajectoryLayout& layout, const FieldLayout& field,
                       std::size_t frame, std::size_t frames, int component, int width) {
  const std::string type = number_type(field.element);
  const bool scalar = field.components == 1;
  const std::string selection = scalar
                                    ? fmt::format("{} 0 1 1 1 {}", frame, layout.particles)
                                    : fmt::format("{} 0 {} 1 1 1 1 {} {}", frame, component, layout.particles, width);
  const std::string stored = scalar ? fmt::format("{} {}", frames, layout.particles)
                                    : fmt::format("{} {} {}", frames, layout.particles, field.components);
  return fmt::format(
      "<DataItem ItemType=\"HyperSlab\" Dimensions=\"{0} {1}\" {2}>"
      "<DataItem Dimensions=\"3 {3}\" Format=\"XML\">{4}</DataItem>"
      "<DataItem Dimensions=\"{5}\" {2} Format=\"HDF\">{6}:{7}/value</DataItem></DataItem>",
      layout.particles, width, type, scalar ? 2 : 3, selection, stored, view,
      h5md::element_path(h5md::system_groups(layout).front(), field.name));
}

/// Vectors of three components as such; those of two, which the readers have no name for, as one scalar a component.
std::string attributes(const std::string& view, const TrajectoryLayout& layout, const FieldLayout& field,
                       std::size_t frame, std::size_t frames) {
  const bool vector = field.components == 3;
  std::string text;
  for (int c = 0; c < (vector ? 1 : field.components); ++c) {
    const std::string name = vector || field.components == 1 ? field.name : fmt::format("{}_{}", field.name, "xyz"[c]);
    text += fmt::format("<Attribute Name=\"{}\" AttributeType=\"{}\" Center=\"Node\">{}</Attribute>\n", name,
                        vector ? "Vector" : "Scalar",
                        frame_item(view, layout, field, frame, frames, c, vector ? field.components : 1));
  }
  return text;
}

std::string grid(const std::string& view, const TrajectoryLayout& layout, std::size_t frame, std::size_t frames,
                 double time) {
  const auto fields = h5md::stored_fields(layout);
  std::string text = fmt::format(
      "<Grid Name=\"frame {0}\" GridType=\"Uniform\"><Time Value=\"{1}\"/>\n"
      "<Topology TopologyType=\"Polyvertex\" NumberOfElements=\"{2}\" NodesPerElement=\"1\"/>\n"
      "<Geometry GeometryType=\"XYZ\">{3}</Geometry>\n",
      frame, time, layout.particles,
      frame_item(view, layout, fields.front(), frame, frames, 0, fields.front().components));
  for (std::size_t k = 1; k < fields.size(); ++k) text += attributes(view, layout, fields[k], frame, frames);
  return text + "</Grid>\n";
}

}  // namespace

std::filesystem::path xdmf_path(const std::filesystem::path& view) {
  return std::filesystem::path(view).replace_extension(".xdmf");
}

void write_xdmf(const std::filesystem::path& view, const TrajectoryLayout& layout,
                const std::vector<Segment>& segments) {
  if (segments.empty()) return remove_file(xdmf_path(view));
  std::vector<double> times;
  for (const auto& segment : segments) times.insert(times.end(), segment.times.begin(), segment.times.end());
  const std::string name = view.filename().string();
  std::string text =
      "<?xml version=\"1.0\"?>\n<Xdmf Version=\"2.0\"><Domain>\n"
      "<Grid Name=\"particles\" GridType=\"Collection\" CollectionType=\"Temporal\">\n";
  for (std::size_t k = 0; k < times.size(); ++k) text += grid(name, layout, k, times.size(), times[k]);
  write_file_atomically(xdmf_path(view), text + "</Grid>\n</Domain></Xdmf>\n");
}

}  // namespace starling
