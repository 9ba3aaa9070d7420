// Few steps as a method: what the runner needs to know of it.
#include <algorithm>

#include "drivers/diffusion/methods/few_steps/consistency_steps.hpp"
#include "drivers/diffusion/methods/transport.hpp"
#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

enum class MapKind { exact, solver, posterior_mean, learned };

class Consistency final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("map", map_,
               {{"exact", MapKind::exact},
                {"solver", MapKind::solver},
                {"posterior_mean", MapKind::posterior_mean},
                {"learned", MapKind::learned}},
               "what takes a particle to the end: the probability flow, to method.tolerance; that by [solver], with "
               "solver.steps for each map; E[x_0 | x]; or the network of score.file");
    schema.key("sigmas", between_, "levels b/a to which noise is added after a map, falling; none: a single map")
        .each_greater_than(0);
    schema.key("tolerance", tolerance_, "of the exact map: how far doubling its steps may move a point")
        .at_least(1e-11)
        .at_most(1.0);
  }

  [[nodiscard]] Use use_of(const std::string& section) const override {
    if (section == "process") return Use::required;
    return section == "solver" || section == "score" ? Use::optional : Use::never;
  }
  [[nodiscard]] bool takes_map() const override { return map_ == MapKind::learned; }

  void check(const Schema& schema, const Deck& deck) const override {
    deck.process->check();
    if (deck.process->interpolates() || !deck.process->diffuses())
      schema.refuse("process.name", deck.process.name() + " has no normal noise to add between maps; take ve or vp");
    check_map(schema, deck);
    check_score(schema, deck);
    const Mixture target = deck.target->make("target");
    const auto path = deck.process->make(target, {});
    double above = path->first();
    for (const double sigma : between_) {
      if (!(sigma < above) || !(sigma > path->last())) {
        schema.refuse("method.sigmas", fmt::format("must fall between process.sigma_max = {} and sigma_min = {}: {} "
                                                   "does not",
                                                   path->first(), path->last(), sigma));
      }
      above = sigma;
    }
    check_start(schema, deck, ConsistencySteps(nullptr, between_, {}));
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    std::shared_ptr<const Problem> problem;
    setting.world.together([&] { setting.schema.placing([&] { problem = problem_of(deck); }); });
    plan_population(setting, problem, "maps to the end", plan);
    plan.units_are_alike = false;
    if (map_ != MapKind::exact) return;
    const ConsistencyMap& map = dynamic_cast<const ConsistencySteps&>(*problem->solver).map();
    setting.log.info("the exact map takes {} steps of order 4; the last doubling moved 256 points by {:.2g} at most",
                     map.grid.steps, map.doubling);
    plan.describe_results = [&map, law = plan.describe_results](Members& members, nlohmann::ordered_json& summary) {
      law(members, summary);
      summary["map"] = {{"steps", map.grid.steps}, {"moved_by_doubling", map.doubling}};
    };
  }

  [[nodiscard]] std::shared_ptr<const Problem> problem_of(const Deck& deck) const override {
    const std::shared_ptr<const Path> path = deck.process->make(deck.target->make("target"), {});
    ConsistencyMap map;
    if (map_ == MapKind::exact) {
      map = exact_map(*path, tolerance_, deck.seed, "method.tolerance");
    } else if (map_ == MapKind::solver) {
      map = {std::shared_ptr<const Solver>(std::shared_ptr<void>(), &*deck.solver), deck.solver->grid(), 0.0};
    }
    const auto problem =
        std::make_shared<Problem>(deck, std::make_shared<ConsistencySteps>(path, between_, std::move(map)));
    // Every map has as many steps.
    std::int64_t evaluations = 0;
    for (const Stage& stage : problem->solver->step(problem->grid, 0)) evaluations += stage.work.output >= 0 ? 1 : 0;
    problem->work_per_step = static_cast<double>(evaluations);
    return problem;
  }

 private:
  void check_score(const Schema& schema, const Deck& deck) const {
    const bool learned = deck.score->learned();
    if (!learned && !deck.score->exact())
      schema.refuse("score.name", "must be exact or learned with method.name = consistency");
    if (deck.score->second_learned()) schema.refuse("score.second_file", "does nothing with method.name = consistency");
    if (learned && map_ == MapKind::exact) schema.refuse("score.name", "learned does nothing with method.map = exact");
    if (!learned && map_ == MapKind::learned)
      schema.refuse("score.name", "must be learned: method.map = learned goes by its network");
  }

  void check_map(const Schema& schema, const Deck& deck) const {
    const bool has_solver = deck.solver.name() != "none";
    if (map_ != MapKind::exact && tolerance_ != Consistency().tolerance_)
      schema.refuse("method.tolerance", "does nothing without method.map = exact");
    if (map_ != MapKind::solver && has_solver) schema.refuse("solver.name", "does nothing without method.map = solver");
    if (map_ != MapKind::solver) return;
    if (!has_solver) schema.refuse("solver.name", "is missing: method.map = solver needs it");
    deck.solver->check();
    if (deck.solver->grid().steps == 0)
      schema.refuse("solver.name", deck.solver.name() + " has levels of its own, so it is no map from others");
    check_grid(schema, *deck.solver);
    if (deck.solver->draws())
      schema.refuse("solver.name", deck.solver.name() + " draws noise, so it is no map; take one of the flow");
  }

  MapKind map_ = MapKind::exact;
  std::vector<double> between_;
  double tolerance_ = 1e-6;
};

}  // namespace

std::unique_ptr<Chosen> chosen_consistency() { return make_chosen<Consistency>(); }

}  // namespace starling::diffusion
