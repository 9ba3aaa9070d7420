// The rungs of the tempering sampler.
#include "drivers/smc/tempering.hpp"

#include <cmath>
#include <utility>

#include "drivers/smc/chain_starts.hpp"
#include "drivers/smc/ladder.hpp"
#include "drivers/smc/proposal.hpp"
#include "engine/population/weighted_population.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/targets/tempered_weights.hpp"

namespace starling::smc {

namespace {

void check(const StaticTarget& target, const MethodSettings& method) {
  const std::int64_t least = 2 * (target.dimension() + 1);
  if (method.particles < least) {
    fail_about("method.particles", "method.particles = {} is too few for tempering in {} dimensions: give at least {}",
               method.particles, target.dimension(), least);
  }
  if (method.moves < 1) fail_about("method.moves", "method.moves = {} must be at least 1", method.moves);
  if (!(method.ess_target > 0.0 && method.ess_target < 1.0)) {
    fail_about("method.ess_target", "method.ess_target = {} must be greater than 0 and less than 1", method.ess_target);
  }
  if (method.waste_free && (method.moves < 2 || method.particles % method.moves != 0)) {
    fail_about(
        "method.particles",
        "waste-free tempering makes chains of method.moves points, so method.moves ({}) must be at least 2 and divide "
        "method.particles ({})",
        method.moves, method.particles);
  }
}

class Tempering final : public Method {
 public:
  Tempering(const Communicator& group, const StaticTarget& target, const MethodSettings& method, Stream stream)
      : target_(target),
        method_(method),
        key_(random::make_key(stream.seed, stream.replica)),
        population_(group, method.particles, target.dimension() + 2) {
    target_.start(slots_of_next(), key_);
    population_.swap();
  }

  [[nodiscard]] std::vector<std::string> columns() const override {
    return {"lambda", "ess", "log_evidence", "acceptance"};
  }
  [[nodiscard]] std::int64_t done() const override { return rungs_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return std::nullopt; }
  [[nodiscard]] bool finished() const override { return lambda_ == 1.0; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(method_.particles) * method_.moves; }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    ++rungs_;
    const WeightSums sums = raise_lambda(timer);
    const LowerTriangle factor = proposal_factor(population_, sums.largest, target_.dimension());
    timer.enter(Phase::resampling);
    population_.resample(method_.resampling, key_, rungs_);
    const double acceptance = method_.waste_free ? run_chains(factor, timer) : move_all(factor, timer);
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
    PhaseTimer unread(phase_labels());
    if (finished()) find_moments(unread);
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override {
    SlotColumn state{"state", target_.dimension(), {}};
    SlotColumn log_prior{"log_prior", 1, {}};
    SlotColumn log_likelihood{"log_likelihood", 1, {}};
    const std::vector<double> rows = population_.save_rows();
    const auto columns = static_cast<std::size_t>(population_.columns());
    for (std::size_t row = 0; row < rows.size(); row += columns) {
      const auto first = rows.begin() + static_cast<std::ptrdiff_t>(row);
      state.values.insert(state.values.end(), first, first + target_.dimension());
      log_prior.values.push_back(rows[row + columns - 2]);
      log_likelihood.values.push_back(rows[row + columns - 1]);
    }
    return {std::move(state), std::move(log_prior), std::move(log_likelihood)};
  }

  [[nodiscard]] Traffic traffic() const override {
    const ResamplingTraffic& moved = population_.traffic();
    return {moved.states_sent, moved.bytes_sent + chain_bytes_, moved.resamplings};
  }

 private:
  [[nodiscard]] TargetPoints now() const { return {population_.now(), population_.now_stride()}; }
  [[nodiscard]] ChainSlots slots_of_next() const {
    return {{population_.next(), population_.next_stride()}, population_.slots().first, population_.slots().count};
  }
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
        next_lambda(group, log_likelihood(), count, method_.particles, largest, lambda_, method_.ess_target);
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
    chains.first_step = static_cast<std::uint64_t>(rungs_) * static_cast<std::uint64_t>(method_.moves);
    return chains;
  }

  /// Moves every particle; gives back the share of accepted moves.
  double move_all(const LowerTriangle& factor, PhaseTimer& timer) {
    timer.enter(Phase::moves);
    MetropolisChains every = chains(factor);
    every.from = now();
    every.start = population_.parent();
    every.first_chain = population_.slots().first;
    every.count = population_.slots().count;
    const std::int64_t accepted = target_.run(every, slots_of_next(), 1, method_.moves, key_);
    return acceptance(accepted, method_.particles * method_.moves, timer);
  }

  /// Waste-free: fills the slots with chains.
  double run_chains(const LowerTriangle& factor, PhaseTimer& timer) {
    timer.enter(Phase::communication);
    const double chosen = random::uniform(0, key_, static_cast<std::uint64_t>(rungs_), random::Purpose::chain_start, 0);
    const ChainStarts starts =
        gather_chain_starts(population_, method_.moves, static_cast<int>(chosen * method_.moves));
    chain_bytes_ += starts.bytes_sent;
    timer.enter(Phase::moves);
    MetropolisChains every = chains(factor);
    every.from = {starts.column.data(), starts.count};
    every.first_chain = starts.first_chain;
    every.count = starts.count;
    const std::int64_t accepted = target_.run(every, slots_of_next(), method_.moves, method_.moves - 1, key_);
    return acceptance(accepted, method_.particles / method_.moves * (method_.moves - 1), timer);
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
  MethodSettings method_;
  random::Key key_;
  WeightedPopulation population_;
  std::int64_t rungs_ = 0;
  double lambda_ = 0.0;
  double log_evidence_ = 0.0;
  std::int64_t chain_bytes_ = 0;
  std::vector<WeightedMoments> moments_;
};

}  // namespace

std::unique_ptr<Method> make_tempering(const Communicator& group, const StaticTarget& target,
                                       const MethodSettings& method, Stream stream) {
  check(target, method);
  return std::make_unique<Tempering>(group, target, method, stream);
}

}  // namespace starling::smc
