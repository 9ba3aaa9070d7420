// The parts of a run's H5MD file besides the frames: the same in every segment and in the view over them.
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

/// What a trajectory is of: one system, or several with as many particles each. Position and image are always there;
/// `fields` are the quantities beyond them.
struct TrajectoryLayout {
  std::int64_t particles = 0;  ///< of each system
  std::int64_t replicas = 1;   ///< systems; particle id of system k is row k * particles + id of a frame
  int dimension = 2;
  std::vector<double> box;  ///< an edge per dimension
  std::string deck;
  std::string author;
  std::string creator = "Starling";
  std::string creator_version;
  std::vector<FieldLayout> fields;

  [[nodiscard]] std::int64_t rows() const { return replicas * particles; }
};

namespace h5md {

/// The particle group that holds all rows: that of a segment, and of the view if there is one system.
inline constexpr const char* particles = "/particles/trajectory";

/// The particle groups of the view, one a system: the above, or /particles/replica_0000 and so on. Readers that know of
/// one group only take the first.
[[nodiscard]] std::vector<std::string> system_groups(const TrajectoryLayout& layout);

/// Where the view of several systems has every field as a dataset of all systems' rows.
inline constexpr const char* all_systems = "/parameters/all_replicas";

/// Readers of H5MD expect three dimensions: further components are 0 and the edges along them 1.
inline constexpr int stored_dimension = 3;

/// Position and image, as stored, and then the layout's fields.
[[nodiscard]] std::vector<FieldLayout> stored_fields(const TrajectoryLayout& layout);

/// The shape of `rows` rows of a field in one frame: (rows) or (rows, components).
[[nodiscard]] hdf5::Shape frame_shape(std::int64_t rows, const FieldLayout& field);

/// The three stored edges of the box.
[[nodiscard]] std::vector<double> stored_box(const TrajectoryLayout& layout);

/// Writes /h5md: version, author and creator.
void write_header(hdf5::File& file, const TrajectoryLayout& layout);

/// Writes everything except the frames and ids: H5MD's header, /parameters with deck and true dimension, and in each
/// particle group the box's group and one for each field.
void write_skeleton(hdf5::File& file, const TrajectoryLayout& layout, const std::vector<std::string>& groups);

/// The path of a field's H5MD element in a particle group.
[[nodiscard]] std::string element_path(const std::string& group, const std::string& field);

/// The path of the box's time-dependent edges.
[[nodiscard]] std::string edges_path(const std::string& group);

/// Describes each field's finished `value` dataset and gives all elements the steps, times and edges of the first group.
void finish_elements(hdf5::File& file, const TrajectoryLayout& layout, const std::vector<std::string>& groups);

}  // namespace h5md
}  // namespace starling
