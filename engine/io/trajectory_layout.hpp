// What an H5MD file of a run holds besides the frames: the same in every segment and in the view over them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/hdf5.hpp"

namespace starling {

/// A per-particle quantity of the trajectory.
struct FieldLayout {
  std::string name;
  int components = 1;  ///< stored as (frames, particles) for 1, else as (frames, particles, components)
  hdf5::Element element = hdf5::Element::float64;
  std::string unit;         ///< H5MD's unit attribute; left out when empty
  std::string description;  ///< left out when empty
};

/// What a trajectory is of. Position and image are always there; `fields` are the quantities beyond them.
struct TrajectoryLayout {
  std::int64_t particles = 0;
  int dimension = 2;
  std::vector<double> box;  ///< an edge per dimension
  std::string deck;
  std::string author;
  std::string creator = "Starling";
  std::string creator_version;
  std::vector<FieldLayout> fields;
};

namespace h5md {

/// The one particle group, by the name that MDAnalysis asks for.
inline constexpr const char* particles = "/particles/trajectory";

/// Readers of H5MD expect three dimensions: further components are 0 and the edges along them 1.
inline constexpr int stored_dimension = 3;

/// Position and image, as stored, and then the layout's fields.
[[nodiscard]] std::vector<FieldLayout> stored_fields(const TrajectoryLayout& layout);

/// One frame's shape of a field: (particles) or (particles, components).
[[nodiscard]] hdf5::Shape frame_shape(const TrajectoryLayout& layout, const FieldLayout& field);

/// The three stored edges of the box.
[[nodiscard]] std::vector<double> stored_box(const TrajectoryLayout& layout);

/// Writes everything but the frames and ids: H5MD's header, the box's group, /parameters with deck and true dimension,
/// and a group for each field.
void write_skeleton(hdf5::File& file, const TrajectoryLayout& layout);

/// The path of a field's H5MD element.
[[nodiscard]] std::string element_path(const std::string& field);

/// The path of the box's time-dependent edges.
[[nodiscard]] std::string edges_path();

/// Describes a field's finished `value` dataset and gives its element, and every other, the steps and times of the first.
void finish_elements(hdf5::File& file, const TrajectoryLayout& layout);

}  // namespace h5md
}  // namespace starling
