// The smc job: what the runner needs to know of it.
#include "drivers/smc/job.hpp"

#include "drivers/smc/make_problem.hpp"
#include "drivers/smc/methods/methods.hpp"
#include "drivers/smc/models/models.hpp"
#include "drivers/smc/writers.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::smc {

namespace {

constexpr const char* table_file = "filter.csv";
constexpr const char* data_file = "data.csv";

std::unique_ptr<Method> make_member(const RunSetting& setting, const Deck& deck, const Problem& problem,
                                    const MemberPlace& place, const MemberState* resumed) {
  return setting.schema.placing([&] {
    const Stream stream{deck.seed, static_cast<std::uint32_t>(place.replica), static_cast<std::uint32_t>(place.chain)};
    auto method = deck.method->make({place.group, place.timer, stream}, problem, deck.table);
    if (resumed != nullptr) method->load(*resumed);
    return method;
  });
}

void log_plan(const RunSetting& setting, const Deck& deck, const Problem& problem) {
  const std::int64_t chains = deck.method->chains().value_or(1);
  const std::size_t observations = problem.model ? problem.observations.size() : problem.data.rows.size();
  setting.log.info("{}: {} in {} of the model {}, {}", deck.method.name(),
                   counted(deck.method->particles(), "particle"),
                   counted(deck.replicas * chains, chains > 1 ? "chain" : "replica"), deck.model.name(),
                   counted(static_cast<std::int64_t>(observations), "observation"));
  for (const std::string& note : problem.remarks.notes) setting.log.info("{}", note);
  for (const std::string& warning : problem.remarks.warnings) setting.log.warn("{}", warning);
  for (const std::string& note : problem.data.notes) setting.log.info("{}", note);
  for (const std::string& warning : problem.data.warnings) setting.log.warn("{}", warning);
}

void describe_run(const Deck& deck, nlohmann::ordered_json& summary) {
  summary["particles"] = deck.method->particles();
  if (const auto chains = deck.method->chains()) summary["chains"] = *chains;
}

void describe_traffic(Members& members, nlohmann::ordered_json& performance) {
  Traffic total;
  const RankGroups& groups = members.groups();
  members.for_each_as<Method>([&](const Method& method, std::int64_t) {
    const Traffic traffic = method.traffic();
    total.states_sent += traffic.states_sent;
    total.bytes_sent += traffic.bytes_sent;
    if (groups.group().is_root()) total.resamplings += traffic.resamplings;
  });
  const Communicator& world = groups.world();
  performance["traffic"] = {{"states_sent", world.sum(total.states_sent)},
                            {"bytes_sent", world.sum(total.bytes_sent)},
                            {"resamplings", world.sum(total.resamplings)}};
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem =
      std::make_shared<const Problem>(make_problem(setting.world, setting.schema, deck, setting.command_line.deck,
                                                   [&](const Problem& made) { deck.method->check_needs(made); }));
  const std::string data = data_text(problem->data);
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.chains = deck.method->chains().value_or(1);
  plan.rows_each = deck.method->particles();
  plan.units = deck.method->units(static_cast<std::int64_t>(problem->observations.size()));
  plan.length_key = deck.method->length_key();
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {}, 0, true, deck.method->chains().has_value()};
  plan.own_files = {data_file, genealogy_file};
  if (!problem->data.columns.empty()) plan.texts = {{data_file, data}};
  plan.bytes_per_row = bytes_per_particle(deck, *problem);
  plan.remembered = {{"data", hash_of(data), deck.file.empty() ? "data.simulate" : "data.file",
                      "the observations are not those of the run that the checkpoint was taken of"}};
  plan.make = [&, problem](const MemberPlace& place, const MemberState* resumed) {
    return make_member(setting, deck, *problem, place, resumed);
  };
  plan.announce = [&, problem](Members&, bool) { log_plan(setting, deck, *problem); };
  plan.open_writers = [&](Members& members, const RunFiles& files) { return open_writers(deck, members, files); };
  plan.describe = [&](const LoopResult&, nlohmann::ordered_json& summary) { describe_run(deck, summary); };
  plan.describe_performance = describe_traffic;
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "smc";
  declared.meaning = "sequential Monte Carlo: particle filters, smoothers and tempering samplers";
  declared.sizes = "method.particles, ensemble.replicas and the number of observations";
  declared.selections = selections;
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::smc
