// What methods write and tell alike.
#pragma once

#include <nlohmann/json.hpp>

#include "drivers/diffusion/targets/exact_law.hpp"
#include "engine/run/member_snapshot.hpp"
#include "engine/run/setting.hpp"
#include "engine/run/writer.hpp"

namespace starling::diffusion {

/// What is known of the law that a run should end with, as the summary's `exact`.
void describe_exact(const ExactLaw& exact, nlohmann::ordered_json& summary);

/// Says in the log where the work is done.
void log_places(const RunSetting& setting, const RankGroups& groups);

/// Files of all particles of members of type `Type`, every so many steps and at the end. Collective over the world.
template <class Type>
[[nodiscard]] Writers sample_writers(std::int64_t every, Members& members, const RunFiles& files) {
  const RunDirectory directory = files.directory;
  const Communicator& world = members.groups().world();
  if (files.resumed != nullptr) {
    world.together([&] {
      if (world.is_root()) delete_snapshots_after(directory.snapshots(), files.resumed->step);
    });
  }
  Writer samples{"samples", {every}};
  samples.at_end = true;
  samples.write = [&members, directory](std::int64_t done) {
    write_members<Type>(members, directory.snapshots() / snapshot_name(done), "starling samples", done,
                        [](const Type& member) { return member.particles(); });
  };
  return {samples};
}

}  // namespace starling::diffusion
