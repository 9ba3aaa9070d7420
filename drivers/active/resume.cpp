// Reading a checkpoint and checking it against the deck.
#include "drivers/active/resume.hpp"

#include "drivers/active/model.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

Resumed load_resumed(const Setting& setting, const RunDirectory& directory) {
  LoadedCheckpoint loaded = latest_checkpoint(setting, directory);
  OutputState output;
  setting.world.together([&] {
    refuse_another_deck(setting, loaded);
    output = OutputState::load(loaded.state);
    const std::int64_t lag = output.displacement_lag;
    if (lag != displacement_steps(setting.deck)) {
      setting.schema.refuse("observables.displacement_lag",
                            fmt::format("the run in {} takes displacements over {} steps: give that lag",
                                        directory.folder().string(), lag));
    }
    if (loaded.step > setting.deck.steps) {
      setting.schema.refuse(
          "run.steps", fmt::format("the run in {} is at step {} already", directory.folder().string(), loaded.step));
    }
    if (loaded.rows.total != setting.deck.particles) {
      fail(ExitCode::bad_input, "the checkpoint in {} holds {} particles, the deck {}", directory.folder().string(),
           loaded.rows.total, setting.deck.particles);
    }
  });
  return {std::move(loaded), std::move(output)};
}

template <int D>
std::vector<double> records_of(const Setting& setting, const LoadedCheckpoint& loaded) {
  const int components = activity_components<D>(make_dynamics<D>(setting.deck));
  const RecordLayout<D> layout{components, displacement_steps(setting.deck) > 0};
  std::vector<double> records(loaded.rows.count * layout.size());
  setting.world.together([&] {
    const auto fill = [&](const auto& column, int first, int count) {
      if (static_cast<std::int64_t>(column.size()) != loaded.rows.count * count) {
        fail(ExitCode::bad_input, "the checkpoint at step {} is of another kind of run", loaded.step);
      }
      for (std::int64_t k = 0; k < loaded.rows.count; ++k) {
        for (int c = 0; c < count; ++c) records[k * layout.size() + first + c] = column[k * count + c];
      }
    };
    fill(loaded.column<double>("position"), layout.position, D);
    fill(loaded.column<std::int32_t>("image"), layout.image, D);
    if (components > 0) fill(loaded.column<double>("activity"), layout.activity, components);
    if (layout.origins) fill(loaded.column<double>("origin"), layout.origin(), D);
    if (layout.origin_components() > D) {
      fill(loaded.column<double>("origin_activity"), layout.origin_drive(), D);
    }
  });
  for (std::int64_t k = 0; k < loaded.rows.count; ++k) {
    records[k * layout.size() + layout.id] = static_cast<double>(loaded.rows.first + k);
  }
  return records;
}

template std::vector<double> records_of<1>(const Setting&, const LoadedCheckpoint&);
template std::vector<double> records_of<2>(const Setting&, const LoadedCheckpoint&);
template std::vector<double> records_of<3>(const Setting&, const LoadedCheckpoint&);

}  // namespace starling::active
