// What methods write and tell alike.
#pragma once

#include <nlohmann/json.hpp>

#include "drivers/diffusion/targets/exact_law.hpp"
#include "engine/run/member_snapshot.hpp"

namespace starling::diffusion {

/// What is known of the law that a run should end with, as the summary's `exact`.
void describe_exact(const ExactLaw& exact, nlohmann::ordered_json& summary);

/// Files of all particles of members of type `Type`, every so many steps and at the end. Collective over the world.
template <class Type>
[[nodiscard]] Writers sample_writers(std::int64_t every, Members& members, const RunFiles& files) {
  return {
      snapshot_writer<Type>("samples", every, members, files, [](const Type& member) { return member.particles(); })};
}

}  // namespace starling::diffusion
