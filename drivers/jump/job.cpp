// The jump job: what the runner needs to know of it.
#include "drivers/jump/job.hpp"

#include "drivers/jump/clones.hpp"
#include "drivers/jump/paths/fluctuation.hpp"
#include "drivers/jump/paths/network_paths.hpp"
#include "drivers/jump/paths/pairs.hpp"
#include "drivers/jump/posterior/diagnosis.hpp"
#include "drivers/jump/problem.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/run/members.hpp"
#include "engine/run/results.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::jump {

namespace {

constexpr const char* table_file = "jumps.csv";
constexpr const char* histogram_file = "histogram.csv";

/// What the method does with them.
std::string described(const Problem& problem) {
  const Deck& deck = problem.deck;
  if (const CloneSettings* const clones = deck.method->clones()) {
    const bool entropy = clones->observable == CloneSettings::Observable::entropy;
    return fmt::format("psi of {} at tilt {}, in slices of {}{}", entropy ? "entropy" : "a current", clones->tilt,
                       clones->slice, clones->compare ? ", beside half the clones and half the slice" : "");
  }
  if (const PosteriorSettings* const posterior = deck.method->posterior())
    return fmt::format("{} with Gamma({}, {}) priors given {}, wrong with probability {}",
                       counted(std::ssize(problem.transitions), "rate"), posterior->shape, posterior->rate,
                       counted(std::ssize(problem.observations.time), "observation"), posterior->observed.error);
  if (const ObservationSettings* const observed = deck.method->observed())
    return fmt::format("of {}, wrong with probability {}",
                       counted(std::ssize(problem.observations.time), "observation"), observed->error);
  const SimulateSettings& settings = *deck.method->simulates();
  std::string start = "from any state alike";
  if (problem.network() != nullptr) start = "from model.start";
  if (problem.stationary) start = "from the stationary law";
  if (problem.start_state >= 0) start = fmt::format("from state {}", problem.start_state);
  return fmt::format("{}, looked at every {}{}", start, settings.interval,
                     problem.prior ? fmt::format("; parameters by the prior {}, and {}", deck.prior.name(), pairs_file)
                                   : std::string());
}

void log_plan(const RunSetting& setting, const Problem& problem) {
  const Deck& deck = problem.deck;
  const std::int64_t rows = problem.rows();
  setting.log.info("{}: {} of the model {} in {}, {}", deck.method.name(), counted(rows, deck.method->row_word()),
                   deck.model.name(), counted(deck.replicas, "replica"),
                   counted(deck.method->units(), deck.method->unit()));
  setting.log.info("{}: {}", deck.method.name(), described(problem));
}

/// Of all replicas: species, count, and how often it was seen; what was never seen is left out.
std::string histogram_text(const std::vector<std::int64_t>& counts, std::int64_t bins) {
  std::string text = "species,count,seen\n";
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const auto place = static_cast<std::int64_t>(k);
    if (counts[k] > 0) text += fmt::format("{},{},{}\n", place / bins, place % bins, counts[k]);
  }
  return text;
}

Writers open_writers(const Problem& problem, Members& members, const RunFiles& files) {
  Writers writers;
  if (problem.prior) writers.push_back(pairs_writer(problem, members, files));
  if (problem.network() == nullptr) return writers;
  const std::int64_t bins = problem.deck.method->simulates()->bins;
  const auto file = files.directory.file(histogram_file);
  Writer writer{"histogram", {}};
  writer.close = [&members, bins, species = problem.network()->network.species, file](std::int64_t) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(species * bins), 0);
    const RankGroups& groups = members.groups();
    members.for_each_as<NetworkReplica>([&](const NetworkReplica& replica, std::int64_t) {
      const std::vector<std::int64_t> own = replica.histogram();
      // All ranks of a group have the same.
      for (std::size_t k = 0; groups.group().is_root() && k < own.size(); ++k) all[k] += own[k];
    });
    groups.world().sum(std::span<std::int64_t>(all));
    groups.world().together([&] {
      if (groups.world().is_root()) write_file_atomically(file, histogram_text(all, bins));
    });
  };
  writers.push_back(std::move(writer));
  return writers;
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem = setting.schema.placing([&] { return std::make_shared<const Problem>(setting.world, deck); });
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = problem->rows();
  plan.unit = deck.method->unit();
  plan.units = deck.method->units();
  plan.length_key = deck.method->length_key();
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {}};
  plan.own_files = {histogram_file, pairs_file};
  plan.row_word = deck.method->row_word();
  plan.bytes_per_row = problem->bytes_per_row();
  plan.divides = deck.method->observed() == nullptr;
  plan.tells_early = true;
  plan.remembered = {{"model", problem->hash, "model.name",
                      "rates or observations are not those of the run that the checkpoint was taken of"}};
  plan.make = [problem](const MemberPlace& place, const MemberState* resumed) {
    return make_member(*problem, place, resumed);
  };
  plan.units_are_alike = problem->expected_jumps().has_value();
  plan.announce = [&setting, problem](Members&, bool) { log_plan(setting, *problem); };
  plan.open_writers = [problem](Members& members, const RunFiles& files) {
    return open_writers(*problem, members, files);
  };
  const auto diagnosis = std::make_shared<Diagnosis>();
  if (deck.method->posterior() != nullptr) {
    plan.results = [&setting, diagnosis](Members& members) {
      *diagnosis = diagnose(members);
      for (const std::string& fault : diagnosis->faults)
        if (setting.world.is_root()) setting.log.warn("not converged: {}", fault);
      return diagnosis->results;
    };
  } else if (deck.method->clones() != nullptr) {
    plan.results = [](Members& members) { return doubted(pooled_results(members)); };
  } else if (deck.method->simulates() != nullptr && problem->network() == nullptr) {
    plan.results = results_of_paths;
  }
  plan.describe_results = [problem, diagnosis](Members& members, nlohmann::ordered_json& summary) {
    if (!diagnosis->entry.empty()) summary["diagnostics"] = diagnosis->entry;
    summary["exact"] = exact_entry(*problem, members.any().done());
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "jump";
  declared.meaning =
      "Markov jump processes: exact paths, cumulant generating functions by clones, and rates given observations";
  declared.sizes = "method.paths or method.clones, run.replicas and the states of the model";
  declared.selections = selections;
  declared.locate = [](Deck& deck, const std::string& file) { deck.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::jump
