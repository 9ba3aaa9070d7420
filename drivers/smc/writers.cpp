// Particles when they are due, and genealogies at the end.
#include "drivers/smc/writers.hpp"

#include "drivers/smc/methods/method.hpp"
#include "engine/run/member_snapshot.hpp"

namespace starling::smc {

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
    particles.write = [&members, directory](std::int64_t done) {
      write_members<Method>(members, directory.snapshots() / snapshot_name(done - 1), "starling particles", done - 1,
                            [](const Method& method) { return method.particles(); });
    };
    writers.push_back(std::move(particles));
  }
  if (deck.table.genealogy) {
    Writer genealogy{"genealogy", {}};
    genealogy.at_end = true;
    genealogy.write = [&members, directory](std::int64_t done) {
      write_members<Method>(members, directory.file(genealogy_file), "starling genealogy", done - 1,
                            [](const Method& method) { return method.genealogy(); });
    };
    writers.push_back(std::move(genealogy));
  }
  return writers;
}

}  // namespace starling::smc
