// Frames and arrays of all replicas.
#include "drivers/active/writers.hpp"

#include <memory>

#include "drivers/active/replica.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/io/particles/trajectory.hpp"
#include "engine/run/member_states.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::active {

namespace {

TrajectoryLayout trajectory_layout(const Deck& deck, Members& members, const std::string& resolved_deck) {
  TrajectoryLayout layout;
  layout.particles = deck.particles;
  layout.replicas = deck.replicas;
  layout.dimension = deck.dimension;
  layout.box = box_edges(deck);
  layout.deck = resolved_deck;
  layout.fields = members.any_as<Replica>().frame_fields();
  return layout;
}

void write_frame(const Deck& deck, Members& members, Trajectory& trajectory, std::int64_t step) {
  std::vector<MemberState> frames;
  members.for_each_as<Replica>([&](Replica& replica, std::int64_t) { frames.push_back(replica.frame()); });
  const std::vector<OwnedColumn> columns = sorted_columns(members.groups(), deck.particles, frames);
  trajectory.append(step, static_cast<double>(step) * deck.time_step, views_of(columns));
}

Writer trajectory_writer(const Deck& deck, Members& members, const RunFiles& files) {
  Writer writer{"trajectory", {deck.trajectory_every}};
  const nlohmann::json state = files.state_of(writer.name);
  const std::int64_t frames = state.is_null() ? 0 : state.get<std::int64_t>();
  writer.observes = true;
  writer.state = [frames] { return nlohmann::json(frames); };  // what a file that is not touched stays at
  if (deck.trajectory_every == 0) return writer;
  const auto trajectory = std::make_shared<Trajectory>(members.groups().world(), files.directory.trajectory(),
                                                       trajectory_layout(deck, members, files.resolved_deck), frames);
  writer.write = [&deck, &members, trajectory](std::int64_t step) { write_frame(deck, members, *trajectory, step); };
  writer.close = [trajectory](std::int64_t) { trajectory->close_segment(); };
  writer.finish = [trajectory] { trajectory->show(); };
  writer.state = [trajectory] { return nlohmann::json(trajectory->frames()); };
  return writer;
}

/// A replica's array without what every replica knows.
nlohmann::json values_of(const AveragedArray& array) {
  return {{"value", array.value}, {"error", array.standard_error}, {"samples", array.samples}};
}

/// Mean and error between replicas of one entry of an array; those without a sample are left out.
void combine_entry(const nlohmann::json& all, std::size_t k, std::size_t entry, AveragedArray& array) {
  std::vector<double> means;
  array.samples[entry] = 0;
  for (const auto& replica : all) {
    const auto samples = replica.at(k).at("samples").at(entry).get<std::int64_t>();
    array.samples[entry] += samples;
    if (samples > 0) means.push_back(replica.at(k).at("value").at(entry).get<double>());
  }
  const MeanAndError over_replicas = mean_and_error(means);
  array.value[entry] = over_replicas.mean;
  array.standard_error[entry] = over_replicas.error;
  array.unresolved = 0;
}

/// The run's averaged arrays, with errors as for the summary; an entry's samples are those of all replicas. Complete on
/// rank 0.
std::vector<AveragedArray> average_arrays(Members& members) {
  std::vector<AveragedArray> arrays = members.any_as<Replica>().arrays();
  if (members.groups().members() == 1) return arrays;
  std::vector<nlohmann::json> own;
  members.for_each_as<Replica>([&](const Replica& replica, std::int64_t) {
    nlohmann::json values = nlohmann::json::array();
    for (const AveragedArray& array : replica.arrays()) values.push_back(values_of(array));
    own.push_back(std::move(values));
  });
  const nlohmann::json all = gather_json(members.groups(), std::move(own));
  for (std::size_t k = 0; k < (all.empty() ? 0 : arrays.size()); ++k) {
    for (std::size_t entry = 0; entry < arrays[k].value.size(); ++entry) combine_entry(all, k, entry, arrays[k]);
  }
  return arrays;
}

Writer array_writer(Members& members, const RunFiles& files) {
  Writer writer{"arrays", {}};
  writer.close = [&members, path = files.directory.file(arrays_file), deck = files.resolved_deck](std::int64_t step) {
    const std::vector<AveragedArray> arrays = average_arrays(members);
    const Communicator& world = members.groups().world();
    world.together([&] {
      if (world.is_root()) write_observables_file(path, deck, step, arrays);
    });
  };
  return writer;
}

}  // namespace

Writers open_writers(const Deck& deck, Members& members, const RunFiles& files) {
  Writers writers{trajectory_writer(deck, members, files)};
  if (deck.observe_every > 0) writers.push_back(array_writer(members, files));
  return writers;
}

}  // namespace starling::active
