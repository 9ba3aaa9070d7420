// The md job: what the runner needs to know of it.
#include "drivers/md/job.hpp"

#include <algorithm>
#include <memory>

#include "drivers/md/pooling.hpp"
#include "drivers/md/writers.hpp"
#include "engine/run/particle_phases.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::md {
namespace {

/// What all members share, and what comes of them.
struct Problem {
  Model model;
  PooledFindings findings;
};

/// Positions, velocities, images and forces, twice where double-buffered, and what is computed of an atom.
constexpr std::int64_t bytes_per_atom = 8 * (3 * packed_stride<3> + 3 * 4 + 3 + 3 + 3) + 4 * (2 * 3 + 4);

void check_ranks(const RunSetting& setting, const Model& model, const RankGroups& groups) {
  setting.world.together([&] {
    if (groups.group().size() > model.atoms())
      setting.schema.refuse("system.start_file", fmt::format("{} atoms cannot be divided among {} ranks", model.atoms(),
                                                             groups.group().size()));
  });
}

void log_plan(const RunSetting& setting, const Deck& deck, const Problem& problem, const Members& members) {
  const Model& model = problem.model;
  const potentials::Potential& potential = model.potentials.potential;
  setting.log.info("{} of {}, box {:.6g} x {:.6g} x {:.6g} Angstrom, {} steps of {} fs at {} K",
                   counted(model.atoms(), "atom"), fmt::join(potential.elements, " "), model.box.edge[0],
                   model.box.edge[1], model.box.edge[2], deck.steps, deck.time_step, deck.temperature);
  for (const std::string& remark : model.potentials.remarks) setting.log.warn("{}", remark);
  setting.log.info("{} with {} each, cutoff function {}, reach {} Angstrom",
                   counted(static_cast<std::int64_t>(model.potentials.draws.size()), "potential"),
                   counted(static_cast<std::int64_t>(model.potentials.draws.front().parameters.size()), "parameter"),
                   potential.cutoff, potential.reach());
  setting.log.info("{}", counted(members.groups().members(), "run"));
  if (potential.cutoff == "cosine")
    setting.log.info(
        "the forces of the cutoff function cosine have kinks at the cutoff, which cost energy conservation");
}

std::vector<Result> judge(const RunSetting& setting, const Deck& deck, Problem& problem, Members& members) {
  problem.findings = pool(problem.model, members);
  if (setting.world.is_root())
    for (const std::string& remark : remarks_on(problem.findings, deck.range_tolerance)) setting.log.warn("{}", remark);
  setting.world.together([&] {
    if (problem.findings.runs == 0 || problem.findings.averaged > 0) return;
    fail(ExitCode::blow_up,
         "all runs have blown up, the first at step {}: system.time_step is too long, system.largest_displacement too "
         "short, or the potential does not keep these atoms apart",
         problem.findings.blown_up.front().step);
  });
  return results_of(problem.findings, deck);
}

RunPlan make_plan(const RunSetting& setting, const Deck& deck) {
  const auto problem =
      std::make_shared<Problem>(Problem{setting.schema.placing([&] { return make_model(setting.world, deck); }), {}});
  RunPlan plan;
  plan.replicas = deck.replicas;
  plan.chains = static_cast<std::int64_t>(problem->model.potentials.draws.size());
  plan.rows_each = problem->model.atoms();
  plan.unit = "step";
  plan.units = deck.steps;
  plan.length_key = "run.steps";
  plan.phases = particle_phases();
  plan.table = TablePlan{table_file, {deck.observe_every}, 1, deck.replicas > 1};
  plan.own_files = {radial_file, angular_file, trajectory_file};
  plan.row_word = "atom";
  plan.bytes_per_row = bytes_per_atom;
  plan.tells_early = true;
  plan.remembered = {
      {"atoms", problem->model.atoms_hash(), "system.start_file",
       "its box or its elements are not those of the run that the checkpoint was taken of"},
      {"potential", problem->model.potentials.hash, deck.samples.empty() ? "potential.file" : "potential.samples",
       "the potentials are not those of the run that the checkpoint was taken of"}};
  plan.make = [&deck, problem](const MemberPlace& place, const MemberState* resumed) {
    return std::make_unique<MolecularRun>(deck, problem->model, place, resumed);
  };
  plan.results = [&, problem](Members& members) { return judge(setting, deck, *problem, members); };
  plan.announce = [&, problem](Members& members, bool) {
    check_ranks(setting, problem->model, members.groups());
    log_plan(setting, deck, *problem, members);
  };
  plan.open_writers = [&deck, problem](Members& members, const RunFiles& files) {
    return open_writers(deck, problem->model, members, files);
  };
  plan.describe = [&deck, problem](const LoopResult& result, nlohmann::ordered_json& summary) {
    summary["step"] = result.done;
    summary["time"] = static_cast<double>(result.done) * deck.time_step;
    summary["atoms"] = problem->model.atoms();
    summary["temperature"] = deck.temperature;
    summary["box"] = problem->model.box.edge;
    summary["potentials"] = problem->model.potentials.draws.size();
  };
  plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
    summary["runs"] = runs_entry(problem->findings);
    summary["uncertainty"] = uncertainty_entry(problem->findings);
  };
  return plan;
}

}  // namespace

Job job() {
  JobDeclaration<Deck> declared;
  declared.name = "md";
  declared.meaning = "molecular dynamics with a network potential, or with the draws of its posterior";
  declared.sizes = "system.replicate, run.replicas and potential.draws";
  declared.locate = [](Deck& deck, const std::string& file) { deck.file = file; };
  declared.describe = describe;
  declared.check = check;
  declared.plan = make_plan;
  return make_job(declared);
}

}  // namespace starling::md
