// The score job: what the runner needs to know of it.
#include "drivers/score/job.hpp"

#include "drivers/score/data/frame_source.hpp"
#include "drivers/score/phases.hpp"
#include "drivers/score/training.hpp"
#include "drivers/score/writers.hpp"
#include "engine/learning/network_writer.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::score {

namespace {

constexpr const char* table_file = "training.csv";

void log_plan(const RunSetting& setting, const Deck& deck) {
  setting.log.info("{} network for {} particles in {} dimensions at {}: {} to learn from, {} held out, {}",
                   deck.network.name(), deck.system.particles, deck.system.dimension,
                   deck.densities() == 1 ? "one density" : fmt::format("{} densities", deck.densities()),
                   counted(deck.all_frames(), "frame"), counted(deck.all_held_out_frames(), "frame"),
                   counted(deck.updates, "update"));
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  check_runs(setting.world, setting.schema, deck);
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = deck.system.particles;
  plan.units = planned_units(deck);
  plan.units_are_alike = false;
  plan.divides_rows = false;
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {}, 1, deck.replicas > 1};
  for (std::int64_t replica = 0; replica < deck.replicas; ++replica) {
    plan.own_files.push_back(learning::network_file_name(deck.replicas, replica));
  }
  plan.bytes_per_row = bytes_per_particle(deck);
  plan.make = [&](const MemberPlace& place, const MemberState* resumed) {
    return make_training(deck, setting.schema, place, resumed);
  };
  plan.announce = [&](Members&, bool) { log_plan(setting, deck); };
  plan.open_writers = [&](Members& members, const RunFiles& files) { return open_writers(deck, members, files); };
  plan.describe = [&](const LoopResult&, nlohmann::ordered_json& summary) {
    summary["particles"] = deck.system.particles;
    summary["frames"] = deck.all_frames();
    summary["held_out_frames"] = deck.all_held_out_frames();
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "score";
  declared.meaning = "learned scores of active matter: local entropy production with a certificate";
  declared.sizes = "system.particles, data.frames and ensemble.replicas";
  declared.selections = selections;
  declared.locate = [](Deck& deck, const std::string& file) { deck.system.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::score
