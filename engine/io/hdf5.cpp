// Opening, reserving and closing HDF5 files, and turning HDF5's errors into sentences.
#include "engine/io/hdf5.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "engine/io/atomic_file.hpp"

namespace starling::hdf5 {
namespace {

// Small metadata writes gathered into blocks of this size keep a file of many datasets from being many small writes.
constexpr hsize_t metadata_block = 1 << 16;
// Room for what HDF5 writes around the data: headers, chunk indices, a partly used metadata block.
constexpr std::int64_t metadata_allowance = 1 << 19;

void silence_error_stack() {
  static const herr_t silenced = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  (void)silenced;
}

herr_t keep_innermost(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

std::string innermost_error() {
  std::string text = "HDF5 gives no reason";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &text);
  return text;
}

Handle access_properties(const Communicator* communicator) {
  Handle properties(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_meta_block_size(properties.id(), metadata_block);
  if (communicator != nullptr) {
    H5Pset_fapl_mpio(properties.id(), communicator->handle(), MPI_INFO_NULL);
    H5Pset_all_coll_metadata_ops(properties.id(), true);
    H5Pset_coll_metadata_write(properties.id(), true);
  } else {
    // Files are never changed in place once they have their name, and some file systems cannot lock.
    H5Pset_file_locking(properties.id(), false, true);
  }
  return properties;
}

/// Reserves the first `bytes` of a file that this creates if need be. `size` is what the file has already.
void reserve_on_disk(const std::filesystem::path& file, std::int64_t size, std::int64_t bytes) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT, 0666);
  if (descriptor < 0) fail(ExitCode::file_error, "cannot create '{}': {}", file.string(), std::strerror(errno));
  int reason = ::fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, bytes) == 0 ? 0 : errno;
  if (reason == EOPNOTSUPP || reason == ENOSYS || reason == EINTR) {
    struct statvfs disk {};
    const bool known = ::fstatvfs(descriptor, &disk) == 0;
    const bool fits = !known || disk.f_bavail * disk.f_frsize >= static_cast<std::uint64_t>(bytes - size);
    reason = fits ? 0 : ENOSPC;
  }
  ::close(descriptor);
  if (reason != 0) {
    fail(ExitCode::file_error, "cannot reserve {} bytes for '{}': {}", bytes - size, file.string(),
         std::strerror(reason));
  }
}

/// Makes sure that a file can be created with that many bytes, before HDF5 holds anything that it could lose.
void reserve_new(const std::filesystem::path& file, std::int64_t bytes) {
  try {
    reserve_on_disk(file, 0, bytes + metadata_allowance);
  } catch (const Failure&) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    throw;
  }
}

void require_hdf5_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    fail(ExitCode::file_error, "cannot read '{}': there is no such file", file.string());
  }
  if (::access(file.c_str(), R_OK) != 0) {
    fail(ExitCode::file_error, "cannot read '{}': {}", file.string(), std::strerror(errno));
  }
  if (H5Fis_hdf5(file.c_str()) <= 0) fail(ExitCode::file_error, "'{}' is not an HDF5 file", file.string());
}

}  // namespace

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    reset();
    identifier_ = std::exchange(other.identifier_, -1);
    close_ = other.close_;
  }
  return *this;
}

bool Handle::reset() {
  const hid_t identifier = release();
  return identifier < 0 || close_(identifier) >= 0;
}

std::int64_t size_of(Element element) {
  switch (element) {
    case Element::int32:
      return 4;
    case Element::byte:
      return 1;
    default:
      return 8;
  }
}

hid_t native_type(Element element) {
  switch (element) {
    case Element::int32:
      return H5T_NATIVE_INT32;
    case Element::int64:
      return H5T_NATIVE_INT64;
    case Element::byte:
      return H5T_NATIVE_UINT8;
    default:
      return H5T_NATIVE_DOUBLE;
  }
}

File::~File() {
  // Closing waits for the other ranks. A rank that is leaving because of a failure of its own must not wait.
  if (std::uncaught_exceptions() > 0 && communicator_ != nullptr && access_ == Access::together) handle_.release();
}

void File::require(bool succeeded, const std::string& attempt) const {
  std::optional<Failure> failure;
  if (!succeeded) {
    failure =
        Failure(ExitCode::file_error, fmt::format("cannot {} in '{}': {}", attempt, path_.string(), innermost_error()));
  }
  if (communicator_ != nullptr) {
    communicator_->agree(failure);
  } else if (failure) {
    throw Failure(*failure);
  }
}

File File::create(const Communicator& communicator, const std::filesystem::path& path, std::int64_t expected_bytes) {
  silence_error_stack();
  File file(&communicator, path);
  communicator.together([&] {
    if (communicator.is_root()) reserve_new(path, expected_bytes);
  });
  const Handle access = access_properties(&communicator);
  file.handle_ = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  file.require(file.handle_.valid(), "create a file");
  file.reserve(expected_bytes);
  return file;
}

File File::open(const Communicator& communicator, const std::filesystem::path& path, Access access) {
  silence_error_stack();
  File file(&communicator, path);
  file.access_ = access;
  communicator.together([&] {
    if (communicator.is_root() || access == Access::each_alone) require_hdf5_file(path);
  });
  const Handle properties = access_properties(access == Access::together ? &communicator : nullptr);
  file.handle_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, properties.id()), H5Fclose);
  file.require(file.handle_.valid(), "open a file");
  return file;
}

File File::create_alone(const std::filesystem::path& path, std::int64_t expected_bytes) {
  silence_error_stack();
  reserve_new(path, expected_bytes);
  File file(nullptr, path);
  const Handle access = access_properties(nullptr);
  file.handle_ = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  file.require(file.handle_.valid(), "create a file");
  return file;
}

File File::open_alone(const std::filesystem::path& path) {
  silence_error_stack();
  require_hdf5_file(path);
  File file(nullptr, path);
  const Handle access = access_properties(nullptr);
  file.handle_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  file.require(file.handle_.valid(), "open a file");
  return file;
}

void File::reserve(std::int64_t more_bytes) {
  communicator_->together([&] {
    if (!communicator_->is_root()) return;
    // HDF5 over MPI-IO does not know the file's size. The disk does, except for metadata not yet written.
    std::error_code error;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path_, error));
    if (error) fail(ExitCode::file_error, "cannot find the size of '{}': {}", path_.string(), error.message());
    reserve_on_disk(path_, size, size + more_bytes + metadata_allowance);
  });
}

void File::close() {
  require(handle_.reset(), "finish writing");
  if (communicator_ == nullptr) return;
  communicator_->together([&] {
    if (!communicator_->is_root() || access_ != Access::together) return;
    // Truncating to the size that it has gives back what was reserved and not used; a file opened for reading has none.
    std::error_code error;
    const auto size = std::filesystem::file_size(path_, error);
    if (!error) std::filesystem::resize_file(path_, size, error);
  });
}

}  // namespace starling::hdf5
