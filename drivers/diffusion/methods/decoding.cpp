// Decoding as a method: what the runner needs to know of it.
#include "drivers/diffusion/methods/decoding.hpp"

#include "drivers/diffusion/decoding/points.hpp"
#include "drivers/diffusion/decoding/words.hpp"
#include "drivers/diffusion/methods/telling.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::diffusion {

namespace {

void log_weights(const RunSetting& setting, const DecodingSettings& settings, bool points) {
  if (!settings.weighs())
    setting.log.warn("method.weights = published: a pick among {} is biased, and gives no log Z",
                     counted(settings.candidates, "candidate"));
  if (points && settings.weights == DecodingWeights::smc)
    setting.log.info("weights are those of values: the law of the end is that of the solver's own steps, tilted");
}

/// Pairs of a reward and its probability.
nlohmann::ordered_json pairs_of(const std::vector<RewardMass>& masses) {
  nlohmann::ordered_json pairs = nlohmann::ordered_json::array();
  for (const RewardMass& one : masses) pairs.push_back({one.reward, one.probability});
  return pairs;
}

void describe_words(const WordRun& run, nlohmann::ordered_json& summary) {
  const auto& rewards = run.known.rewards;
  if (!rewards) {
    summary["exact"] = {
        {"reason",
         "there are too many states to go through, and letters that are drawn independently have no recursion"}};
    return;
  }
  summary["exact"] = {{"log_z", rewards->log_z},
                      {"plain_mean_reward", rewards->plain},
                      {"mean_reward", rewards->mean},
                      {"best_reward", rewards->best},
                      {"best_probability", rewards->best_probability},
                      {"rewards", pairs_of(rewards->masses)}};
  if (run.known.own.empty()) return;
  double mean = 0.0;
  double best = 0.0;
  const std::vector<RewardMass> own = by_reward(rewards_under(run.problem, run.known.own));
  for (const RewardMass& one : own) {
    mean += one.probability * one.reward;
    if (one.reward == rewards->best) best += one.probability;
  }
  summary["own_law"] = {{"total_variation", total_variation(run.known.own, run.known.target)},
                        {"mean_reward", mean},
                        {"best_probability", best},
                        {"rewards", pairs_of(own)}};
}

class Decoding final : public ChosenMethod {
 public:
  void describe(Schema& schema) override { describe_decoding(schema, settings_); }
  [[nodiscard]] Use use_of(const std::string& section) const override {
    if (section == "reward") return Use::required;
    return section == "process" || section == "solver" ? Use::optional : Use::never;
  }
  void check(const Schema& schema, const Deck& deck) const override { check_decoding(schema, deck, settings_); }

  void plan(const RunSetting& setting, const Deck& deck, RunPlan& plan) const override {
    plan.rows_each = deck.particles;
    plan.unit = "step";
    plan.phases = phase_plan();
    deck.target->chain() ? plan_words(setting, deck, plan) : plan_points(setting, deck, plan);
  }

 private:
  void plan_words(const RunSetting& setting, const Deck& deck, RunPlan& plan) const {
    const auto run = std::make_shared<const WordRun>(deck, settings_);
    plan.units = run->steps();
    plan.length_key = "target.steps";
    plan.bytes_per_row = 8 * (2 * word_columns + 3);
    plan.make = [run](const MemberPlace& place, const MemberState* resumed) {
      return std::make_unique<Words>(*run, place, resumed);
    };
    plan.announce = [this, &setting, &deck, run](Members&, bool) {
      setting.log.info("{} in {}: words of {} in {}", counted(deck.particles, "particle"),
                       counted(deck.replicas, "replica"), counted(run->problem.chain.letters.length, "letter"),
                       counted(run->steps(), "step"));
      log_weights(setting, settings_, false);
    };
    plan.open_writers = [&deck](Members& members, const RunFiles& files) {
      return sample_writers<Words>(deck.samples_every, members, files);
    };
    plan.describe_results = [run](Members&, nlohmann::ordered_json& summary) { describe_words(*run, summary); };
  }

  void plan_points(const RunSetting& setting, const Deck& deck, RunPlan& plan) const {
    const auto problem = std::make_shared<const Problem>(deck);
    plan.units = problem->grid.steps();
    plan.length_key = "solver.steps";
    plan.bytes_per_row = 8 * (2 * problem->columns() + 3 + (settings_.weighs() ? 0 : problem->dimension()));
    plan.make = [this, problem](const MemberPlace& place, const MemberState* resumed) {
      return make_points(*problem, settings_, place, resumed);
    };
    plan.announce = [this, &setting, &deck, problem](Members&, bool) {
      setting.log.info("{} in {} from {} to {} towards {} by {} in {}", counted(deck.particles, "particle"),
                       counted(deck.replicas, "replica"), deck.process.name(), deck.target.name(), deck.reward.name(),
                       deck.solver.name(), counted(problem->grid.steps(), "step"));
      log_weights(setting, settings_, true);
    };
    plan.open_writers = [&deck](Members& members, const RunFiles& files) {
      return sample_writers<Population>(deck.samples_every, members, files);
    };
    plan.describe_results = [problem](Members&, nlohmann::ordered_json& summary) {
      describe_exact(problem->exact, summary);
    };
  }

  DecodingSettings settings_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_decoding() { return std::make_unique<Decoding>(); }

}  // namespace starling::diffusion
