// Gibbs sampling of points and noise levels as a method.
#include <algorithm>

#include "drivers/diffusion/chains/gibbs_population.hpp"
#include "drivers/diffusion/chains/level_store.hpp"
#include "drivers/diffusion/methods/transport.hpp"

namespace starling::diffusion {

namespace {

/// Numbers in the tables of all levels.
constexpr std::int64_t most_table_numbers = std::int64_t{1} << 22;

class Gibbs final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("moves", settings_.moves, "moves of each chain before it is denoised").at_least(1).at_most(1e9);
    schema.key("step", settings_.step, "length of Langevin's step at level sigma, over sigma²")
        .greater_than(0)
        .at_most(100)
        .symbol("eta");
    schema.key("metropolis", settings_.metropolis, "accept or refuse Langevin's steps, so that they are exact");
    schema.key("level", settings_.level, {{"exact", LevelDraw::exact}, {"argmax", LevelDraw::argmax}},
               "the level after a step: drawn by its probability, or the most probable one, as published");
    schema.key("keep", settings_.keep, {{"present", Kept::present}, {"smallest", Kept::smallest}},
               "what is denoised: the last state, or that of the smallest level of the last window, as published");
    schema.key("window", settings_.window, "moves of which the smallest level is kept").at_least(2).symbol("n_skip");
  }
  [[nodiscard]] Use use_of(const std::string& section) const override {
    return section == "process" || section == "solver" ? Use::required : Use::never;
  }

  void check(const Schema& schema, const Deck& deck) const override {
    check_transport(schema, deck);
    if (!deck.process->explodes())
      schema.refuse("process.name", "must be ve with method.name = gibbs, whose levels are its");
    if (deck.solver->draws())
      schema.refuse("solver.name", deck.solver.name() + " draws noise: method.name = gibbs denoises by a flow");
    if (deck.solver->remembers())
      schema.refuse("solver.name", deck.solver.name() +
                                       " goes by earlier steps, which a particle that joins at its level "
                                       "has not made: take order 1, ddim, euler, heun or rk4");
    if (deck.start == Start::quantiles)
      schema.refuse("ensemble.start", "must be exact (points and levels of their joint law) or normal");
    const Mixture target = deck.target->make("target");
    const std::int64_t levels = deck.solver->lay_out(*deck.process->make(target, {})).steps() + 1;
    if (levels > most_noise_levels)
      schema.refuse("solver.steps", fmt::format("gives {} levels; {} are the most", levels, most_noise_levels));
    if (levels * target.components() * target.dimension > most_table_numbers)
      schema.refuse("solver.steps",
                    fmt::format("gives {} levels of {} Gaussians in {} dimensions, more than {} numbers", levels,
                                target.components(), target.dimension, most_table_numbers));
    if (settings_.keep == Kept::present && settings_.window != GibbsSettings().window)
      schema.refuse("method.window", "does nothing with method.keep = present");
    if (settings_.keep == Kept::smallest && settings_.moves % settings_.window != 0)
      schema.refuse("method.moves", fmt::format("{} are not whole windows of {}", settings_.moves, settings_.window));
  }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    const auto problem = std::make_shared<const Problem>(deck);
    plan_population(setting, problem, deck.solver.name(), plan);
    plan.units = settings_.moves + problem->grid.steps();
    plan.units_are_alike = false;
    plan.bytes_per_row = 8 * (2 * gibbs_columns(*problem) + 3);
    plan.make = [problem, this](const MemberPlace& place, const MemberState* resumed) {
      return make_gibbs_population(*problem, settings_, place, resumed);
    };
    plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
      describe_exact(problem->exact, summary);
      const std::vector<double> shares = exact_level_shares(problem->grid.steps() + 1);
      for (std::size_t part = 0; part < shares.size(); ++part)
        summary["exact"][fmt::format("level_share_{}", part)] = shares[part];
      summary["exact"]["level_chi_square"] = shares.size() - 1;
      summary["exact"]["start_moment_ratio"] = 1.0;
    };
    const auto transported = plan.announce;
    plan.announce = [&setting, problem, transported, this](Members& members, bool begins) {
      transported(members, begins);
      if (settings_.level == LevelDraw::argmax)
        setting.log.warn("method.level = argmax: the most probable level is no draw, and the law of levels is wrong");
      if (settings_.keep == Kept::smallest)
        setting.log.warn("method.keep = smallest: the state of the smallest level of a window has another law");
      if (settings_.metropolis) return;
      setting.log.warn("method.metropolis = false: Langevin's steps have a bias at any length");
      // At the largest level, where steps are longest beside the narrowest Gaussian, a step takes e/(2 (a + v)) of what is left.
      const Mixture widest = problem->path->law(problem->grid.time.front());
      const double noise = problem->grid.sigma(0);
      const double longest = 4.0 * *std::min_element(widest.variance.begin(), widest.variance.end()) / (noise * noise);
      if (settings_.step >= longest)
        setting.log.warn("method.step = {} is not below {:.6g}: steps at the largest level are unstable",
                         settings_.step, longest);
    };
  }

 private:
  GibbsSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_gibbs() { return make_chosen<Gibbs>(); }

}  // namespace starling::diffusion
