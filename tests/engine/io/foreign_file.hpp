// H5MD files such as other programs write, one dataset after the other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/hdf5.hpp"

namespace starling::testing_support {

/// Written by one process; the file is complete when this goes.
class ForeignFile {
 public:
  explicit ForeignFile(const std::filesystem::path& path) : file_(hdf5::File::create_alone(path, 0)) {
    group("/h5md");
    group("/particles");
  }

  /// With the groups above it.
  void group(const std::string& name) {
    for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
      const std::string part = name.substr(0, end);
      if (!part.empty() && !file_.has(part)) file_.create_group(part);
      if (end == std::string::npos) return;
    }
  }

  /// A scalar has no shape.
  template <class T>
  ForeignFile& dataset(const std::string& name, const hdf5::Shape& shape, const std::vector<T>& values) {
    group(name.substr(0, name.rfind('/')));
    const auto handle = file_.create_dataset(name, hdf5::element_of<T>(), shape);
    file_.write(handle, hdf5::element_of<T>(), {hdf5::Shape(shape.size(), 0), shape}, values.data());
    return *this;
  }

  template <class T>
  ForeignFile& attribute(const std::string& object, const std::string& name, const T& value) {
    if (!file_.has(object)) group(object);
    file_.write_attribute(object, name, value);
    return *this;
  }

 private:
  hdf5::File file_;
};

}  // namespace starling::testing_support
