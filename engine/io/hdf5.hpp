// HDF5 behind a few types: handles that close themselves, and failures that say which file and what was tried.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling::hdf5 {

/// Owns one HDF5 identifier and closes it with the function it was given.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t identifier, Close close) : identifier_(identifier), close_(close) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : identifier_(std::exchange(other.identifier_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] hid_t id() const { return identifier_; }
  [[nodiscard]] bool valid() const { return identifier_ >= 0; }
  /// Closes now and returns whether that succeeded.
  bool reset();
  /// Gives the identifier up without closing it.
  hid_t release() { return std::exchange(identifier_, -1); }

 private:
  hid_t identifier_ = -1;
  Close close_ = nullptr;
};

/// The types that numbers in Starling's files have; the first three in the order of Column's variant.
enum class Element { float64, int32, int64, byte };

template <class T>
constexpr Element element_of() {
  if constexpr (std::is_same_v<T, double>) return Element::float64;
  if constexpr (std::is_same_v<T, std::int32_t>) return Element::int32;
  if constexpr (std::is_same_v<T, std::int64_t>) return Element::int64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return Element::byte;
}

[[nodiscard]] std::int64_t size_of(Element element);
[[nodiscard]] hid_t native_type(Element element);

using Shape = std::vector<hsize_t>;

[[nodiscard]] Handle simple_space(const Shape& shape, const Shape& limit = {});
/// Text of fixed length in UTF-8, padded with zeros.
[[nodiscard]] Handle text_type(std::size_t length);

/// The block of a dataset that one rank reads or writes; a count of zero anywhere selects nothing.
struct Selection {
  Shape start;
  Shape count;
};

/// How the processes of a communicator open a file.
enum class Access {
  together,   ///< collectively, through MPI-IO
  each_alone  ///< every process for itself: for what MPI-IO cannot read, such as virtual datasets
};

/// An open HDF5 file. Unless it was opened by one process (see create_alone), every member is collective over the
/// communicator and fails on all ranks or on none. Failures are file_error sentences with the file's name.
class File {
 public:
  /// Creates the file anew, with `expected_bytes` of the disk reserved for it.
  static File create(const Communicator& communicator, const std::filesystem::path& path, std::int64_t expected_bytes);
  /// Opens for reading.
  static File open(const Communicator& communicator, const std::filesystem::path& path, Access access);
  /// The same for one process, without MPI.
  static File create_alone(const std::filesystem::path& path, std::int64_t expected_bytes);
  static File open_alone(const std::filesystem::path& path);

  File(File&&) noexcept = default;
  File& operator=(File&&) noexcept = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  /// Flushes and closes; the file is complete afterwards. Without it, the destructor closes and failures go unseen.
  void close();

  /// Reserves disk space for this many bytes more than the file has now. MPI-IO may lose data silently on a full disk,
  /// so this is done before anything is written. To be followed by close().
  void reserve(std::int64_t more_bytes);

  void create_group(const std::string& name);
  /// A dataset of fixed shape, stored contiguously.
  Handle create_dataset(const std::string& name, Element element, const Shape& shape);
  /// A dataset of zero frames of shape `frame`, which grows along a new first axis; `chunk` holds whole rows.
  Handle create_frames(const std::string& name, Element element, const Shape& frame, const Shape& chunk);
  /// Sets the length of the first axis.
  void extend(const Handle& dataset, hsize_t frames);
  [[nodiscard]] Handle open_dataset(const std::string& name) const;
  [[nodiscard]] Shape shape(const Handle& dataset) const;
  [[nodiscard]] Element element(const Handle& dataset) const;

  void write(const Handle& dataset, Element element, const Selection& selection, const void* values);
  void read(const Handle& dataset, Element element, const Selection& selection, void* values) const;
  template <class T>
  [[nodiscard]] std::vector<T> read_all(const std::string& name) const;

  /// Text as a scalar of fixed length in UTF-8; rank 0's is written.
  void write_text(const std::string& name, const std::string& text);
  [[nodiscard]] std::string read_text(const std::string& name) const;

  void write_attribute(const std::string& object, const std::string& name, const std::string& text);
  void write_attribute(const std::string& object, const std::string& name, const std::vector<std::string>& texts);
  void write_attribute(const std::string& object, const std::string& name, const std::vector<std::int64_t>& values);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);
  [[nodiscard]] bool has_attribute(const std::string& object, const std::string& name) const;
  [[nodiscard]] std::int64_t read_integer(const std::string& object, const std::string& name) const;
  [[nodiscard]] std::string read_text_attribute(const std::string& object, const std::string& name) const;

  /// Whether every link of the path `name` exists.
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] bool is_dataset(const std::string& name) const;
  /// The names in a group, sorted.
  [[nodiscard]] std::vector<std::string> names(const std::string& group) const;
  /// Makes `name` another name of `existing`.
  void link(const std::string& existing, const std::string& name);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] hid_t id() const { return handle_.id(); }

  /// Fails, on all ranks, if `succeeded` is false on any; `attempt` completes "cannot ... in 'file'".
  void require(bool succeeded, const std::string& attempt) const;

 private:
  File(const Communicator* communicator, std::filesystem::path path)
      : communicator_(communicator), path_(std::move(path)) {}
  Handle create_dataset(const std::string& name, hid_t type, const Handle& space, const Handle& creation);
  [[nodiscard]] Handle transfer_properties() const;
  void attribute(const std::string& object, const std::string& name, const Handle& type, const Handle& space,
                 const void* values);

  const Communicator* communicator_;
  std::filesystem::path path_;
  Access access_ = Access::together;
  Handle handle_;
};

template <class T>
std::vector<T> File::read_all(const std::string& name) const {
  const Handle dataset = open_dataset(name);
  const Shape size = shape(dataset);
  hsize_t values = 1;
  for (const hsize_t extent : size) values *= extent;
  std::vector<T> result(values);
  read(dataset, element_of<T>(), {Shape(size.size(), 0), size}, result.data());
  return result;
}

}  // namespace starling::hdf5
