// A folder of its own for one test, the same on all ranks and gone afterwards.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "engine/comm/communicator.hpp"

namespace starling::testing_support {

class Folder {
 public:
  explicit Folder(const Communicator& communicator) : communicator_(communicator) {
    std::string name;
    if (communicator_.is_root()) {
      name = (std::filesystem::temp_directory_path() / "starling_test_XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder for a test");
    }
    path_ = communicator_.broadcast(name);
  }
  ~Folder() {
    communicator_.barrier();
    std::error_code ignored;
    if (communicator_.is_root()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  const Communicator& communicator_;
  std::filesystem::path path_;
};

/// The sentence of the Failure that `action` must end in on every rank, or a note that there was none.
template <class Action>
std::string sentence_of(Action&& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "(no failure)";
}

/// Runs `action` on rank 0 while the others wait before and after.
template <class Action>
void on_root(const Communicator& communicator, Action&& action) {
  communicator.barrier();
  if (communicator.is_root()) action();
  communicator.barrier();
}

}  // namespace starling::testing_support
