// Files of all trainings.
#include "drivers/score/writers.hpp"

#include "drivers/score/data/frame_source.hpp"
#include "drivers/score/training.hpp"
#include "engine/io/particles/trajectory.hpp"
#include "engine/learning/network_writer.hpp"
#include "engine/run/member_states.hpp"

namespace starling::score {

namespace {

std::string meaning_of(const std::string& field) {
  if (field == "entropy_production_local")
    return "|v|^2/D of the probability flows by the learned scores, k_B per time";
  if (field.starts_with("score_")) return "the learned score s, the gradient of the density's logarithm";
  if (field.starts_with("probability_flow_"))
    return "v = b - D (1 + data.noise^2) s, the probability current over the density";
  return "";
}

struct SystemTime {
  std::int64_t step;
  double time;
};

/// Of the last held-out frame, from its system's start on; 0 for a run's frames, whose trajectory knows.
SystemTime time_of_last_frame(const Deck& deck) {
  if (!deck.simulates()) return {0, 0.0};
  const std::int64_t every = steps_between_frames(deck, System::held_out);
  const std::int64_t before = equilibration_intervals(deck, System::held_out) * every;
  const std::int64_t steps = deck.held_out_frames * every;
  return {before + steps, static_cast<double>(before) * deck.equilibration_time_step.value_or(deck.system.time_step) +
                              static_cast<double>(steps) * deck.system.time_step};
}

Writer frame_writer(const Deck& deck, Members& members, const RunFiles& files) {
  Writer frame{"held_out_frame", {}};
  frame.at_end = true;
  frame.write = [&deck, &members, path = files.directory.trajectory(), text = files.resolved_deck](std::int64_t) {
    std::vector<MemberState> frames;
    members.for_each_as<Training>(
        [&](Training& training, std::int64_t) { frames.push_back(training.held_out_frame()); });
    TrajectoryLayout layout;
    layout.particles = deck.system.particles;
    layout.replicas = deck.replicas;
    layout.dimension = deck.system.dimension;
    layout.box = active::box_edges(deck.system);
    layout.deck = text;
    for (const MemberColumn& column : frames.front().columns) {
      if (column.name == "position" || column.name == "image") continue;
      layout.fields.push_back({column.name, column.components, column.element, "", meaning_of(column.name)});
    }
    const std::vector<OwnedColumn> columns = sorted_columns(members.groups(), deck.system.particles, frames);
    Trajectory trajectory(members.groups().world(), path, layout, 0);
    const SystemTime at = time_of_last_frame(deck);
    trajectory.append(at.step, at.time, views_of(columns));
    trajectory.close_segment();
    trajectory.show();
  };
  return frame;
}

}  // namespace

Writers open_writers(const Deck& deck, Members& members, const RunFiles& files) {
  return {learning::network_writer<Training>(deck.replicas, members, files.directory),
          frame_writer(deck, members, files)};
}

}  // namespace starling::score
