// Preconditioned Langevin chains as a method.
#include <algorithm>

#include "drivers/diffusion/chains/langevin_population.hpp"
#include "drivers/diffusion/methods/transport.hpp"
#include "engine/run/members.hpp"
#include "engine/runtime/progress.hpp"
#include "kernels/diffusion/preconditioner.hpp"

namespace starling::diffusion {

namespace {

class PreconditionedLangevin final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("steps", settings_.steps, "steps of each chain")
        .required()
        .at_least(1)
        .at_most(1e9)
        .may_change_on_restart();
    schema.key("step", settings_.step, "length of a step: x' = x + (e/2) P s + sqrt(e) P^(1/2) xi")
        .greater_than(0)
        .at_most(1e6)
        .symbol("e");
    schema.key("rank", settings_.rank, "Jacobian products that P is made of")
        .at_least(1)
        .at_most(most_rank)
        .symbol("r");
    schema.key("damping", settings_.damping, "lambda of P = (lambda + H_r)^-1")
        .at_least(1e-12)
        .at_most(1e12)
        .symbol("lambda");
    schema.key("corrects", settings_.corrects,
               "add the divergence of P to the drift; without it, as published, the law is another");
    schema.key("sigma", settings_.sigma, "noise of the target that is sampled").at_least(0).at_most(1e4);
    schema.key("start_deviation", settings_.start_deviation, "particles start from N(0, start_deviation²)")
        .greater_than(0)
        .at_most(1e6)
        .unset_means("they start from the law itself");
  }
  [[nodiscard]] Use use_of(const std::string& /*section*/) const override { return Use::never; }

  void check(const Schema& schema, const Deck& deck) const override {
    const int dimension = deck.target->make("target").dimension;
    if (dimension > most_preconditioned)
      schema.refuse("target.name", fmt::format("has {} dimensions; method.name = preconditioned_langevin holds {}",
                                               dimension, most_preconditioned));
    if (settings_.rank > dimension)
      schema.refuse("method.rank", fmt::format("is {}, and the target has {} dimensions", settings_.rank, dimension));
    if (settings_.corrects && settings_.rank > 1 && settings_.rank < dimension)
      schema.refuse("method.corrects",
                    fmt::format("needs method.rank = 1 or {}: in between the directions of P jump from place to place, "
                                "and P has no divergence there",
                                dimension));
    if (deck.start != Start::exact)
      schema.refuse("ensemble.start",
                    "does nothing with method.name = preconditioned_langevin: "
                    "method.start_deviation says where chains start");
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto made = std::make_shared<Problem>(deck);
    made->exact = exact_law(langevin_law(*made, settings_), made->modes);
    const std::shared_ptr<const Problem> problem = made;
    plan_population(setting, problem, deck.method.name(), plan);
    plan.units = settings_.steps;
    plan.length_key = "method.steps";
    plan.bytes_per_row = 8 * (2 * problem->dimension() + 3);
    plan.make = [problem, this](const MemberPlace& place, const MemberState* resumed) {
      return make_langevin_population(*problem, settings_, place, resumed);
    };
    plan.announce = [&setting, &deck, problem, this](Members&, bool) {
      setting.log.info("{} in {}: chains of {} of length {} on {}", counted(deck.particles, "particle"),
                       counted(deck.replicas, "replica"), counted(settings_.steps, "step"), settings_.step,
                       deck.target.name());
      // Along every direction, whether P sees it or not, a step takes at least e/(2 (1 + lambda a)) of what is left.
      const Mixture law = langevin_law(*problem, settings_);
      const double longest =
          4.0 * (1.0 + settings_.damping * *std::min_element(law.variance.begin(), law.variance.end()));
      if (settings_.step >= longest)
        setting.log.warn("method.step = {} is not below {:.6g}: steps are unstable in the narrowest Gaussian",
                         settings_.step, longest);
      if (!settings_.corrects)
        setting.log.warn(
            "method.corrects = false: without the divergence of P chains have another law, if P depends on "
            "the place");
    };
    plan.describe_results = [problem, this](Members&, nlohmann::ordered_json& summary) {
      describe_exact(problem->exact, summary);
      if (!settings_.corrects) summary["label"] = "biased: no divergence of P in the drift";
    };
  }

 private:
  LangevinSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_preconditioned_langevin() { return make_chosen<PreconditionedLangevin>(); }

}  // namespace starling::diffusion
