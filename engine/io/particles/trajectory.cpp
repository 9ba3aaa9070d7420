// Frames by collective HDF5, one chunk or more per frame.
#include "engine/io/particles/trajectory.hpp"

#include <algorithm>
#include <utility>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/particles/xdmf.hpp"

namespace starling {
namespace {

// Rows a chunk: one chunk a frame up to this size, so that reading a frame reads nothing else.
constexpr std::int64_t chunk_rows = 1 << 16;
// Small systems put several frames into a chunk, to keep the index of chunks smaller than what it indexes.
constexpr std::int64_t smallest_chunk_rows = 1 << 11;
constexpr hsize_t most_frames_per_chunk = 64;

hdf5::Shape chunk_of(const hdf5::Shape& frame, std::int64_t rows) {
  const auto frames =
      static_cast<hsize_t>(std::max<std::int64_t>(smallest_chunk_rows / std::max<std::int64_t>(rows, 1), 1));
  hdf5::Shape chunk{std::min(frames, most_frames_per_chunk)};
  chunk.insert(chunk.end(), frame.begin(), frame.end());
  chunk[1] = std::min(chunk[1], static_cast<hsize_t>(chunk_rows));
  return chunk;
}

/// Disk space that growing by one frame can take: whole chunks of every field.
std::int64_t bytes_to_grow(const TrajectoryLayout& layout) {
  const auto chunk = chunk_of({static_cast<hsize_t>(layout.rows())}, layout.rows());
  const auto rows = static_cast<std::int64_t>(chunk[1]);
  const std::int64_t chunks = rows == 0 ? 0 : (layout.rows() + rows - 1) / rows;
  std::int64_t bytes_per_particle = 0;
  for (const auto& field : h5md::stored_fields(layout)) {
    bytes_per_particle += field.components * hdf5::size_of(field.element);
  }
  return static_cast<std::int64_t>(chunk[0]) * chunks * rows * bytes_per_particle;
}

const Column* find_column(std::span<const Column> columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

template <class T>
std::vector<T> padded(std::span<const T> values, int from, int to) {
  const auto rows = static_cast<std::int64_t>(values.size()) / from;
  std::vector<T> result(static_cast<std::size_t>(rows * to), T{0});
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int c = 0; c < from; ++c)
      result[static_cast<std::size_t>(row * to + c)] = values[static_cast<std::size_t>(row * from + c)];
  }
  return result;
}

/// Rank 0 writes what all ranks know.
template <class T>
void write_on_root(hdf5::File& file, const hdf5::Handle& dataset, hdf5::Selection selection, const T* values,
                   bool is_root) {
  if (!is_root) selection.count[0] = 0;
  file.write(dataset, hdf5::element_of<T>(), selection, values);
}

}  // namespace

Trajectory::Trajectory(const Communicator& communicator, const std::filesystem::path& view, TrajectoryLayout layout,
                       std::int64_t closed_frames, std::size_t always_shown)
    : communicator_(communicator),
      view_(view),
      folder_(std::filesystem::path(view).replace_extension()),
      layout_(std::move(layout)),
      block_(rows_of(layout_.rows(), communicator)),
      closed_frames_(closed_frames),
      always_shown_(always_shown) {
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    segments_ = find_segments(folder_, closed_frames_);
    if (!segments_.empty()) last_step_ = segments_.back().steps.back();
    list_segments(folder_, segments_);
    show_segments();
    delete_other_segments(folder_, segments_);
  });
  last_step_ = communicator_.maximum(last_step_);
}

void Trajectory::show_segments() {
  write_trajectory_view(view_, folder_, layout_, segments_);
  write_xdmf(view_, layout_, segments_);
  shown_segments_ = segments_.size();
}

bool Trajectory::is_view_due() const {
  std::size_t every = 1;
  while (segments_.size() > every * always_shown_) every *= 2;
  return segments_.size() % every == 0;
}

void Trajectory::show() {
  communicator_.together([&] {
    if (communicator_.is_root() && shown_segments_ != segments_.size()) show_segments();
  });
}

void Trajectory::require_columns(std::int64_t step, std::span<const Column> columns) const {
  if (step <= last_step_) {
    fail(ExitCode::internal_error, "the trajectory already has a frame at step {}; {} cannot follow", last_step_, step);
  }
  for (const auto& field : h5md::stored_fields(layout_)) {
    const Column* column = find_column(columns, field.name);
    if (column == nullptr) fail(ExitCode::internal_error, "a frame came without its '{}'", field.name);
    const bool padding = field.name == "position" || field.name == "image";
    const int components = padding ? layout_.dimension : field.components;
    const auto values = std::visit([](const auto& v) { return static_cast<std::int64_t>(v.size()); }, column->values);
    // hdf5::Element lists the types in the order of Column's variant.
    const bool same_type = column->values.index() == static_cast<std::size_t>(field.element);
    if (column->components != components || values != block_.count * components || !same_type) {
      fail(ExitCode::internal_error, "a frame's '{}' has another type, number of components or of rows than it should",
           field.name);
    }
  }
}

void Trajectory::open_segment(std::int64_t step) {
  communicator_.together([&] {
    if (communicator_.is_root()) create_folder(folder_);
  });
  const auto aside = name_aside(folder_ / segment_name(step));
  const std::int64_t id_bytes = layout_.rows() * hdf5::size_of(hdf5::Element::int64);
  const auto deck_bytes = static_cast<std::int64_t>(layout_.deck.size());
  OpenSegment segment{
      hdf5::File::create(communicator_, aside, bytes_to_grow(layout_) + id_bytes + deck_bytes), step, {}, {}, {}, {}};
  auto& file = segment.file;
  const std::string group = h5md::particles;
  h5md::write_skeleton(file, layout_, {group});
  write_ids(file);
  const std::string first = h5md::element_path(group, "position");
  segment.steps = file.create_frames(first + "/step", hdf5::Element::int64, {}, {most_frames_per_chunk});
  segment.times = file.create_frames(first + "/time", hdf5::Element::float64, {}, {most_frames_per_chunk});
  segment.edges = file.create_frames(h5md::edges_path(group) + "/value", hdf5::Element::float64,
                                     {h5md::stored_dimension}, {most_frames_per_chunk, h5md::stored_dimension});
  for (const auto& field : h5md::stored_fields(layout_)) {
    const auto frame = h5md::frame_shape(layout_.rows(), field);
    segment.fields.push_back({field, file.create_frames(h5md::element_path(group, field.name) + "/value", field.element,
                                                        frame, chunk_of(frame, layout_.rows()))});
  }
  h5md::finish_elements(file, layout_, {group});
  segment_.emplace(std::move(segment));
}

void Trajectory::write_ids(hdf5::File& file) const {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(block_.count));
  for (std::int64_t k = 0; k < block_.count; ++k) {
    ids[static_cast<std::size_t>(k)] = (block_.first + k) % layout_.particles;
  }
  const auto dataset = file.create_dataset(h5md::element_path(h5md::particles, "id"), hdf5::Element::int64,
                                           {static_cast<hsize_t>(block_.total)});
  file.write(dataset, hdf5::Element::int64,
             {{static_cast<hsize_t>(block_.first)}, {static_cast<hsize_t>(block_.count)}}, ids.data());
}

void Trajectory::write_field(const Field& field, const Column& column) {
  auto& file = segment_->file;
  hdf5::Selection selection{{static_cast<hsize_t>(open_frames_), static_cast<hsize_t>(block_.first)},
                            {1, static_cast<hsize_t>(block_.count)}};
  if (field.layout.components > 1) {
    selection.start.push_back(0);
    selection.count.push_back(static_cast<hsize_t>(field.layout.components));
  }
  file.extend(field.values, static_cast<hsize_t>(open_frames_) + 1);
  std::visit(
      [&](const auto& values) {
        if (column.components == field.layout.components) {
          file.write(field.values, field.layout.element, selection, values.data());
        } else {
          const auto wide = padded(values, column.components, field.layout.components);
          file.write(field.values, field.layout.element, selection, wide.data());
        }
      },
      column.values);
}

void Trajectory::append(std::int64_t step, double time, std::span<const Column> columns) {
  communicator_.together([&] { require_columns(step, columns); });
  if (segment_) {
    segment_->file.reserve(bytes_to_grow(layout_));
  } else {
    open_segment(step);
  }
  auto& file = segment_->file;
  const auto frame = static_cast<hsize_t>(open_frames_);
  const bool is_root = communicator_.is_root();
  const auto box = h5md::stored_box(layout_);
  for (const auto& field : segment_->fields) write_field(field, *find_column(columns, field.layout.name));
  file.extend(segment_->edges, frame + 1);
  write_on_root(file, segment_->edges, {{frame, 0}, {1, h5md::stored_dimension}}, box.data(), is_root);
  file.extend(segment_->times, frame + 1);
  write_on_root(file, segment_->times, {{frame}, {1}}, &time, is_root);
  file.extend(segment_->steps, frame + 1);
  write_on_root(file, segment_->steps, {{frame}, {1}}, &step, is_root);
  open_steps_.push_back(step);
  open_times_.push_back(time);
  last_step_ = step;
  ++open_frames_;
}

void Trajectory::close_segment() {
  if (!segment_) return;
  const auto file = folder_ / segment_name(segment_->first_step);
  segment_->fields.clear();
  segment_->steps.reset();
  segment_->times.reset();
  segment_->edges.reset();
  segment_->file.close();
  segment_.reset();
  communicator_.together([&] {
    if (!communicator_.is_root()) return;
    segments_.push_back({seal_of(name_aside(file), file.filename().string()), open_steps_, open_times_});
    publish_file(name_aside(file), file);
    list_segments(folder_, segments_);
    if (is_view_due()) show_segments();
  });
  closed_frames_ += std::exchange(open_frames_, 0);
  open_steps_.clear();
  open_times_.clear();
}

}  // namespace starling
