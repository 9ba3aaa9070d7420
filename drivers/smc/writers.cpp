// Particles when they are due, and genealogies at the end.
#include "drivers/smc/writers.hpp"

#include "drivers/smc/methods/method.hpp"
#include "engine/io/snapshots.hpp"

namespace starling::smc {

namespace {

/// Writes the columns that `columns_of` gives for each method.
template <class ColumnsOf>
void write_columns(const Deck& deck, Members& members, const std::filesystem::path& file, const std::string& format,
                   std::int64_t step, ColumnsOf&& columns_of) {
  const RankGroups& groups = members.groups();
  const RowBlock slots = rows_of(deck.method->particles(), groups.group());
  SnapshotLayout layout{
      format, members.plan().chains > 1 ? "member" : "replica", groups.members(), step, deck.method->particles(), {}};
  std::vector<SnapshotPart> parts;
  members.for_each_as<Method>([&](const Method& method, std::int64_t number) {
    layout.columns.clear();
    auto& part = parts.emplace_back(SnapshotPart{number, slots, {}});
    for (SlotColumn& column : columns_of(method)) {
      layout.columns.emplace_back(column.name, column.components);
      part.columns.push_back({column.name, column.components, std::move(column.values)});
    }
  });
  write_snapshot(groups.world(), file, layout, parts);
}

}  // namespace

Writers open_writers(const Deck& deck, Members& members, const RunFiles& files) {
  const RunDirectory directory = files.directory;
  const Communicator& world = members.groups().world();
  if (files.resumed != nullptr) {
    world.together([&] {
      if (world.is_root()) delete_snapshots_after(directory.snapshots(), files.resumed->step - 1);
    });
  }
  Writers writers;
  if (deck.particles_every > 0) {
    Writer particles{"particles", {deck.particles_every, 1}};  // unit u - 1 is shown once u are done
    particles.write = [&deck, &members, directory](std::int64_t done) {
      write_columns(deck, members, directory.snapshots() / snapshot_name(done - 1), "starling particles", done - 1,
                    [](const Method& method) { return method.particles(); });
    };
    writers.push_back(std::move(particles));
  }
  if (deck.table.genealogy) {
    Writer genealogy{"genealogy", {}};
    genealogy.at_end = true;
    genealogy.write = [&deck, &members, directory](std::int64_t done) {
      write_columns(deck, members, directory.file(genealogy_file), "starling genealogy", done - 1,
                    [](const Method& method) { return method.genealogy(); });
    };
    writers.push_back(std::move(genealogy));
  }
  return writers;
}

}  // namespace starling::smc
