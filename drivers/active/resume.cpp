// Reading a checkpoint and checking it against the deck.
#include "drivers/active/resume.hpp"

#include "drivers/active/averaged_cadence.hpp"
#include "drivers/active/model.hpp"
#include "engine/population/member_rows.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

Resumed load_resumed(const Setting& setting, const RunDirectory& directory) {
  LoadedCheckpoint loaded = latest_checkpoint(setting, directory);
  OutputState files;
  setting.world.together([&] {
    refuse_another_deck(setting, loaded);
    if (!loaded.state.contains("output") || !loaded.state.contains("replicas")) {
      fail(ExitCode::bad_input, "the checkpoint in {} is of another kind of run", directory.folder().string());
    }
    files = OutputState::load(loaded.state.at("output"));
    const std::int64_t lag = files.displacement_lag;
    if (lag != displacement_steps(setting.deck)) {
      setting.schema.refuse("observables.displacement_lag",
                            fmt::format("the run in {} takes displacements over {} steps: give that lag",
                                        directory.folder().string(), lag));
    }
    refuse_uneven_averages(setting.schema, setting.deck, loaded.state.at("replicas").at(0));
    if (loaded.step > setting.deck.steps) {
      setting.schema.refuse(
          "run.steps", fmt::format("the run in {} is at step {} already", directory.folder().string(), loaded.step));
    }
    const std::int64_t particles = setting.deck.replicas * setting.deck.particles;
    if (loaded.rows.total != particles) {
      fail(ExitCode::bad_input, "the checkpoint in {} holds {} particles, the deck {}", directory.folder().string(),
           loaded.rows.total, particles);
    }
  });
  return {std::move(loaded), files};
}

namespace {

template <int D>
RecordLayout<D> layout_of(const Deck& deck) {
  return {activity_components<D>(make_dynamics<D>(deck)), displacement_steps(deck) > 0};
}

/// The checkpoint's columns as records, one a row; ids are not filled in.
template <int D>
std::vector<double> records_of(const Setting& setting, const LoadedCheckpoint& loaded) {
  const RecordLayout<D> layout = layout_of<D>(setting.deck);
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
    const bool mixture = is_mixture(setting.deck);
    const int own = model_components(setting.deck, layout.activity_components);
    if (own > 0) fill(loaded.column<double>("activity"), layout.activity, own);
    if (mixture) fill(loaded.column<std::int32_t>("species"), layout.activity + own, 1);
    if (layout.origins) fill(loaded.column<double>("origin"), layout.origin(), D);
    if (layout.origin_components() > D) {
      fill(loaded.column<double>("origin_activity"), layout.origin_drive(), D);
    }
  });
  return records;
}

}  // namespace

template <int D>
void load_replicas(const Setting& setting, const LoadedCheckpoint& loaded, Ensemble<D>& ensemble) {
  const RecordLayout<D> layout = layout_of<D>(setting.deck);
  const RankGroups& groups = ensemble.groups();
  std::vector<double> records =
      scatter_rows(groups, setting.deck.particles, loaded.rows, records_of<D>(setting, loaded), layout.size());
  const RowBlock own = rows_of(setting.deck.particles, groups.group());
  for (std::size_t k = 0; k < records.size() / layout.size(); ++k) {
    const std::int64_t id = own.first + static_cast<std::int64_t>(k) % own.count;
    records[k * layout.size() + layout.id] = static_cast<double>(id);
  }
  ensemble.load(loaded.step, records, loaded.state.at("replicas"));
}

template void load_replicas(const Setting&, const LoadedCheckpoint&, Ensemble<1>&);
template void load_replicas(const Setting&, const LoadedCheckpoint&, Ensemble<2>&);
template void load_replicas(const Setting&, const LoadedCheckpoint&, Ensemble<3>&);

}  // namespace starling::active
