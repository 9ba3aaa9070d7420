// The gap between a probability flow and a diffusion as a method.
#include "drivers/diffusion/gap/gap_population.hpp"
#include "drivers/diffusion/gap/line_laws.hpp"
#include "drivers/diffusion/methods/transport.hpp"
#include "drivers/diffusion/sampling/start.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::diffusion {

namespace {

/// The law of both at the start: the target's at the first level, or that of the mixture whose scores are taken.
enum class StartLaw { truth, own };

class Gap final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("start_law", start_law_, {{"truth", StartLaw::truth}, {"own", StartLaw::own}},
               "law at the first level: the target's, or that of the mixture whose scores are taken");
  }
  [[nodiscard]] Use use_of(const std::string& section) const override {
    if (section == "second" || section == "correction") return Use::never;
    return section == "score" ? Use::optional : Use::required;
  }

  void check(const Schema& schema, const Deck& deck) const override {
    check_transport(schema, deck);
    const Mixture target = deck.target->make("target");
    if (target.dimension > 1)
      schema.refuse(
          "target.name",
          fmt::format("has {} dimensions: the laws that method.name = gap compares are on a line", target.dimension));
    if (!deck.process->explodes())
      schema.refuse("process.name", "must be ve with method.name = gap, whose laws are written in its variance");
    if (!deck.solver->weighed_churn())
      schema.refuse("solver.name",
                    "must be euler_maruyama, the diffusion that method.name = gap compares with its flow");
    if (*deck.solver->weighed_churn() == 0.0)
      schema.refuse("solver.eta", "is 0: the diffusion would be the flow itself");
    if (deck.start == Start::normal)
      schema.refuse("ensemble.start", "must be exact or quantiles: method.start_law says of which law");
    if (start_law_ == StartLaw::own && deck.score.name() != "other")
      schema.refuse("method.start_law",
                    "own does nothing with score.name = " + deck.score.name() + ", which belongs to no other mixture");
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto problem = std::make_shared<const Problem>(deck);
    const auto start = std::make_shared<const Mixture>(
        (start_law_ == StartLaw::own ? problem->followed : problem->path)->law(problem->grid.time.front()));
    plan_population(setting, problem, plan);
    plan.bytes_per_row = 8 * (2 * gap_columns(*problem) + 3);
    plan.make = [problem, start](const MemberPlace& place, const MemberState* resumed) {
      return make_gap_population(*problem, *start, place, resumed);
    };
    plan.describe_results = [problem, start](Members& members, nlohmann::ordered_json& summary) {
      if (!members.groups().world().is_root()) return;
      describe_exact(problem->exact, summary);
      describe_laws(*problem, *start, summary);
    };
  }

 private:
  static void describe_laws(const Problem& problem, const Mixture& start, nlohmann::ordered_json& summary) {
    const auto laws = line_laws(problem, start, *problem.deck.solver->weighed_churn());
    nlohmann::ordered_json told;
    if (!laws) {
      summary["laws"] = "left out: a table cannot hold the detail of the last level, or what leaves it at the sides";
      return;
    }
    told["w2_ode"] = laws->w2_ode;
    told["w2_sde"] = laws->w2_sde;
    told["w2_ode_sde"] = laws->w2_ode_sde;
    told["start_mismatch"] = laws->start_mismatch;
    told["mismatch_index"] = laws->mismatch_index;
    told["bound"] = laws->bound;
    told["sigma"] = laws->sigma;
    told["residual"] = laws->residual;
    summary["laws"] = told;
  }

  StartLaw start_law_ = StartLaw::truth;
};

}  // namespace

std::unique_ptr<Chosen> chosen_gap() { return make_chosen<Gap>(); }

}  // namespace starling::diffusion
