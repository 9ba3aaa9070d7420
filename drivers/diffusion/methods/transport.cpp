// Transport as a method: what the runner needs to know of it.
#include "drivers/diffusion/methods/transport.hpp"

#include "drivers/diffusion/methods/telling.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::diffusion {

namespace {

void log_plan(const RunSetting& setting, const Problem& problem, const std::string& mover) {
  const Deck& deck = problem.deck;
  setting.log.info("{} in {} from {} to {} by {} in {}", counted(deck.particles, "particle"),
                   counted(deck.replicas, "replica"), deck.process.name(), deck.target.name(), mover,
                   counted(problem.grid.steps(), "step"));
  if (problem.path != nullptr && problem.path->moments_below() <= 4.0)
    setting.log.info("moments of order {} and more do not exist, so errors of second moments are not to be trusted",
                     problem.path->moments_below());
  if (!problem.corrects()) return;
  const Weights weights = deck.correction->settings().weights;
  if (weights == Weights::published)
    setting.log.warn(
        "correction.weights = published: centred, clamped and forgotten weights are biased, and give no log Z");
  if (weights == Weights::feynman_kac && !problem.halved)
    setting.log.warn(
        "correction.weights = feynman_kac is right as steps become short: correction.halving = true tells what steps "
        "of "
        "this length change");
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

class Transport final : public ChosenMethod {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] Use use_of(const std::string& section) const override {
    if (section == "reward") return Use::never;
    return section == "process" || section == "solver" ? Use::required : Use::optional;
  }
  void check(const Schema& schema, const Deck& deck) const override { check_transport(schema, deck); }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    plan.length_key = deck.solver->content_hash().empty() ? "solver.steps" : "solver.file";
    plan_population(setting, problem_of(deck), deck.solver.name(), plan);
  }
};

/// What was read from elsewhere than the deck must be what it was.
void remember_files(const Deck& deck, RunPlan& plan) {
  const std::string sentence = "is not what it was in the run that the checkpoint was taken of";
  const auto remember = [&](const std::string& name, const std::string& hash) {
    if (!hash.empty()) plan.remembered.push_back({name, hash, name + ".file", sentence});
  };
  remember("solver", deck.solver->content_hash());
  remember("score", deck.score->content_hash());
}

}  // namespace

void plan_population(const RunSetting& setting, const std::shared_ptr<const Problem>& problem, const std::string& mover,
                     RunPlan& plan) {
  const Deck& deck = problem->deck;
  plan.rows_each = deck.particles;
  plan.unit = "step";
  plan.units = problem->grid.steps();
  plan.phases = phase_plan();
  plan.bytes_per_row = 8 * (problem->halved ? 2 : 1) * (2 * problem->columns() + 3);
  remember_files(deck, plan);
  plan.make = [problem](const MemberPlace& place, const MemberState* resumed) {
    return make_population(*problem, place, resumed);
  };
  plan.announce = [&setting, problem, mover](Members&, bool) { log_plan(setting, *problem, mover); };
  plan.open_writers = [&deck](Members& members, const RunFiles& files) {
    return sample_writers<Population>(deck.samples_every, members, files);
  };
  plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
    describe_exact(problem->exact, summary);
  };
}

std::shared_ptr<const Problem> ChosenMethod::problem_of(const Deck& deck) const {
  auto problem = std::make_shared<Problem>(deck);
  if (!problem->corrects() || !deck.correction->settings().halves) return problem;
  auto half = std::make_shared<Problem>(deck);
  half->grid = halved(problem->grid);
  half->compares = false;
  problem->halved = std::move(half);
  problem->work_per_step = 1.5;
  return problem;
}

std::unique_ptr<Chosen> chosen_transport() { return make_chosen<Transport>(); }

}  // namespace starling::diffusion
