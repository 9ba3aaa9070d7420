// The optimise job: what the runner needs to know of it.
#include "drivers/optimise/job.hpp"

#include "drivers/optimise/swarm.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::optimise {

namespace {

constexpr const char* table_file = "consensus.csv";
constexpr const char* data_file = "data.csv";

void log_plan(const RunSetting& setting, const Setup& setup) {
  const Deck& deck = setup.deck;
  setting.log.info("{}: {} in {}, {} in {}, at most {}", deck.method.name(), counted(deck.particles, "slot"),
                   counted(deck.replicas, "replica"), deck.objective.name(),
                   counted(setup.objective->dimension(), "coordinate"), counted(deck.steps, "step"));
  const smc::Remarks remarks = setup.objective->remarks();
  for (const std::string& note : remarks.notes) setting.log.info("{}", note);
  for (const std::string& warning : remarks.warnings) setting.log.warn("{}", warning);
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const std::shared_ptr<const Setup> setup = make_setup(setting.world, setting.schema, deck, setting.command_line.deck);
  const std::string data = setup->objective->data();
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = deck.particles;
  plan.unit = "step";
  plan.row_word = "slot";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {deck.observe_every}};
  plan.own_files = {data_file};
  if (!data.empty()) plan.texts = {{data_file, data}};
  const std::string data_key =
      deck.objective->needs_model() ? deck.file.empty() ? "data.simulate" : "data.file" : "objective.file";
  plan.remembered = {
      {"data", hash_of(data), data_key, "the observations are not those of the run that the checkpoint was taken of"}};
  plan.bytes_per_row = 8 * (setup->objective->dimension() + 3);
  plan.tells_early = true;
  plan.make = [setup](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Swarm>(*setup, place, resumed);
  };
  plan.announce = [&, setup](Members&, bool) { log_plan(setting, *setup); };
  plan.describe = [setup](const LoopResult&, nlohmann::ordered_json& summary) {
    summary["coordinates"] = setup->objective->dimension();
    summary["particles"] = setup->deck.particles;
  };
  plan.describe_results = [setup](Members&, nlohmann::ordered_json& summary) {
    if (const auto least = setup->objective->minimum()) summary["exact"] = {{"minimum", *least}};
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "optimise";
  declared.meaning = "populations that minimise or sample by consensus, also likelihoods of state-space models";
  declared.sizes = "ensemble.particles, ensemble.replicas and the coordinates of the objective";
  declared.selections = selections;
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::optimise
