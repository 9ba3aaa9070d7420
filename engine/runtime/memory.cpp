// Reading /proc and the control groups; adding up the ranks of a node.
#include "engine/runtime/memory.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include "engine/runtime/progress.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling {
namespace {

std::optional<double> number_in(const std::string& file) {
  std::ifstream stream(file);
  double value = 0.0;
  if (stream >> value) return value;
  return std::nullopt;
}

std::optional<double> estimated_by_linux() {
  std::ifstream stream("/proc/meminfo");
  std::string key;
  std::string unit;
  for (double value = 0.0; stream >> key >> value; std::getline(stream, unit)) {
    if (key == "MemAvailable:") return 1024.0 * value;
  }
  return std::nullopt;
}

/// Of version 2 of the control groups, in which a batch system or a container puts its jobs. The limits of the groups
/// around it are not looked at.
std::optional<double> left_of_control_group() {
  std::ifstream stream("/proc/self/cgroup");
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("0::")) continue;
    const std::string folder = "/sys/fs/cgroup" + line.substr(3);
    const auto limit = number_in(folder + "/memory.max");  // "max" without a limit
    const auto used = number_in(folder + "/memory.current");
    if (limit && used) return std::max(0.0, *limit - *used);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> available_memory() {
  const auto estimated = estimated_by_linux();
  const auto left = left_of_control_group();
  return estimated && left ? std::min(*estimated, *left) : (estimated ? estimated : left);
}

void require_memory(const Communicator& world, double bytes) {
  if constexpr (!kernels_run_on_host) return;  // populations are in the devices' memory, which nobody promises twice
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(world.handle(), MPI_COMM_TYPE_SHARED, world.rank(), MPI_INFO_NULL, &node);
  const Communicator ranks(node);
  MPI_Comm_free(&node);
  // Megabytes, so that the sum is one of integers.
  const double needed = 1e6 * static_cast<double>(ranks.sum(static_cast<std::int64_t>(bytes / 1e6)));
  world.together([&] {
    const auto available = available_memory();
    if (!available || needed <= *available) return;
    const std::string sentence = fmt::format("{}: {} on one node {} at least {:.3g} GB, and {:.3g} GB are available",
                                             not_enough_memory, counted(ranks.size(), "rank"),
                                             ranks.size() == 1 ? "needs" : "need", needed / 1e9, *available / 1e9);
    throw Failure(ExitCode::internal_error, sentence).of_kind(FailureKind::out_of_memory);
  });
}

}  // namespace starling
