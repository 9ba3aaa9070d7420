// Reading one frame of H5MD or a checkpoint, every rank its rows.
#include "engine/io/start_file.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/failure.hpp"
#include "engine/io/hdf5.hpp"

namespace starling {
namespace {

/// Rows of a dataset whose last axis, if it has one beyond `leading` axes, is components.
template <class T>
std::vector<T> read_rows(const hdf5::File& file, const std::string& name, std::optional<std::int64_t> frame,
                         const RowBlock& rows, int& components) {
  const auto dataset = file.open_dataset(name);
  const auto shape = file.shape(dataset);
  const std::size_t leading = frame ? 2 : 1;
  const std::int64_t axis_rows = shape.size() < leading ? -1 : static_cast<std::int64_t>(shape[leading - 1]);
  if (axis_rows != rows.total || shape.size() > leading + 1) {
    fail(ExitCode::bad_input, "'{}' of '{}' does not have a row for each of {} particles", name, file.path().string(),
         rows.total);
  }
  components = shape.size() > leading ? static_cast<int>(shape[leading]) : 1;
  hdf5::Selection selection{hdf5::Shape(shape.size(), 0), shape};
  if (frame) {
    selection.start[0] = static_cast<hsize_t>(*frame);
    selection.count[0] = 1;
  }
  selection.start[leading - 1] = static_cast<hsize_t>(rows.first);
  selection.count[leading - 1] = static_cast<hsize_t>(rows.count);
  std::vector<T> values(static_cast<std::size_t>(rows.count * components));
  file.read(dataset, hdf5::element_of<T>(), selection, values.data());
  return values;
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

StartFrame read_checkpoint(const Communicator& communicator, const hdf5::File& file) {
  StartFrame start;
  start.step = file.read_integer("/", "step");
  start.rows = rows_of(file.read_integer("/", "rows"), communicator);
  if (!file.has("/particles/position")) {
    fail(ExitCode::bad_input, "the checkpoint '{}' is not of particles in space", file.path().string());
  }
  start.position = read_rows<double>(file, "/particles/position", std::nullopt, start.rows, start.dimension);
  int components = 0;
  if (file.has("/particles/image")) {
    start.image = read_rows<std::int32_t>(file, "/particles/image", std::nullopt, start.rows, components);
  }
  if (file.has("/particles/activity")) {
    start.activity =
        read_rows<double>(file, "/particles/activity", std::nullopt, start.rows, start.activity_components);
  }
  return start;
}

std::string particle_group(const hdf5::File& file) {
  const auto groups = file.names("/particles");
  for (const auto& group : groups) {
    if (file.has("/particles/" + group + "/position/value")) return "/particles/" + group;
  }
  fail(ExitCode::bad_input, "'{}' has no particle positions that change with time", file.path().string());
}

std::vector<double> read_edges(const hdf5::File& file, const std::string& box, std::int64_t frame) {
  const bool fixed = file.is_dataset(box + "/edges");
  const std::string name = fixed ? box + "/edges" : box + "/edges/value";
  if (!file.has(name)) return {};
  const auto dataset = file.open_dataset(name);
  const auto shape = file.shape(dataset);
  // Anything else is a box that is not rectangular, which the caller takes like one that is not given.
  if (shape.size() != (fixed ? 1U : 2U)) return {};
  std::vector<double> edges(shape.back());
  hdf5::Selection selection{hdf5::Shape(shape.size(), 0), shape};
  if (!fixed) {
    selection.start[0] = static_cast<hsize_t>(frame);
    selection.count[0] = 1;
  }
  file.read(dataset, hdf5::Element::float64, selection, edges.data());
  return edges;
}

StartFrame read_trajectory(const Communicator& communicator, const hdf5::File& file,
                           std::optional<std::int64_t> asked) {
  const std::string group = particle_group(file);
  const auto shape = file.shape(file.open_dataset(group + "/position/value"));
  const auto frames = shape.empty() ? 0 : static_cast<std::int64_t>(shape[0]);
  const std::int64_t frame = asked.value_or(frames - 1);
  if (frames == 0 || frame < 0 || frame >= frames) {
    fail(ExitCode::bad_input, "'{}' has {} frames, numbered from 0; there is no frame {}", file.path().string(), frames,
         frame);
  }
  StartFrame start;
  start.rows = rows_of(shape.size() > 1 ? static_cast<std::int64_t>(shape[1]) : 0, communicator);
  int stored = 0;
  start.position = read_rows<double>(file, group + "/position/value", frame, start.rows, stored);
  const std::int64_t true_dimension = file.has_attribute("/parameters", "dimension")
                                          ? file.read_integer("/parameters", "dimension")
                                          : file.read_integer(group + "/box", "dimension");
  start.dimension = static_cast<int>(std::clamp<std::int64_t>(true_dimension, 1, stored));
  start.position = narrowed(start.position, stored, start.dimension);
  if (file.has(group + "/image/value")) {
    start.image = read_rows<std::int32_t>(file, group + "/image/value", frame, start.rows, stored);
    start.image = narrowed(start.image, stored, std::min(stored, start.dimension));
  }
  if (file.has(group + "/activity/value")) {
    start.activity = read_rows<double>(file, group + "/activity/value", frame, start.rows, start.activity_components);
  }
  if (file.has(group + "/position/step")) {
    const auto steps = file.read_all<std::int64_t>(group + "/position/step");
    if (std::cmp_less(frame, steps.size())) start.step = steps[static_cast<std::size_t>(frame)];
  }
  start.box = read_edges(file, group + "/box", frame);
  if (std::cmp_greater(start.box.size(), start.dimension)) start.box.resize(static_cast<std::size_t>(start.dimension));
  return start;
}

StartFrame read_any(const Communicator& communicator, const hdf5::File& file, std::optional<std::int64_t> frame) {
  if (file.has_attribute("/", "format") && file.read_text_attribute("/", "format") == "starling checkpoint") {
    return read_checkpoint(communicator, file);
  }
  if (file.has("/h5md") && file.has("/particles")) return read_trajectory(communicator, file, frame);
  fail(ExitCode::bad_input, "'{}' is neither an H5MD trajectory nor a checkpoint of Starling's", file.path().string());
}

}  // namespace

StartFrame read_start_file(const Communicator& communicator, const std::filesystem::path& path,
                           std::optional<std::int64_t> frame) {
  StartFrame start;
  try {
    const auto file = hdf5::File::open(communicator, path, hdf5::Access::each_alone);
    start = read_any(communicator, file, frame);
  } catch (const Failure& failure) {
    // Every rank reads the same headers, so all of them are here with the same sentence.
    throw Failure(ExitCode::bad_input, failure.what(), FailureScope::every_rank);
  }
  communicator.together([&] {
    // Missing segments of a trajectory read as NaN.
    const auto finite = [](double value) { return std::isfinite(value); };
    if (!std::all_of(start.position.begin(), start.position.end(), finite)) {
      fail(ExitCode::bad_input, "'{}' holds positions that are not finite; is a file of its segments missing?",
           path.string());
    }
  });
  return start;
}

}  // namespace starling
