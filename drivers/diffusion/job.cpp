// The diffusion job: what the runner needs to know of it.
#include "drivers/diffusion/job.hpp"

#include "drivers/diffusion/deck.hpp"
#include "engine/run/job.hpp"

namespace starling::diffusion {

namespace {

constexpr const char* table_file = "curves.csv";

void describe_run(const Deck& deck, const LoopResult& result, nlohmann::ordered_json& summary) {
  summary["method"] = deck.method.name();
  summary["target"] = deck.target.name();
  summary["process"] = deck.process.name();
  summary["score"] = deck.score.name();
  summary["solver"] = deck.solver.name();
  summary["correction"] = deck.correction.name();
  summary["units"] = result.done;
  summary["ended"] = result.ended;
  summary["particles"] = deck.particles;
  summary["replicas"] = deck.replicas;
}

/// Every rank reads for itself what its solver takes from a file.
void require_same_solver(const RunSetting& setting, const Deck& deck) {
  const std::string hash = deck.solver->content_hash();
  const std::string first = setting.world.broadcast(hash);
  setting.world.together([&] {
    if (hash != first) setting.schema.refuse("solver.file", "is not the same file for all ranks");
  });
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  require_same_solver(setting, deck);
  RunPlan plan;
  plan.job = "diffusion";
  plan.replicas = deck.replicas;
  plan.output = deck;
  plan.table = TablePlan{table_file, {deck.observe_every}};
  plan.own_files = {table_file};
  plan.describe = [&](const LoopResult& result, nlohmann::ordered_json& summary) {
    describe_run(deck, result, summary);
  };
  deck.method->plan(setting, deck, plan);
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "diffusion";
  declared.meaning = "diffusions and interpolants to targets with exact laws, and corrections by weights";
  declared.sizes = "ensemble.particles, ensemble.replicas and the dimension of the target";
  declared.selections = selections;
  declared.declare = [](Schema& schema, Deck& deck, const DeckSource* /*source*/) { describe(schema, deck); };
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::diffusion
