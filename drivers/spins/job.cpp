// The spins job: what the runner needs to know of it.
#include "drivers/spins/job.hpp"

#include <map>

#include "drivers/spins/replica_symmetric.hpp"
#include "drivers/spins/retrieval.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::spins {
namespace {

constexpr const char* table_file = "spins.csv";

/// The patterns of all members, each set made once per rank.
struct Problem {
  PatternPlan patterns;
  std::map<std::int64_t, std::weak_ptr<const Memory>> memories;

  std::shared_ptr<const Memory> memory(const Deck& deck, std::int64_t replica) {
    std::shared_ptr<const Memory> found = memories[replica].lock();
    if (!found) memories[replica] = found = make_memory(deck, patterns, replica);
    return found;
  }
};

/// K/N^(P-1).
double load_of(const Deck& deck, const PatternPlan& patterns) {
  auto load = static_cast<double>(patterns.count);
  for (std::int64_t k = 1; k < deck.power; ++k) load /= static_cast<double>(deck.spins);
  return load;
}

void log_plan(const RunSetting& setting, const Deck& deck, const Problem& problem, const RankGroups& groups) {
  setting.log.info("{} with {}, the {} of {}, load {:.6g}, in {} with {}", counted(deck.spins, "spin"),
                   counted(problem.patterns.count, "pattern"), "power", deck.power, load_of(deck, problem.patterns),
                   counted(deck.replicas, "replica"), counted(deck.starts, "start"));
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
  if (groups.group().size() > 1)
    setting.log.warn("there are more ranks than runs: the {} of a group compute the same",
                     counted(groups.group().size(), "rank"));
}

/// Of infinitely many spins.
void describe_law(const Deck& deck, const PatternPlan& patterns, nlohmann::ordered_json& summary) {
  const double load = load_of(deck, patterns);
  nlohmann::ordered_json law{{"load", load}, {"example_noise", patterns.noise()}};
  law["critical_load_at_zero_temperature"] = critical_load(deck.power);
  if (deck.temperature > 0.0) {
    const RetrievalState state = replica_symmetric({deck.power, load, deck.temperature, patterns.noise()});
    law["magnetisation"] = state.magnetisation;
    law["overlap"] = state.overlap;
    law["order_parameter"] = state.order;
  }
  summary["replica_symmetric"] = law;
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem = std::make_shared<Problem>();
  setting.schema.placing([&] {
    problem->patterns = deck.patterns->make(setting.world, deck.spins, deck.power, deck.file);
    check_sums(deck, problem->patterns);
  });
  const PatternPlan& patterns = problem->patterns;
  RunPlan plan;
  plan.job = "spins";
  plan.replicas = deck.replicas;
  plan.chains = deck.starts;
  plan.rows_each = deck.spins;
  plan.unit = "sweep";
  plan.units = deck.sweeps;
  plan.length_key = "run.sweeps";
  plan.phases = phase_plan();
  plan.output = deck;
  plan.table = TablePlan{table_file, {deck.observe_every}, 0, true, deck.starts > 1};
  plan.own_files = {table_file};
  plan.row_word = "spin";
  plan.bytes_per_row = 24 + (patterns.examples > 1 ? patterns.count : (patterns.stored ? patterns.count / 8 : 0)) +
                       12 * patterns.count / deck.spins;
  plan.make = [&deck, problem](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Retrieval>(deck, problem->memory(deck, place.replica), place, resumed);
  };
  plan.announce = [&, problem](Members& members, bool) { log_plan(setting, deck, *problem, members.groups()); };
  plan.describe = [&deck, problem](const LoopResult& result, nlohmann::ordered_json& summary) {
    summary["patterns"] = deck.patterns.name();
    summary["pattern_count"] = problem->patterns.count;
    summary["spins"] = deck.spins;
    summary["power"] = deck.power;
    summary["temperature"] = deck.temperature;
    summary["sweeps"] = result.done;
    summary["ended"] = result.ended;
    summary["pattern_terms_per_sweep"] = problem->patterns.count * deck.spins;
  };
  plan.describe_results = [&deck, problem](Members&, nlohmann::ordered_json& summary) {
    describe_law(deck, problem->patterns, summary);
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "spins";
  declared.meaning = "dense associative memories: spins that remember patterns";
  declared.sizes = "system.spins, patterns.load and ensemble.replicas";
  declared.selections = selections;
  declared.declare = [](Schema& schema, Deck& deck, const DeckSource* source) {
    if (source != nullptr) deck.file = source->command_line.deck;
    describe(schema, deck);
  };
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::spins
