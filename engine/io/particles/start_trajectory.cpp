// Reading a frame of H5MD by anyone: elements may be fixed or change with time, steps may be listed or evenly spaced.
#include "engine/io/particles/start_trajectory.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/failure.hpp"
#include "engine/io/particles/start_rows.hpp"

namespace starling {
namespace {

/// An element of H5MD: a dataset, or a group whose dataset `value` has frames along its first axis.
struct Element {
  std::string path;
  bool has_frames = false;

  [[nodiscard]] std::string values() const { return has_frames ? path + "/value" : path; }
};

std::optional<Element> find_element(const hdf5::File& file, const std::string& path) {
  if (file.is_dataset(path)) return Element{path, false};
  if (file.is_dataset(path + "/value")) return Element{path, true};
  return std::nullopt;
}

std::string particle_group(const hdf5::File& file) {
  for (const auto& name : file.names("/particles")) {
    if (find_element(file, "/particles/" + name + "/position")) return "/particles/" + name;
  }
  fail(ExitCode::bad_input, "'{}' has no particle positions", file.path().string());
}

/// One frame of the positions, and what belongs to it.
class FrameOf {
 public:
  FrameOf(const hdf5::File& file, std::int64_t asked)
      : file_(file), group_(particle_group(file)), position_(*find_element(file, group_ + "/position")) {
    shape_ = file.shape(file.open_dataset(position_.values()));
    frames_ = !position_.has_frames ? 1 : shape_.empty() ? 0 : static_cast<std::int64_t>(shape_[0]);
    frame_ = asked < 0 ? frames_ + asked : asked;
    if (frame_ < 0 || frame_ >= frames_) {
      fail(ExitCode::bad_input,
           "'{}' has {} frames, numbered from 0, or from -1, the last, backwards: there is no frame {}",
           file.path().string(), frames_, asked);
    }
  }

  [[nodiscard]] const std::string& group() const { return group_; }
  [[nodiscard]] const Element& position() const { return position_; }

  [[nodiscard]] std::int64_t particles() const {
    const std::size_t axis = position_.has_frames ? 1 : 0;
    return shape_.size() > axis ? static_cast<std::int64_t>(shape_[axis]) : 0;
  }

  /// The place in an element's first axis of what it was at this frame; none for one that does not change.
  [[nodiscard]] std::optional<std::int64_t> place_in(const Element& element) const {
    if (!element.has_frames) return std::nullopt;
    const auto shape = file_.shape(file_.open_dataset(element.values()));
    const std::int64_t frames = shape.empty() ? 0 : static_cast<std::int64_t>(shape[0]);
    if (frames == frames_) return frame_;
    if (frames == 1) return 0;
    fail(ExitCode::bad_input, "'{}' of '{}' has {} frames, but its positions have {}", element.path,
         file_.path().string(), frames, frames_);
  }

  /// H5MD lists the steps of frames or gives their distance, as a scalar whose attribute is the first of them.
  [[nodiscard]] std::int64_t step() const {
    const std::string name = position_.path + "/step";
    if (!position_.has_frames || !file_.is_dataset(name)) return 0;
    const auto steps = file_.read_all<std::int64_t>(name);
    if (!file_.shape(file_.open_dataset(name)).empty()) {
      return std::cmp_less(frame_, steps.size()) ? steps[static_cast<std::size_t>(frame_)] : 0;
    }
    const std::int64_t first = file_.has_attribute(name, "offset") ? file_.read_integer(name, "offset") : 0;
    return first + frame_ * steps.front();
  }

 private:
  const hdf5::File& file_;
  std::string group_;
  Element position_;
  hdf5::Shape shape_;
  std::int64_t frames_ = 0;
  std::int64_t frame_ = 0;
};

/// The diagonal of a box that is given as the matrix of its edge vectors, which must be rectangular.
std::vector<double> diagonal(const hdf5::File& file, const std::vector<double>& matrix) {
  const auto size = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(matrix.size()))));
  std::vector<double> edges;
  for (std::size_t k = 0; k < size; ++k) edges.push_back(matrix[k * size + k]);
  const double longest = *std::max_element(edges.begin(), edges.end());
  for (std::size_t k = 0; k < matrix.size(); ++k) {
    if (k % (size + 1) != 0 && !(std::abs(matrix[k]) <= 1e-9 * longest)) {
      fail(ExitCode::bad_input, "'{}' has a box that is not rectangular", file.path().string());
    }
  }
  return edges;
}

/// Empty where the file does not say.
std::vector<double> read_edges(const hdf5::File& file, const FrameOf& frame) {
  const auto element = find_element(file, frame.group() + "/box/edges");
  if (!element) return {};
  const auto dataset = file.open_dataset(element->values());
  auto shape = file.shape(dataset);
  hdf5::Selection selection{hdf5::Shape(shape.size(), 0), shape};
  if (const auto place = frame.place_in(*element)) {
    selection.start[0] = static_cast<hsize_t>(*place);
    selection.count[0] = 1;
    shape.erase(shape.begin());
  }
  const bool matrix = shape.size() == 2 && shape[0] == shape[1];
  if ((shape.size() != 1 && !matrix) || shape[0] < 1 || shape[0] > 3) {
    fail(ExitCode::bad_input, "'{}' of '{}' holds neither the edges of a box nor a matrix", element->path,
         file.path().string());
  }
  std::vector<double> edges(matrix ? shape[0] * shape[1] : shape[0]);
  file.read(dataset, hdf5::Element::float64, selection, edges.data());
  return matrix ? diagonal(file, edges) : edges;
}

/// Starling's trajectories have the corner at the origin; /parameters of what its scripts write says.
BoxOrigin read_origin(const hdf5::File& file) {
  if (file.has("/parameters/deck")) return BoxOrigin::corner;
  if (!file.has_attribute("/parameters", "origin")) return BoxOrigin::unsaid;
  const std::string origin = file.read_text_attribute("/parameters", "origin");
  return origin == "corner" ? BoxOrigin::corner : origin == "centre" ? BoxOrigin::centre : BoxOrigin::unsaid;
}

/// How many of the stored components are true.
int true_dimension(const hdf5::File& file, const std::string& group, int stored) {
  std::int64_t dimension = stored;
  if (file.has_attribute("/parameters", "dimension")) {
    dimension = file.read_integer("/parameters", "dimension");
  } else if (file.has_attribute(group + "/box", "dimension")) {
    dimension = file.read_integer(group + "/box", "dimension");
  }
  return static_cast<int>(std::clamp<std::int64_t>(dimension, 1, stored));
}

/// Keeps the first `to` of `from` components.
template <class T>
std::vector<T> narrowed(const std::vector<T>& values, int from, int to) {
  std::vector<T> result;
  result.reserve(values.size() / static_cast<std::size_t>(from) * static_cast<std::size_t>(to));
  for (std::size_t row = 0; row < values.size(); row += static_cast<std::size_t>(from)) {
    result.insert(result.end(), values.begin() + static_cast<std::ptrdiff_t>(row),
                  values.begin() + static_cast<std::ptrdiff_t>(row) + to);
  }
  return result;
}

}  // namespace

StartFrame read_start_trajectory(const Communicator& communicator, const hdf5::File& file, std::int64_t asked) {
  const FrameOf frame(file, asked);
  StartFrame start;
  start.step = frame.step();
  start.rows = rows_of(frame.particles(), communicator);
  int components = 0;
  const auto read = [&]<class T>(const Element& element, std::vector<T>& values) {
    values = read_rows<T>(file, element.values(), frame.place_in(element), start.rows, components);
  };
  const auto read_if_there = [&](const std::string& name, auto& values) {
    const auto element = find_element(file, frame.group() + "/" + name);
    if (element) read(*element, values);
    return element.has_value();
  };
  read(frame.position(), start.position);
  const int stored = components;
  start.dimension = true_dimension(file, frame.group(), stored);
  start.position = narrowed(start.position, stored, start.dimension);
  if (read_if_there("image", start.image)) {
    if (components != stored) {
      fail(ExitCode::bad_input, "the images of '{}' have {} components, its positions {}", file.path().string(),
           components, stored);
    }
    start.image = narrowed(start.image, stored, start.dimension);
  }
  if (read_if_there("activity", start.activity)) start.activity_components = components;
  read_if_there("species", start.species);
  read_if_there("id", start.id);
  start.box = read_edges(file, frame);
  if (std::cmp_greater(start.box.size(), start.dimension)) start.box.resize(static_cast<std::size_t>(start.dimension));
  start.origin = read_origin(file);
  return start;
}

}  // namespace starling
