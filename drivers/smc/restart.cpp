// Checking a checkpoint against the deck, and loading it.
#include "drivers/smc/restart.hpp"

#include "drivers/smc/replica_checkpoint.hpp"

namespace starling::smc {

namespace {

/// Refuses to go on with another model, which would show as keys that the checkpoint's deck should not have.
void check_model(const Setting& setting, const LoadedCheckpoint& loaded) {
  for (const Assignment& then : read_assignments(loaded.deck, "the checkpoint's deck")) {
    if (then.key != "model.name" || then.value == setting.deck.model.name) continue;
    setting.schema.refuse(
        "model.name", fmt::format("the checkpoint was written with {}, and a restart must not change it", then.value));
  }
}

}  // namespace

LoadedCheckpoint load_checkpoint(const Setting& setting, const RunDirectory& directory, const std::string& data) {
  LoadedCheckpoint loaded = latest_checkpoint(setting, directory);
  setting.world.together([&] {
    check_model(setting, loaded);
    refuse_another_deck(setting, loaded);
    if (!loaded.state.contains("replicas") || loaded.rows.total != members(setting.deck) * setting.deck.particles) {
      fail(ExitCode::bad_input, "the checkpoint in {} is of another kind of run", directory.folder().string());
    }
    if (OutputState::load(loaded.state.at("output")).data != data) {
      setting.schema.refuse(setting.deck.file.empty() ? "data.simulate" : "data.file",
                            "the observations are not those of the run that the checkpoint was taken of");
    }
  });
  return loaded;
}

void put_replicas(const Setting& setting, const RankGroups& groups, const Methods& methods,
                  const LoadedCheckpoint& loaded) {
  const auto states = scatter_states(groups, setting.deck.particles, loaded.state.at("replicas"), loaded);
  setting.world.together([&] {
    for (std::size_t k = 0; k < methods.size(); ++k) {
      methods[k]->load(states[k]);
      const auto planned = methods[k]->planned();
      if (planned && *planned < methods[k]->done()) {
        setting.schema.refuse(
            "method.sweeps",
            fmt::format("the run has done {} units already, more than these sweeps have", methods[k]->done()));
      }
    }
  });
}

}  // namespace starling::smc
