// One line of the log.
#include "engine/run/places.hpp"

#include "engine/runtime/progress.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling {

void log_places(const RunSetting& setting, const RankGroups& groups) {
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
}

}  // namespace starling
