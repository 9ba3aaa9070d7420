// The sgmcmc job: what the runner needs to know of it.
#include "drivers/sgmcmc/job.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/sgmcmc/chains/calibration.hpp"
#include "drivers/sgmcmc/chains/ensemble.hpp"
#include "drivers/sgmcmc/deck.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "drivers/sgmcmc/samples_file.hpp"
#include "drivers/sgmcmc/targets/targets.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::sgmcmc {

namespace {

constexpr const char* table_file = "draws.csv";

/// What all members compute with, and what comes of them.
struct Problem {
  RankGroups groups;
  std::unique_ptr<Target> target;
  std::unique_ptr<EnsemblePlan> plan;
  std::unique_ptr<Ensemble> ensemble;  ///< from the first unit on
  Diagnosis diagnosis;

  Problem(const RunSetting& setting, const Deck& deck);
};

std::int64_t members_of(const Deck& deck) {
  return deck.chains.count * static_cast<std::int64_t>(deck.sampler->swaps().temperatures.size());
}

void check_batches(const Schema& schema, const Deck& deck, std::int64_t items) {
  const std::string target = "target.name = " + deck.target.name();
  if (items == 0 && deck.chains.batch > 0)
    schema.refuse("chains.batch", fmt::format("does nothing: {} has no data", target));
  if (deck.chains.batch > items)
    schema.refuse("chains.batch", fmt::format("is more than the {} data of {}", items, target));
  if (deck.chains.shared_batches && deck.chains.batch == items)
    schema.refuse("chains.shared_batches", "does nothing: chains.batch is all data");
}

Problem::Problem(const RunSetting& setting, const Deck& deck) : groups(setting.world, members_of(deck)) {
  groups.together([&] {
    target = setting.schema.placing([&] {
      return deck.target->make({groups.group(), deck.chains.seed, setting.command_line.deck});
    });
  });
  // All ranks find the same, whatever their groups.
  setting.world.together([&] { check_batches(setting.schema, deck, target->items()); });
  plan = std::make_unique<EnsemblePlan>(deck.chains, deck.sampler->schedule(), deck.sampler->swaps(),
                                        deck.sampler->make(), *target);
}

std::vector<const Chain*> chains_of(Members& members) {
  std::vector<const Chain*> chains;
  for (const auto& member : members.own()) chains.push_back(&dynamic_cast<const Chain&>(*member));
  return chains;
}

void log_plan(const RunSetting& setting, const Deck& deck, const Problem& problem) {
  const EnsemblePlan& plan = *problem.plan;
  setting.log.info("{}: {} of {} on the target {}", deck.sampler.name(), counted(plan.members(), "chain"),
                   counted(plan.parameters(), "parameter"), deck.target.name());
  const std::string label = deck.sampler->label();
  if (!label.empty()) setting.log.warn("{}", label);
  for (const std::string& remark : plan.target().remarks()) setting.log.warn("{}", remark);
  if (deck.chains.shared_batches)
    setting.log.warn("batches are shared by all chains, which correlates them: R-hat flatters");
  if (deck.target->calibrates() && deck.chains.count < fewest_replicates)
    setting.log.warn("there will be no verdict: {} replicates are needed", fewest_replicates);
  const std::int64_t chains = plan.target().bytes() + plan.target().bytes_per_chain() * problem.groups.count();
  setting.log.info("data and tables of the target: {:.3g} MB on a rank",
                   static_cast<double>(setting.world.maximum(chains)) / 1e6);
}

std::int64_t bytes_per_row(const EnsemblePlan& plan) {
  // On the host and on the device, and of each draw.
  return 8 * (2 * static_cast<std::int64_t>(plan.vectors().size()) + plan.all_draws());
}

Judgement judgement_of(const Deck& deck) {
  if (deck.target->calibrates()) return Judgement::replicates;
  return deck.sampler->samples() ? Judgement::law : Judgement::ensemble;
}

/// The first few; all are in the summary.
void warn_of(RunLog& log, const char* before, const std::vector<std::string>& faults) {
  constexpr std::size_t most = 10;
  for (std::size_t k = 0; k < std::min(faults.size(), most); ++k) log.warn("{}{}", before, faults[k]);
  if (faults.size() > most) log.warn("{}{} more faults are in summary.json", before, faults.size() - most);
}

void log_predictions(RunLog& log, const Predictions& found) {
  const auto shown = [](const MeanAndError& number) {
    if (!std::isfinite(number.mean)) return std::string("(unknown)");
    return std::isfinite(number.error) ? fmt::format("{:.4g} +- {:.1g}", number.mean, number.error)
                                       : fmt::format("{:.4g}", number.mean);
  };
  log.info("{} known values in {}: root mean square error {}", found.values, counted(found.blocks, "block"),
           shown(found.pooled.rmse));
  log.info("95 % intervals cover {} of them and {} of their labels; those of single chains {}",
           shown(found.pooled.value_coverage.back()), shown(found.pooled.label_coverage.back()),
           shown(found.single.value_coverage.back()));
  log.info("variance between chains over the total: {}", shown(found.between_chains));
}

std::vector<Result> judge(const RunSetting& setting, const Deck& deck, Problem& problem, Members& members) {
  const Judgement judgement = judgement_of(deck);
  problem.diagnosis = diagnose(*problem.plan, problem.groups, chains_of(members), deck.thresholds, judgement);
  std::vector<Result> results = results_of(problem.diagnosis);
  if (!setting.world.is_root()) return results;
  const Diagnosis& found = problem.diagnosis;
  if (found.predictions) log_predictions(setting.log, *found.predictions);
  if (found.calibration) {
    warn_of(setting.log, "not calibrated: ", found.calibration->faults);
    if (found.calibration->faults.empty())
      setting.log.info("calibrated, as far as {} replicates can tell", found.calibration->replicates);
    return results;
  }
  warn_of(setting.log, judgement == Judgement::law ? "not converged: " : "", found.faults);
  if (judgement == Judgement::law && found.faults.empty()) setting.log.info("nothing speaks against convergence");
  return results;
}

void describe_run(const Deck& deck, nlohmann::ordered_json& summary) {
  if (!deck.sampler->label().empty()) summary["label"] = deck.sampler->label();
  if (deck.chains.shared_batches) summary["shared_batches"] = true;
  summary["temperature"] = deck.chains.temperature;
}

Writers open_writers(const Problem& problem, Members& members, const RunFiles& files) {
  Writer samples{"samples", {}};
  const auto file = files.directory.file(samples_file);
  samples.at_end = true;
  samples.close = [&problem, &members, file](std::int64_t) {
    write_samples(*problem.plan, problem.groups, chains_of(members), file);
  };
  return {samples};
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem = std::make_shared<Problem>(setting, deck);
  RunPlan plan;
  plan.chains = problem->plan->members();
  plan.rows_each = problem->plan->rows();
  plan.units = deck.chains.units();
  plan.length_key = "chains.steps";
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {}, 0, false, true};
  plan.own_files = {samples_file};
  plan.row_word = "parameter or function";
  plan.divides_rows = false;
  plan.bytes_per_row = bytes_per_row(*problem->plan);
  plan.remembered = {{"data", problem->target->data_hash(), "target.name",
                      "the data are not those of the run that the checkpoint was taken of"}};
  plan.make = [problem](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Chain>(*problem->plan, place, resumed);
  };
  plan.advance = [problem](Members& members, std::int64_t units, PhaseTimer& timer, std::vector<MemberRow>& rows) {
    if (!problem->ensemble) {
      std::vector<Chain*> chains;
      for (const auto& member : members.own()) chains.push_back(&dynamic_cast<Chain&>(*member));
      problem->ensemble = std::make_unique<Ensemble>(*problem->plan, problem->groups, chains);
    }
    problem->ensemble->advance_to(units, timer, rows);
  };
  plan.results = [&, problem](Members& members) { return judge(setting, deck, *problem, members); };
  plan.announce = [&, problem](Members&, bool) { log_plan(setting, deck, *problem); };
  plan.open_writers = [problem](Members& members, const RunFiles& files) {
    return open_writers(*problem, members, files);
  };
  plan.describe = [&](const LoopResult&, nlohmann::ordered_json& summary) { describe_run(deck, summary); };
  plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
    const auto remarks = problem->target->remarks();
    if (!remarks.empty()) summary["remarks"] = remarks;
    summary["diagnostics"] = entry_of(problem->diagnosis);
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "sgmcmc";
  declared.meaning = "Markov chains with stochastic gradients: many at once, with diagnostics";
  declared.sizes = "chains.count, chains.steps over chains.keep_every, and the parameters of the target";
  declared.selections = selections;
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::sgmcmc
