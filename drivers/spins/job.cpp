// The spins job: what the runner needs to know of it.
#include "drivers/spins/job.hpp"

#include <map>

#include "drivers/spins/replica_symmetric.hpp"
#include "drivers/spins/retrieval.hpp"
#include "engine/run/members.hpp"
#include "engine/run/results.hpp"
#include "engine/runtime/memory.hpp"
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

/// Numbers that a spin adds to a set of patterns, in bytes, and those of a run besides its spins.
std::int64_t bytes_of_patterns(const PatternPlan& patterns) {
  if (patterns.examples > 0) return patterns.count;
  return patterns.stored || patterns.given ? patterns.count / 8 : 0;
}
std::int64_t bytes_of_overlaps(const PatternPlan& patterns) {
  constexpr std::int64_t each = 12;  // an overlap and what a flip changes
  return (patterns.two_parts ? 2 : 1) * each * patterns.count;
}

/// Every rank of a group holds all of its members, and their patterns once.
void check_memory(const RunSetting& setting, const Deck& deck, const PatternPlan& patterns) {
  const RankGroups groups(setting.world, deck.replicas * deck.starts);
  const std::int64_t runs = setting.command_line.dry_run ? 1 : groups.count();
  const std::int64_t sets = (runs + deck.starts - 1) / deck.starts;
  const std::int64_t table = (patterns.two_parts ? 32 : 16) * deck.spins * patterns.largest();
  require_memory(setting.world,
                 static_cast<double>(sets) * static_cast<double>(deck.spins * bytes_of_patterns(patterns) + table) +
                     static_cast<double>(runs) * static_cast<double>(bytes_of_overlaps(patterns)));
}

void log_plan(const RunSetting& setting, const Deck& deck, const Problem& problem) {
  setting.log.info("{} with {}, the {} of {}, load {:.6g}, in {} with {}", counted(deck.spins, "spin"),
                   counted(problem.patterns.count, "pattern"), "power", deck.power,
                   load_of(problem.patterns, deck.spins, deck.power), counted(deck.replicas, "replica"),
                   counted(deck.starts, "start"));
  setting.log.info("{} at the temperature {:g} with {} patterns{}{}", counted(deck.sweeps, "sweep"), deck.temperature,
                   deck.patterns.name(),
                   problem.patterns.examples > 0
                       ? fmt::format(", seen in {} each", counted(problem.patterns.examples, "example"))
                       : "",
                   problem.patterns.two_parts ? ", whose sums are in two parts" : "");
}

/// Of infinitely many spins.
void describe_law(const Deck& deck, const PatternPlan& patterns, nlohmann::ordered_json& summary) {
  const double load = load_of(patterns, deck.spins, deck.power);
  nlohmann::ordered_json law{{"load", load}, {"example_noise", patterns.noise()}};
  if (patterns.noise() == 0.0) law["critical_load_at_zero_temperature"] = critical_load(deck.power);
  if (deck.temperature > 0.0) {
    if (const auto state = replica_symmetric({deck.power, load, deck.temperature, patterns.noise()})) {
      law["magnetisation"] = state->magnetisation;
      law["overlap"] = state->overlap;
      law["order_parameter"] = state->order;
    } else {
      law["reason"] = "the temperature is too low for the quadrature, or the load too close to the edge";
    }
  }
  summary["replica_symmetric"] = law;
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem = std::make_shared<Problem>();
  setting.schema.placing([&] {
    problem->patterns = deck.patterns->make(setting.world, deck.spins, deck.power, deck.file);
    setting.world.together([&] { problem->patterns.two_parts = needs_two_parts(deck, problem->patterns); });
  });
  check_memory(setting, deck, problem->patterns);
  const PatternPlan& patterns = problem->patterns;
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.chains = deck.starts;
  plan.rows_each = deck.spins;
  plan.unit = "sweep";
  plan.units = deck.sweeps;
  plan.length_key = "run.sweeps";
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {deck.observe_every}, 0, true, deck.starts > 1};
  plan.row_word = "spin";
  plan.bytes_per_row = 24 + bytes_of_patterns(patterns) / deck.starts + bytes_of_overlaps(patterns) / deck.spins;
  plan.divides = false;
  plan.remembered = {{"patterns", patterns.given ? patterns.given->checksum : "", "patterns.file",
                      "the patterns are not those of the run that the checkpoint was taken of"}};
  // Starts with the same patterns are one sample of them.
  plan.results = [&deck](Members& members) { return pooled_results(members, deck.replicas > 1 ? deck.starts : 1); };
  plan.make = [&deck, problem](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Retrieval>(deck, problem->memory(deck, place.replica), place, resumed);
  };
  plan.announce = [&, problem](Members&, bool) { log_plan(setting, deck, *problem); };
  plan.describe = [&deck, problem](const LoopResult&, nlohmann::ordered_json& summary) {
    summary["pattern_count"] = problem->patterns.count;
    summary["spins"] = deck.spins;
    summary["power"] = deck.power;
    summary["temperature"] = deck.temperature;
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
  declared.sizes = "system.spins, patterns.load, patterns.stored and ensemble.replicas";
  declared.selections = selections;
  declared.locate = [](Deck& deck, const std::string& file) { deck.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::spins
