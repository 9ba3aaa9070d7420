// The walk job: what the runner needs to know of it.
#include "drivers/walk/job.hpp"

#include <cmath>

#include "drivers/walk/replica.hpp"
#include "engine/run/member_snapshot.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::walk {

namespace {

constexpr const char* table_file = "walk.csv";

void log_plan(const RunSetting& setting, const Problem& problem) {
  const Deck& deck = problem.deck;
  for (const std::string& remark : problem.graph.remarks) setting.log.warn("{}", remark);
  setting.log.info("{} in {} on {} with {} and {}, {} each", counted(deck.tokens, "token"),
                   counted(deck.replicas, "replica"), deck.graph.name(), counted(problem.graph.nodes(), "node"),
                   counted(problem.graph.edges(), "edge"), counted(deck.steps, "step"));
  const WalkSettings& walk = deck.walk;
  const std::string objective =
      problem.objective ? fmt::format("objective {} with {}, gains (n + 1)^-{:g}", deck.objective.name(),
                                      counted(problem.components(), "coefficient"), problem.objective->gain_exponent)
                        : "no objective";
  setting.log.info("{} with the {} base, repulsion {:g}, steps (n + 1)^-{:g}; {}",
                   walk.method == Method::srrw ? "srrw" : "hdt", walk.base == Base::simple ? "simple" : "metropolis",
                   walk.repulsion, walk.step_exponent, objective);
  if (!problem.law->responds_linearly()) {
    setting.log.info("no variances are predicted but their limits: hdt has no law of first order");
  } else if (!problem.law->predicts(deck.steps)) {
    setting.log.info("no variances are predicted: the graph has more than {} nodes, or the run too many steps",
                     most_mode_nodes);
  }
}

nlohmann::ordered_json exact_entry(const RunSetting& setting, const Problem& problem, std::int64_t steps) {
  nlohmann::ordered_json known = nlohmann::ordered_json::object();
  const bool predicts = steps > 0 && problem.law->predicts(steps);
  const Predicted now = predicts ? problem.law->at(steps) : Predicted();
  const bool has_limit = problem.law->has_limit();
  const Predicted limit = has_limit ? problem.law->limit() : Predicted();
  for (std::size_t k = 0; k < problem.exact.size(); ++k) {
    const std::string& name = problem.functions.names[k];
    known[name] = problem.exact[k];
    if (predicts) known[name + "_variance"] = now.function[k];
    if (has_limit) known[name + "_variance_limit"] = limit.function[k];
  }
  if (predicts) known["mean_square"] = now.trace;
  if (has_limit) known["mean_square_limit"] = limit.trace;
  for (std::size_t k = 0; k < static_cast<std::size_t>(problem.components()); ++k) {
    known[fmt::format("theta_{}", k)] = problem.objective->solution[k];
    const std::string variance = fmt::format("theta_{}_variance", k);
    if (predicts && now.early[k] < most_early_share) {
      known[variance] = now.theta[k];
    } else if (predicts) {
      setting.log.warn(
          "{} has no exact value: {:.2g} % of what the law says is of the first steps, for which it does not hold; "
          "take "
          "more steps or a steeper objective",
          variance, 100.0 * now.early[k]);
    }
    if (has_limit && std::isfinite(limit.theta[k])) known[variance + "_limit"] = limit.theta[k];
  }
  return known;
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem = setting.schema.placing([&] { return std::make_shared<const Problem>(setting.world, deck); });
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.rows_each = deck.tokens;
  plan.unit = "step";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = phase_plan();
  plan.table = TablePlan{table_file, {deck.observe_every}};
  plan.row_word = "token";
  plan.bytes_per_row = problem->bytes_per_token();
  plan.tells_early = true;
  plan.remembered = {
      {"graph", problem->hash, "graph.name",
       "the graph, its weights, functions or objective are not those of the run that the checkpoint was taken of"}};
  plan.make = [problem](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<Replica>(*problem, place, resumed);
  };
  plan.announce = [&, problem](Members&, bool) { log_plan(setting, *problem); };
  plan.open_writers = [&](Members& members, const RunFiles& files) -> Writers {
    return {snapshot_writer<Replica>("visits", deck.visits_every, members, files,
                                     [](const Replica& replica) { return replica.visits(); })};
  };
  plan.describe = [&deck, problem](const LoopResult&, nlohmann::ordered_json& summary) {
    summary["nodes"] = problem->graph.nodes();
    summary["edges"] = problem->graph.edges();
    summary["tokens"] = deck.tokens;
  };
  plan.describe_results = [&setting, problem](Members& members, nlohmann::ordered_json& summary) {
    summary["exact"] = exact_entry(setting, *problem, members.any().done());
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "walk";
  declared.meaning = "tokens on a graph that are repelled by their own past, and optimisation along them";
  declared.sizes = "run.tokens, run.replicas and the nodes of the graph";
  declared.selections = selections;
  declared.locate = [](Deck& deck, const std::string& file) { deck.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::walk
