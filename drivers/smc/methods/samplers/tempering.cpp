// The rungs of the tempering sampler.
#include "drivers/smc/methods/samplers/tempering.hpp"

#include <cmath>
#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/methods/samplers/chain_starts.hpp"
#include "drivers/smc/methods/samplers/ladder.hpp"
#include "drivers/smc/methods/samplers/moves.hpp"
#include "drivers/smc/problem.hpp"
#include "engine/population/weighted_population.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/targets/tempered_weights.hpp"

namespace starling::smc {

namespace {

class Tempering final : public Method {
 public:
  Tempering(const MethodPlace& place, const StaticTarget& target, const TemperingSettings& settings)
      : Method(place.timer),
        target_(target),
        settings_(settings),
        key_(random::make_key(place.stream.seed, place.stream.replica)),
        population_(place.group, settings.particles, target.dimension() + 2) {
    target_.start(slots_of_next(), key_);
    population_.swap();
  }

  [[nodiscard]] std::vector<std::string> columns() const override {
    return {"lambda", "ess", "log_evidence", "acceptance"};
  }
  [[nodiscard]] std::int64_t done() const override { return rungs_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return std::nullopt; }
  [[nodiscard]] bool finished() const override { return lambda_ == 1.0; }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(settings_.particles) * settings_.moves;
  }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    ++rungs_;
    const WeightSums sums = raise_lambda(timer);
    const LowerTriangle factor = proposal_factor(population_, sums.largest, target_.dimension());
    timer.enter(Phase::resampling);
    population_.resample(settings_.resampling, key_, rungs_);
    const double acceptance = settings_.waste_free ? run_chains(factor, timer) : move_all(factor, timer);
    population_.swap();
    if (finished()) find_moments(timer);
    rows.push_back({rungs_, {lambda_, sums.effective_sample_size(), log_evidence_, acceptance}});
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(log_evidence_);
    for (std::size_t c = 0; c < moments_.size(); ++c) {
      found.push_back({fmt::format("mean_{}", c), moments_[c].mean});
      found.push_back({fmt::format("variance_{}", c), moments_[c].variance});
    }
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    return {{{"rungs", rungs_}, {"lambda", lambda_}, {"log_evidence", log_evidence_}},
            {{"points", population_.columns(), population_.save_rows()}}};
  }

  void load(const ReplicaState& state) override {
    rungs_ = state.shared.at("rungs").get<std::int64_t>();
    lambda_ = state.shared.at("lambda").get<double>();
    log_evidence_ = state.shared.at("log_evidence").get<double>();
    const std::vector<double> equal(static_cast<std::size_t>(population_.slots().count), 0.0);
    population_.load_rows(state.columns.at(0).values, equal);
    PhaseTimer unread(phase_plan().labels);
    if (finished()) find_moments(unread);
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override { return point_columns(population_); }

  [[nodiscard]] Traffic traffic() const override {
    const ResamplingTraffic& moved = population_.traffic();
    return {moved.states_sent, moved.bytes_sent + chain_bytes_, moved.resamplings};
  }

 private:
  [[nodiscard]] ChainSlots slots_of_next() const { return starling::smc::slots_of_next(population_); }
  [[nodiscard]] const double* log_likelihood() const {
    return population_.now() + (target_.dimension() + 1) * population_.now_stride();
  }

  /// Goes to the next lambda and weighs the particles for it.
  WeightSums raise_lambda(PhaseTimer& timer) {
    timer.enter(Phase::weighting);
    const Communicator& group = population_.group();
    const std::int64_t count = population_.slots().count;
    const double largest_here = largest_of(log_likelihood(), count);
    const double largest = group.maximum(largest_here);
    if (!std::isfinite(largest)) {
      throw Failure(
          ExitCode::blow_up,
          fmt::format("rung {}: the largest likelihood of all particles is e^({}), so they cannot be weighted", rungs_,
                      largest),
          FailureScope::every_rank);
    }
    const double next =
        next_lambda(group, log_likelihood(), count, settings_.particles, largest, lambda_, settings_.ess_target);
    const double increment = next - lambda_;
    temper(log_likelihood(), count, increment, population_.log_weight());
    const WeightSums sums = population_.weigh(population_.log_weight(), increment * largest_here);
    lambda_ = next;
    log_evidence_ += sums.log_mean();
    return sums;
  }

  [[nodiscard]] MetropolisChains chains(const LowerTriangle& factor) const {
    MetropolisChains chains{};
    chains.lambda = lambda_;
    chains.factor = factor;
    chains.first_step = static_cast<std::uint64_t>(rungs_) * static_cast<std::uint64_t>(settings_.moves);
    return chains;
  }

  /// Moves every particle; gives back the share of accepted moves.
  double move_all(const LowerTriangle& factor, PhaseTimer& timer) {
    timer.enter(Phase::moves);
    const std::int64_t accepted =
        target_.run(chains_of_offspring(population_, chains(factor)), slots_of_next(), 1, settings_.moves, key_);
    return acceptance(accepted, settings_.particles * settings_.moves, timer);
  }

  /// Waste-free: fills the slots with chains.
  double run_chains(const LowerTriangle& factor, PhaseTimer& timer) {
    timer.enter(Phase::communication);
    const double chosen = random::uniform(0, key_, static_cast<std::uint64_t>(rungs_), random::Purpose::chain_start, 0);
    const ChainStarts starts =
        gather_chain_starts(population_, settings_.moves, static_cast<int>(chosen * settings_.moves));
    chain_bytes_ += starts.bytes_sent;
    timer.enter(Phase::moves);
    MetropolisChains every = chains(factor);
    every.from = {starts.column.data(), starts.count};
    every.first_chain = starts.first_chain;
    every.count = starts.count;
    const std::int64_t accepted = target_.run(every, slots_of_next(), settings_.moves, settings_.moves - 1, key_);
    return acceptance(accepted, settings_.particles / settings_.moves * (settings_.moves - 1), timer);
  }

  double acceptance(std::int64_t accepted, std::int64_t proposed, PhaseTimer& timer) const {
    const PhaseScope scope(timer, Phase::communication);
    return static_cast<double>(population_.group().sum(accepted)) / static_cast<double>(proposed);
  }

  /// Of the particles at lambda = 1, which weigh the same.
  void find_moments(PhaseTimer& timer) {
    timer.enter(Phase::weighting);
    temper(log_likelihood(), population_.slots().count, 0.0, population_.log_weight());
    moments_ = weighted_moments(population_, population_.weigh(population_.log_weight()), target_.dimension());
  }

  const StaticTarget& target_;
  TemperingSettings settings_;
  random::Key key_;
  WeightedPopulation population_;
  std::int64_t rungs_ = 0;
  double lambda_ = 0.0;
  double log_evidence_ = 0.0;
  std::int64_t chain_bytes_ = 0;
  std::vector<WeightedMoments> moments_;
};

class ChosenTempering final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_particles(schema, settings_.particles);
    declare_resampling(schema, settings_.resampling);
    schema
        .key("ess_target", settings_.ess_target, "the next temperature leaves this part of N as effective sample size")
        .greater_than(0)
        .less_than(1);
    schema.key("moves", settings_.moves, "Metropolis moves per rung; length of the chains if waste_free")
        .at_least(1)
        .at_most(1e6);
    schema.key("waste_free", settings_.waste_free, "keep every state of the chains as a particle");
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.particles; }
  [[nodiscard]] bool takes_target() const override { return true; }
  [[nodiscard]] bool is_filter() const override { return false; }

  void check() const override {
    if (!settings_.waste_free) return;
    if (settings_.moves < 2) fail_about("method.moves", "must be at least 2 with waste_free, whose chains it makes");
    if (settings_.particles % settings_.moves != 0) {
      fail_about("method.particles", "must be a multiple of method.moves = {}, the length of the chains of waste_free",
                 settings_.moves);
    }
  }

  void check_needs(const Problem& problem) const override {
    const int dimension = problem.target->dimension();
    const std::int64_t least = 2 * (dimension + 1);
    if (settings_.particles >= least) return;
    fail_about("method.particles", "is too few for tempering in {} dimensions: give at least {}", dimension, least);
  }

  [[nodiscard]] std::optional<std::int64_t> units(std::int64_t /*times*/) const override { return std::nullopt; }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& /*table*/) const override {
    return make_tempering(place, *problem.target, settings_);
  }

 private:
  TemperingSettings settings_;
};

}  // namespace

std::unique_ptr<Method> make_tempering(const MethodPlace& place, const StaticTarget& target,
                                       const TemperingSettings& settings) {
  return std::make_unique<Tempering>(place, target, settings);
}

std::unique_ptr<Chosen> chosen_tempering() { return std::make_unique<ChosenTempering>(); }

}  // namespace starling::smc
