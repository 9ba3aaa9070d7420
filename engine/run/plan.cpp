// The state of each writer's files in a run that continues.
#include "engine/run/plan.hpp"

namespace starling {

nlohmann::json RunFiles::state_of(const std::string& writer) const {
  return resumed == nullptr ? nlohmann::json() : resumed->state.at("writers").value(writer, nlohmann::json());
}

}  // namespace starling
