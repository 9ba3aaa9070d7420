// Frames and distributions of all runs.
#include "drivers/md/writers.hpp"

#include <memory>

#include "drivers/md/pooling.hpp"
#include "engine/io/appended_file.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/particles/extended_xyz_text.hpp"
#include "engine/run/member_states.hpp"

namespace starling::md {
namespace {

/// Rows of a column that are even shares of the ranks, all on rank 0.
std::vector<double> on_root(const Communicator& world, const OwnedColumn& column) {
  std::vector<std::vector<double>> messages(static_cast<std::size_t>(world.size()));
  messages[0] = std::get<std::vector<double>>(column.values);
  std::vector<double> all;
  for (const std::vector<double>& part : world.exchange(messages)) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Runs that have blown up have no frame.
std::string frames_text(const Deck& deck, const Model& model, const std::vector<double>& position,
                        const std::vector<double>& velocity, const std::vector<double>& alive, std::int64_t step) {
  std::string text;
  const auto size = static_cast<std::size_t>(3 * model.atoms());
  const std::array<double, 3> edge{model.box.edge[0], model.box.edge[1], model.box.edge[2]};
  const std::size_t draws = model.potentials.draws.size();
  for (std::size_t member = 0; member * size < position.size(); ++member) {
    if (alive[member * size / 3] == 0.0) continue;
    const PotentialDraw& draw = model.potentials.draws[member % draws];
    std::string info =
        fmt::format("step={} time={} replica={}", step, static_cast<double>(step) * deck.time_step, member / draws);
    if (model.potentials.posterior) info += fmt::format(" chain={} draw={}", draw.chain, draw.draw);
    text += extended_xyz_text(edge, model.potentials.potential.elements, model.element,
                              std::span(position).subspan(member * size, size),
                              std::span(velocity).subspan(member * size, size), info);
  }
  return text;
}

void write_frames(const Deck& deck, const Model& model, Members& members, AppendedFile& file, std::int64_t step) {
  std::vector<MemberState> states;
  members.for_each_as<MolecularRun>([&](const MolecularRun& run, std::int64_t) {
    MemberState& state = states.emplace_back(run.system().save());
    const bool alive = !run.system().blown_up();
    const std::size_t rows = state.rows->size();
    state.columns.push_back({"alive", 1, std::vector<double>(rows, alive ? 1.0 : 0.0)});
    // Where a run has ended there are no forces.
    state.columns.push_back(alive ? run.system().full_step_velocity()
                                  : MemberColumn{"full_step_velocity", 3, std::vector<double>(3 * rows)});
  });
  const std::vector<OwnedColumn> columns = sorted_columns(members.groups(), model.atoms(), states);
  const Communicator& world = members.groups().world();
  std::vector<double> position;
  std::vector<double> velocity;
  std::vector<double> alive;
  for (const OwnedColumn& column : columns) {
    if (column.name == "position") position = on_root(world, column);
    if (column.name == "full_step_velocity") velocity = on_root(world, column);
    if (column.name == "alive") alive = on_root(world, column);
  }
  std::string text;
  world.together([&] {
    if (world.is_root()) text = frames_text(deck, model, position, velocity, alive, step);
  });
  file.append(text);
}

Writer trajectory_writer(const Deck& deck, const Model& model, Members& members, const RunFiles& files) {
  Writer writer{"trajectory", {deck.trajectory_every}};
  if (deck.trajectory_every == 0) return writer;
  const nlohmann::json state = files.state_of(writer.name);
  const auto file =
      std::make_shared<AppendedFile>(members.groups().world(), files.directory.file(trajectory_file), "",
                                     state.is_null() ? std::nullopt : std::optional(state.get<std::int64_t>()));
  writer.write = [&deck, &model, &members, file](std::int64_t step) {
    write_frames(deck, model, members, *file, step);
  };
  writer.close = [file](std::int64_t) { file->sync(); };
  writer.state = [file] { return nlohmann::json(file->bytes()); };
  return writer;
}

Writer distribution_writer(const Deck& deck, const Model& model, Members& members, const RunFiles& files) {
  Writer writer{"distributions", {}};
  const auto radial = files.directory.file(radial_file);
  const auto angular = files.directory.file(angular_file);
  writer.close = [&deck, &model, &members, radial, angular](std::int64_t) {
    const PooledFindings found = pool(model, members);
    const Measurement measurement(deck, model);
    const Communicator& world = members.groups().world();
    world.together([&] {
      if (!world.is_root()) return;
      write_file_atomically(radial, distribution_table("radius", "g", measurement.radii(), found.radial));
      write_file_atomically(angular, distribution_table("angle", "density", measurement.angles(), found.angular));
    });
  };
  return writer;
}

}  // namespace

Writers open_writers(const Deck& deck, const Model& model, Members& members, const RunFiles& files) {
  return {trajectory_writer(deck, model, members, files), distribution_writer(deck, model, members, files)};
}

}  // namespace starling::md
