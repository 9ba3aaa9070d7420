// Text, attributes and links of an open HDF5 file.
#include <algorithm>

#include "engine/io/hdf5.hpp"

namespace starling::hdf5 {
namespace {

std::string without_padding(std::string text) {
  text.resize(std::min(text.size(), text.find('\0')));
  return text;
}

}  // namespace

std::string File::read_text(const std::string& name) const {
  const Handle dataset = open_dataset(name);
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  std::string text(H5Tget_size(type.id()), '\0');
  const bool fixed = H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) <= 0;
  const Handle transfer = transfer_properties();
  require(fixed && H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, transfer.id(), text.data()) >= 0,
          fmt::format("read the text '{}'", name));
  return without_padding(std::move(text));
}

void File::attribute(const std::string& object, const std::string& name, const Handle& type, const Handle& space,
                     const void* values) {
  const Handle attribute(H5Acreate_by_name(id(), object.c_str(), name.c_str(), type.id(), space.id(), H5P_DEFAULT,
                                           H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  require(attribute.valid() && H5Awrite(attribute.id(), type.id(), values) >= 0,
          fmt::format("write the attribute '{}' of '{}'", name, object));
}

void File::write_attribute(const std::string& object, const std::string& name, const std::string& text) {
  attribute(object, name, text_type(text.size()), Handle(H5Screate(H5S_SCALAR), H5Sclose), text.c_str());
}

void File::write_attribute(const std::string& object, const std::string& name, const std::vector<std::string>& texts) {
  std::size_t length = 1;
  for (const auto& text : texts) length = std::max(length, text.size());
  std::string packed(length * texts.size(), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(packed.data() + i * length, length);
  attribute(object, name, text_type(length), simple_space({texts.size()}), packed.data());
}

void File::write_attribute(const std::string& object, const std::string& name,
                           const std::vector<std::int64_t>& values) {
  attribute(object, name, Handle(H5Tcopy(H5T_NATIVE_INT64), H5Tclose), simple_space({values.size()}), values.data());
}

void File::write_attribute(const std::string& object, const std::string& name, std::int64_t value) {
  attribute(object, name, Handle(H5Tcopy(H5T_NATIVE_INT64), H5Tclose), Handle(H5Screate(H5S_SCALAR), H5Sclose), &value);
}

bool File::has_attribute(const std::string& object, const std::string& name) const {
  return has(object) && H5Aexists_by_name(id(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::int64_t File::read_integer(const std::string& object, const std::string& name) const {
  std::int64_t value = 0;
  const Handle attribute(H5Aopen_by_name(id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  require(attribute.valid() && H5Sget_simple_extent_npoints(space.id()) == 1 &&
              H5Aread(attribute.id(), H5T_NATIVE_INT64, &value) >= 0,
          fmt::format("read the attribute '{}' of '{}'", name, object));
  return value;
}

std::string File::read_text_attribute(const std::string& object, const std::string& name) const {
  const Handle attribute(H5Aopen_by_name(id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  const bool single = H5Tget_class(type.id()) == H5T_STRING && H5Sget_simple_extent_npoints(space.id()) == 1;
  std::string text(std::max<std::size_t>(H5Tget_size(type.id()), 1), '\0');
  char* variable = nullptr;
  const bool is_variable = H5Tis_variable_str(type.id()) > 0;
  void* destination = is_variable ? static_cast<void*>(&variable) : text.data();
  require(single && H5Aread(attribute.id(), type.id(), destination) >= 0,
          fmt::format("read the attribute '{}' of '{}'", name, object));
  if (!is_variable) return without_padding(std::move(text));
  std::string result = variable == nullptr ? "" : variable;
  H5free_memory(variable);
  return result;
}

bool File::has(const std::string& name) const {
  for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    const std::string part = name.substr(0, end);
    if (part != "/" && H5Lexists(id(), part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

bool File::is_dataset(const std::string& name) const {
  if (!has(name)) return false;
  const Handle object(H5Oopen(id(), name.c_str(), H5P_DEFAULT), H5Oclose);
  return object.valid() && H5Iget_type(object.id()) == H5I_DATASET;
}

std::vector<std::string> File::names(const std::string& group) const {
  const Handle handle(H5Gopen2(id(), group.c_str(), H5P_DEFAULT), H5Gclose);
  H5G_info_t info{};
  require(handle.valid() && H5Gget_info(handle.id(), &info) >= 0, fmt::format("list the group '{}'", group));
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto length = H5Lget_name_by_idx(handle.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
    require(length >= 0, fmt::format("list the group '{}'", group));
    auto& name = names.emplace_back(static_cast<std::size_t>(length) + 1, '\0');
    H5Lget_name_by_idx(handle.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
    name.pop_back();
  }
  return names;
}

void File::link(const std::string& existing, const std::string& name) {
  require(H5Lcreate_hard(id(), existing.c_str(), id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) >= 0,
          fmt::format("link '{}' to '{}'", name, existing));
}

}  // namespace starling::hdf5
