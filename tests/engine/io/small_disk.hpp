// A file system of a megabyte, so that a test can fill it. Only root can mount one; other users' tests skip.
#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "engine/comm/communicator.hpp"

namespace starling::testing_support {

class SmallDisk {
 public:
  /// Mounts over `folder`, which exists; collective.
  SmallDisk(const Communicator& communicator, std::filesystem::path folder, const std::string& size)
      : communicator_(communicator), folder_(std::move(folder)) {
    const bool mounted =
        communicator_.is_root() && ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    mounted_ = communicator_.any(mounted);
  }
  ~SmallDisk() {
    communicator_.barrier();
    if (mounted_ && communicator_.is_root()) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }

  /// Fills the disk to its last block; collective.
  void fill() const {
    communicator_.barrier();
    if (communicator_.is_root()) {
      std::ofstream ballast(folder_ / "ballast", std::ios::binary);
      const std::string block(4096, 'x');
      while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
      }
    }
    communicator_.barrier();
  }

 private:
  const Communicator& communicator_;
  std::filesystem::path folder_;
  bool mounted_ = false;
};

}  // namespace starling::testing_support
