// Transport as a method: what the runner needs to know of it.
#include "drivers/diffusion/methods/transport.hpp"

#include "drivers/diffusion/sampling/population.hpp"
#include "engine/run/member_snapshot.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::diffusion {

namespace {

void log_plan(const RunSetting& setting, const Problem& problem, const RankGroups& groups) {
  const Deck& deck = problem.deck;
  setting.log.info("{} in {} from {} to {} by {} in {}", counted(deck.particles, "particle"),
                   counted(deck.replicas, "replica"), deck.process.name(), deck.target.name(), deck.solver.name(),
                   counted(problem.grid.steps(), "step"));
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
  if (!problem.corrects()) return;
  const Weights weights = deck.correction->settings().weights;
  if (weights == Weights::published)
    setting.log.warn(
        "correction.weights = published: centred, clamped and forgotten weights are biased, and give no log Z");
  if (problem.start_variance() <= problem.least_start_variance() && weights != Weights::published) {
    setting.log.warn(
        "weights of a start from a normal law of variance {:.3g} have no finite variance: set "
        "correction.start_variance to more than {:.3g}, better twice that",
        problem.start_variance(), problem.least_start_variance());
  }
  if (*deck.solver->weighed_churn() < 1.0 && weights != Weights::exact)
    setting.log.warn("solver.eta = {} is below 1: copies made by resampling part slowly",
                     *deck.solver->weighed_churn());
  if (weights != Weights::exact) return;
  if (*deck.solver->weighed_churn() < 1.0)
    setting.log.warn("solver.eta = {} is below 1: exact weights then have very heavy tails at coarse steps",
                     *deck.solver->weighed_churn());
  const double largest = problem.largest_step();
  if (largest > 1.0) {
    setting.log.warn(
        "the longest step is {:.3g} times the one, (1 + eta)^2 dl sum c/u = 4, beyond which its weight grows without "
        "bound in x: take about {} steps",
        largest, static_cast<std::int64_t>(largest * static_cast<double>(problem.grid.steps())) + 1);
  } else {
    setting.log.info("the longest step is {:.3g} of the one beyond which its weight grows without bound in x", largest);
  }
}

Writers open_writers(const Deck& deck, Members& members, const RunFiles& files) {
  const RunDirectory directory = files.directory;
  const Communicator& world = members.groups().world();
  if (files.resumed != nullptr) {
    world.together([&] {
      if (world.is_root()) delete_snapshots_after(directory.snapshots(), files.resumed->step);
    });
  }
  Writer samples{"samples", {deck.samples_every}};
  samples.at_end = true;
  samples.write = [&members, directory](std::int64_t done) {
    write_members<Population>(members, directory.snapshots() / snapshot_name(done), "starling samples", done,
                              [](const Population& population) { return population.particles(); });
  };
  return {samples};
}

class Transport final : public ChosenMethod {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] Use use_of(const std::string& section) const override {
    return section == "process" || section == "solver" ? Use::required : Use::optional;
  }
  void check(const Schema& schema, const Deck& deck) const override { check_transport(schema, deck); }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto problem = std::make_shared<const Problem>(deck);
    plan_population(setting, problem, plan);
    plan.make = [problem](const MemberPlace& place, const MemberState* resumed) {
      return make_population(*problem, place, resumed);
    };
  }
};

}  // namespace

void describe_exact(const ExactLaw& exact, nlohmann::ordered_json& summary) {
  nlohmann::ordered_json known = nlohmann::ordered_json::object();
  if (exact.log_z) known["log_z"] = *exact.log_z;
  for (std::size_t c = 0; c < exact.mean.size(); ++c) {
    known[fmt::format("mean_{}", c)] = exact.mean[c];
    known[fmt::format("second_moment_{}", c)] = exact.second_moment[c];
  }
  for (std::size_t k = 0; k < exact.mode_mass.size(); ++k) known[fmt::format("mode_mass_{}", k)] = exact.mode_mass[k];
  summary["exact"] = known;
}

void plan_population(const RunSetting& setting, const std::shared_ptr<const Problem>& problem, RunPlan& plan) {
  const Deck& deck = problem->deck;
  plan.rows_each = deck.particles;
  plan.unit = "step";
  plan.units = problem->grid.steps();
  plan.length_key = "solver.steps";
  plan.phases = phase_plan();
  plan.bytes_per_row = 8 * (2 * problem->columns() + 3);
  plan.announce = [&setting, problem](Members& members, bool) { log_plan(setting, *problem, members.groups()); };
  plan.open_writers = [&deck](Members& members, const RunFiles& files) { return open_writers(deck, members, files); };
  plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
    describe_exact(problem->exact, summary);
  };
}

std::unique_ptr<Chosen> chosen_transport() { return make_chosen<Transport>(); }

}  // namespace starling::diffusion
