// The diffusion job: what the runner needs to know of it.
#include "drivers/diffusion/job.hpp"

#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/networks/denoiser.hpp"
#include "engine/run/job.hpp"

namespace starling::diffusion {

namespace {

constexpr const char* table_file = "curves.csv";

/// Every rank reads for itself what its solver takes from a file.
void require_same_solver(const RunSetting& setting, const Deck& deck) {
  const std::string hash = deck.solver->content_hash();
  const std::string first = setting.world.broadcast(hash);
  setting.world.together([&] {
    if (hash != first) setting.schema.refuse("solver.file", "is not the same file for all ranks");
  });
}

void require_fit(const Schema& schema, const std::string& key, const Denoiser& network, const Deck& deck) {
  const bool is_map = network.task().taught == Taught::map;
  if (is_map != deck.method->takes_map())
    schema.refuse(key, is_map ? "is a map to the end, which only method.map = learned goes by"
                              : "is a denoiser, and method.map = learned goes by a map to the end");
  const Mixture target = deck.target->make("target");
  const std::string sentence = objection(network, *deck.process->make(target, {}), target.dimension);
  if (!sentence.empty()) schema.refuse(key, sentence);
}

/// Reads a score's networks, and refuses those that the deck's method and path have no use for.
void load_score(const RunSetting& setting, const Deck& deck) {
  setting.schema.placing([&] { deck.score->load(setting.world, deck.file); });
  setting.world.together([&] {
    if (const auto network = deck.score->network()) require_fit(setting.schema, "score.file", *network, deck);
    if (const auto second = deck.score->second_network())
      require_fit(setting.schema, "score.second_file", *second, deck);
  });
  const auto warn_of_other = [&](const char* key, const Denoiser* network, const ChosenTarget& chosen,
                                 const char* section) {
    if (network == nullptr || network->lessons_of().dimension == 0) return;
    if (network->lessons_of() == chosen.make(section)) return;
    setting.log.warn("{} was taught on points of another target than [{}]", key, section);
  };
  warn_of_other("score.file", deck.score->network().get(), *deck.target, "target");
  warn_of_other("score.second_file", deck.score->second_network().get(), *deck.second, "second");
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  require_same_solver(setting, deck);
  load_score(setting, deck);
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.table = TablePlan{table_file, {deck.observe_every}};
  plan.describe = [&](const LoopResult&, nlohmann::ordered_json& summary) { summary["particles"] = deck.particles; };
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
  declared.locate = [](Deck& deck, const std::string& file) {
    deck.file = file;
    deck.solver->look_beside(file);
  };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::diffusion
