// XDMF 2 as ParaView's readers take it: HDF5 datasets of (frames, particles[, components]), one grid per frame.
#include "engine/io/particles/xdmf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/io/atomic_file.hpp"

namespace starling {
namespace {

// A grid takes some 3 kB, and the file is written anew with every checkpoint.
constexpr std::size_t most_grids = 20'000;

std::string number_type(hdf5::Element element) {
  const char* const kind = element == hdf5::Element::float64 ? "Float" : "Int";
  return fmt::format("NumberType=\"{}\" Precision=\"{}\"", kind, hdf5::size_of(element));
}

/// One system's frames: the view's file name, its group in it, and their number.
struct Frames {
  std::string view;
  std::string group;
  std::size_t count;
};

/// Components [component, component + width) of one frame of a field, as a data item of shape (particles, width).
std::string frame_item(const Frames& frames, const TrajectoryLayout& layout, const FieldLayout& field,
                       std::size_t frame, int component, int width) {
  const std::string type = number_type(field.element);
  const bool scalar = field.components == 1;
  const std::string selection = scalar
                                    ? fmt::format("{} 0 1 1 1 {}", frame, layout.particles)
                                    : fmt::format("{} 0 {} 1 1 1 1 {} {}", frame, component, layout.particles, width);
  const std::string stored = scalar ? fmt::format("{} {}", frames.count, layout.particles)
                                    : fmt::format("{} {} {}", frames.count, layout.particles, field.components);
  return fmt::format(
      "<DataItem ItemType=\"HyperSlab\" Dimensions=\"{0} {1}\" {2}>"
      "<DataItem Dimensions=\"3 {3}\" Format=\"XML\">{4}</DataItem>"
      "<DataItem Dimensions=\"{5}\" {2} Format=\"HDF\">{6}:{7}/value</DataItem></DataItem>",
      layout.particles, width, type, scalar ? 2 : 3, selection, stored, frames.view,
      h5md::element_path(frames.group, field.name));
}

/// Vectors of three components as such; those of two, which the readers have no name for, as one scalar a component.
std::string attributes(const Frames& frames, const TrajectoryLayout& layout, const FieldLayout& field,
                       std::size_t frame) {
  const bool vector = field.components == 3;
  std::string text;
  for (int c = 0; c < (vector ? 1 : field.components); ++c) {
    const std::string name = vector || field.components == 1 ? field.name : fmt::format("{}_{}", field.name, "xyz"[c]);
    text += fmt::format("<Attribute Name=\"{}\" AttributeType=\"{}\" Center=\"Node\">{}</Attribute>\n", name,
                        vector ? "Vector" : "Scalar",
                        frame_item(frames, layout, field, frame, c, vector ? field.components : 1));
  }
  return text;
}

std::string grid(const Frames& frames, const TrajectoryLayout& layout, std::size_t frame, double time) {
  const auto fields = h5md::stored_fields(layout);
  std::string text = fmt::format(
      "<Grid Name=\"frame {0}\" GridType=\"Uniform\"><Time Value=\"{1}\"/>\n"
      "<Topology TopologyType=\"Polyvertex\" NumberOfElements=\"{2}\" NodesPerElement=\"1\"/>\n"
      "<Geometry GeometryType=\"XYZ\">{3}</Geometry>\n",
      frame, time, layout.particles, frame_item(frames, layout, fields.front(), frame, 0, fields.front().components));
  for (std::size_t k = 1; k < fields.size(); ++k) text += attributes(frames, layout, fields[k], frame);
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
  std::string text = "<?xml version=\"1.0\"?>\n<Xdmf Version=\"2.0\"><Domain>\n";
  std::vector<std::string> groups = h5md::system_groups(layout);
  groups.resize(std::clamp<std::size_t>(most_grids / times.size(), 1, groups.size()));
  for (const std::string& group : groups) {
    const Frames frames{view.filename().string(), group, times.size()};
    text += fmt::format("<Grid Name=\"{}\" GridType=\"Collection\" CollectionType=\"Temporal\">\n",
                        std::filesystem::path(group).filename().string());
    for (std::size_t k = 0; k < times.size(); ++k) text += grid(frames, layout, k, times[k]);
    text += "</Grid>\n";
  }
  write_file_atomically(xdmf_path(view), text + "</Domain></Xdmf>\n");
}

}  // namespace starling
