// The active-matter job: what the runner needs to know of it.
#include "drivers/active/job.hpp"

#include <algorithm>
#include <array>

#include "drivers/active/observables/averaged_cadence.hpp"
#include "drivers/active/observables/equilibration.hpp"
#include "drivers/active/replica.hpp"
#include "drivers/active/start/push_off.hpp"
#include "drivers/active/writers.hpp"
#include "engine/run/members.hpp"
#include "engine/run/particle_phases.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::active {

namespace {

void log_plan(const RunSetting& setting, const Deck& deck, const Members& members) {
  const RankGroups& groups = members.groups();
  setting.log.info("{} particles in {} dimensions, box {:.6g}, {} steps of {}", deck.particles, deck.dimension,
                   fmt::join(box_edges(deck), " x "), deck.steps, deck.time_step);
  if (deck.replicas > 1) {
    setting.log.info("{} in {} of ranks, at most {} on a rank", counted(deck.replicas, "replica"),
                     counted(groups.groups(), "group"), setting.world.maximum(groups.count()));
  }
  std::int64_t owned = 0;
  for (const auto& member : members.own()) owned = std::max(owned, dynamic_cast<const Replica&>(*member).owned());
  setting.log.info("at most {} on a rank", counted(setting.world.maximum(owned * groups.count()), "particle"));
}

/// Parts particles that start on top of each other.
void push_off_all(const RunSetting& setting, Members& members) {
  std::int64_t most = 0;
  members.for_each_as<Replica>(
      [&](Replica& replica, std::int64_t) { most = std::max(most, replica.push_off(setting.schema)); });
  setting.log.info("pushed particles apart that overlapped at the start, in {} moves", setting.world.maximum(most));
}

void describe_run(const Deck& deck, const LoopResult& result, nlohmann::ordered_json& summary) {
  summary["step"] = result.done;
  summary["time"] = static_cast<double>(result.done) * deck.time_step;
  summary["particles"] = deck.particles;
  summary["dimension"] = deck.dimension;
  summary["box"] = box_edges(deck);
}

/// What a step exchanges, as it is at the end of the run: means over the ranks of the ghosts and neighbouring ranks of all
/// their replicas, and how far lists reach.
void describe_halo(Members& members, nlohmann::ordered_json& performance) {
  std::array<std::int64_t, 2> sums{};
  members.for_each_as<Replica>([&](const Replica& replica, std::int64_t) {
    sums[0] += replica.halo().ghosts;
    sums[1] += replica.halo().neighbour_ranks;
  });
  const Communicator& world = members.groups().world();
  world.sum(std::span<std::int64_t>(sums));
  performance["halo"] = {{"ghosts", static_cast<double>(sums[0]) / world.size()},
                         {"neighbour_ranks", static_cast<double>(sums[1]) / world.size()},
                         {"list_radius", members.any_as<Replica>().halo().list_radius}};
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = deck.particles;
  plan.unit = "step";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = particle_phases();
  plan.own_files = {table_file, arrays_file};  // a run without a table replaces one that had it
  if (deck.observe_every > 0) plan.table = TablePlan{table_file, {deck.observe_every}, 1, deck.replicas > 1};
  plan.bytes_per_row = bytes_per_particle(deck);
  plan.tells_early = true;
  plan.remembered = {{"displacement_lag", displacement_steps(deck), "observables.displacement_lag",
                      "the run to be continued takes displacements over {} steps: give that lag"}};
  plan.make = [&](const MemberPlace& place, const MemberState* resumed) { return make_replica(deck, place, resumed); };
  plan.accept = [&](const LoadedCheckpoint& loaded) {
    refuse_uneven_averages(setting.schema, deck, loaded.state.at("members").at(0));
  };
  plan.announce = [&](Members& members, bool begins) {
    log_plan(setting, deck, members);
    if (begins && needs_push_off(deck)) push_off_all(setting, members);
  };
  plan.open_writers = [&](Members& members, const RunFiles& files) { return open_writers(deck, members, files); };
  plan.describe = [&](const LoopResult& result, nlohmann::ordered_json& summary) {
    describe_run(deck, result, summary);
  };
  plan.describe_performance = describe_halo;
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "active";
  declared.meaning = "active matter: self-propelled particles in a periodic box";
  declared.sizes = "system.particles and ensemble.replicas";
  declared.locate = [](Deck& deck, const std::string& file) { deck.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.settle = settle_equilibration;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::active
