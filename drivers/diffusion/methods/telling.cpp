// Keys of the summary.
#include "drivers/diffusion/methods/telling.hpp"

namespace starling::diffusion {

void describe_exact(const ExactLaw& exact, nlohmann::ordered_json& summary) {
  nlohmann::ordered_json known = nlohmann::ordered_json::object();
  if (exact.log_z) known["log_z"] = *exact.log_z;
  for (std::size_t c = 0; c < exact.mean.size(); ++c) {
    known[fmt::format("mean_{}", c)] = exact.mean[c];
    known[fmt::format("second_moment_{}", c)] = exact.second_moment[c];
  }
  for (std::size_t k = 0; k < exact.mode_mass.size(); ++k) known[fmt::format("mode_mass_{}", k)] = exact.mode_mass[k];
  summary["exact"] = known;
}

}  // namespace starling::diffusion
