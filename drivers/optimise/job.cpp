// The optimise job: what the runner needs to know of it.
#include "drivers/optimise/job.hpp"

#include "drivers/optimise/swarm.hpp"
#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/models/models.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"
#include "kernels/device_copy.hpp"

namespace starling::optimise {

namespace {

constexpr const char* table_file = "consensus.csv";

std::shared_ptr<const Setup> make_setup(const RunSetting& setting, const Deck& deck) {
  const std::filesystem::path deck_file = setting.command_line.deck;
  std::shared_ptr<Setup> setup(
      new Setup{deck, deck.objective->make({setting.world, setting.schema, deck, deck_file}), {}, {}, {}});
  setting.world.together([&] {
    setting.schema.placing([&] { deck.method->check(setup->objective->dimension()); });
    setup->start = start_box(setting.schema, deck, *setup->objective);
  });
  if (setup->objective->bounded()) {
    setup->lower = device_copy("lower bounds", setup->objective->box().lower);
    setup->upper = device_copy("upper bounds", setup->objective->box().upper);
  }
  return setup;
}

void log_plan(const RunSetting& setting, const Setup& setup, const RankGroups& groups) {
  const Deck& deck = setup.deck;
  setting.log.info("{}: {} in {}, {} in {}, at most {}", deck.method_name, counted(deck.particles, "slot"),
                   counted(deck.replicas, "replica"), deck.objective_name,
                   counted(setup.objective->dimension(), "coordinate"), counted(deck.steps, "step"));
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
  if (groups.ranks_of(0) > deck.particles)
    setting.log.info("a group of {} has only {}: some ranks have nothing to do", counted(groups.ranks_of(0), "rank"),
                     counted(deck.particles, "slot"));
}

void describe_run(const Setup& setup, const LoopResult& result, nlohmann::ordered_json& summary) {
  const Deck& deck = setup.deck;
  summary["objective"] = deck.objective_name;
  if (deck.objective->needs_model()) summary["model"] = deck.model_name;
  summary["method"] = deck.method_name;
  summary["coordinates"] = setup.objective->dimension();
  summary["units"] = result.done;
  summary["ended"] = result.ended;
  summary["particles"] = deck.particles;
  summary["replicas"] = deck.replicas;
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const std::shared_ptr<const Setup> setup = make_setup(setting, deck);
  RunPlan plan;
  plan.job = "optimise";
  plan.replicas = deck.replicas;
  plan.rows_each = deck.particles;
  plan.unit = "step";
  plan.row_word = "slot";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = phase_plan();
  plan.output = deck;
  plan.table = TablePlan{table_file, {deck.observe_every}};
  plan.own_files = {table_file};
  plan.bytes_per_row = 8 * (setup->objective->dimension() + 3);
  plan.tells_early = true;
  plan.make = [setup](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Swarm>(*setup, place, resumed);
  };
  plan.recognise = [&](const LoadedCheckpoint& loaded) {
    objective_choice().require_same(setting.schema, deck.objective_name, loaded.deck);
    if (deck.objective->needs_model()) smc::model_choice().require_same(setting.schema, deck.model_name, loaded.deck);
    method_choice().require_same(setting.schema, deck.method_name, loaded.deck);
  };
  plan.announce = [&, setup](Members& members, bool) { log_plan(setting, *setup, members.groups()); };
  plan.describe = [setup](const LoopResult& result, nlohmann::ordered_json& summary) {
    describe_run(*setup, result, summary);
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
  declared.declare = [](Schema& schema, Deck& deck, const DeckSource* source) {
    if (source != nullptr) choose(deck, source->assignments());
    describe(schema, deck);
  };
  declared.check = check;
  declared.plan = make_plan;
  const auto each = [](const auto& part) { return part(objective_choice()) + part(method_choice()); };
  declared.more_reference = [each] {
    return "\n## What job = optimise can name\n\nA section holds the keys of what it names, and no other's. The models "
           "of "
           "objective.name = state_space, and their keys, are those of [the smc job](decks-smc.md).\n" +
           each([](const Choice& choice) { return choice.reference(); });
  };
  declared.more_help = [each] { return each([](const Choice& choice) { return choice.help(); }); };
  return make_job(declared);
}

}  // namespace starling::optimise
