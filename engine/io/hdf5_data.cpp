// Datasets of an open HDF5 file.
#include <algorithm>

#include "engine/io/hdf5.hpp"

namespace starling::hdf5 {
namespace {

/// Without times a file's bytes are the same whenever it is written; without fill values nothing is written twice.
Handle creation_properties() {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties.id(), false);
  H5Pset_fill_time(properties.id(), H5D_FILL_TIME_NEVER);
  H5Pset_alloc_time(properties.id(), H5D_ALLOC_TIME_EARLY);
  return properties;
}

bool selects_nothing(const Selection& selection) {
  return std::find(selection.count.begin(), selection.count.end(), hsize_t{0}) != selection.count.end();
}

/// The file's and the memory's dataspace of a selection.
std::pair<Handle, Handle> spaces_of(const Handle& dataset, const Selection& selection) {
  Handle in_file(H5Dget_space(dataset.id()), H5Sclose);
  if (selects_nothing(selection)) {
    Handle in_memory = simple_space({1});
    H5Sselect_none(in_file.id());
    H5Sselect_none(in_memory.id());
    return {std::move(in_file), std::move(in_memory)};
  }
  if (selection.count.empty()) return {std::move(in_file), Handle(H5Screate(H5S_SCALAR), H5Sclose)};
  H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, selection.start.data(), nullptr, selection.count.data(), nullptr);
  return {std::move(in_file), simple_space(selection.count)};
}

}  // namespace

Handle simple_space(const Shape& shape, const Shape& limit) {
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), limit.empty() ? nullptr : limit.data()),
          H5Sclose};
}

Handle text_type(std::size_t length) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), std::max<std::size_t>(length, 1));
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  return type;
}

Handle File::transfer_properties() const {
  Handle properties(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
  if (communicator_ != nullptr && access_ == Access::together) {
    H5Pset_dxpl_mpio(properties.id(), H5FD_MPIO_COLLECTIVE);
  }
  return properties;
}

void File::create_group(const std::string& name) {
  const Handle group(H5Gcreate2(id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  require(group.valid(), fmt::format("create the group '{}'", name));
}

Handle File::create_dataset(const std::string& name, hid_t type, const Handle& space, const Handle& creation) {
  Handle dataset(H5Dcreate2(id(), name.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Dclose);
  require(dataset.valid(), fmt::format("create the dataset '{}'", name));
  return dataset;
}

Handle File::create_dataset(const std::string& name, Element element, const Shape& shape) {
  const Handle space = simple_space(shape);
  const Handle creation = creation_properties();
  return create_dataset(name, native_type(element), space, creation);
}

Handle File::create_frames(const std::string& name, Element element, const Shape& frame, const Shape& chunk) {
  Shape shape{0};
  Shape limit{H5S_UNLIMITED};
  shape.insert(shape.end(), frame.begin(), frame.end());
  limit.insert(limit.end(), frame.begin(), frame.end());
  const Handle space = simple_space(shape, limit);
  const Handle creation = creation_properties();
  H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data());
  return create_dataset(name, native_type(element), space, creation);
}

void File::extend(const Handle& dataset, hsize_t frames) {
  Shape extent = shape(dataset);
  extent.at(0) = frames;
  require(H5Dset_extent(dataset.id(), extent.data()) >= 0, "make room for a frame");
}

Handle File::open_dataset(const std::string& name) const {
  Handle dataset(H5Dopen2(id(), name.c_str(), H5P_DEFAULT), H5Dclose);
  require(dataset.valid(), fmt::format("open the dataset '{}'", name));
  return dataset;
}

Shape File::shape(const Handle& dataset) const {
  const Handle space(H5Dget_space(dataset.id()), H5Sclose);
  Shape extent(static_cast<std::size_t>(std::max(H5Sget_simple_extent_ndims(space.id()), 0)));
  H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr);
  return extent;
}

Element File::element(const Handle& dataset) const {
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  if (H5Tget_class(type.id()) == H5T_FLOAT) return Element::float64;
  switch (H5Tget_size(type.id())) {
    case 1:
      return Element::byte;
    case 4:
      return Element::int32;
    default:
      return Element::int64;
  }
}

void File::write(const Handle& dataset, Element element, const Selection& selection, const void* values) {
  const auto [in_file, in_memory] = spaces_of(dataset, selection);
  const Handle transfer = transfer_properties();
  const char nothing = 0;
  require(H5Dwrite(dataset.id(), native_type(element), in_memory.id(), in_file.id(), transfer.id(),
                   values == nullptr ? &nothing : values) >= 0,
          "write a dataset");
}

void File::read(const Handle& dataset, Element element, const Selection& selection, void* values) const {
  const auto [in_file, in_memory] = spaces_of(dataset, selection);
  const Handle transfer = transfer_properties();
  char nothing = 0;
  require(H5Dread(dataset.id(), native_type(element), in_memory.id(), in_file.id(), transfer.id(),
                  values == nullptr ? &nothing : values) >= 0,
          "read a dataset");
}

void File::write_text(const std::string& name, const std::string& text) {
  const std::string shared = communicator_ == nullptr ? text : communicator_->broadcast(text);
  const Handle type = text_type(shared.size());
  const Handle in_file(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle in_memory(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle creation = creation_properties();
  const Handle dataset = create_dataset(name, type.id(), in_file, creation);
  if (communicator_ != nullptr && !communicator_->is_root()) {
    H5Sselect_none(in_file.id());
    H5Sselect_none(in_memory.id());
  }
  const Handle transfer = transfer_properties();
  require(H5Dwrite(dataset.id(), type.id(), in_memory.id(), in_file.id(), transfer.id(), shared.c_str()) >= 0,
          fmt::format("write the text '{}'", name));
}

}  // namespace starling::hdf5
