// One observation after the other.
#include "drivers/smc/methods/samplers/data_tempering.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/methods/samplers/moves.hpp"
#include "drivers/smc/problem.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "kernels/targets/tempered_weights.hpp"

namespace starling::smc {

namespace {

/// With fewer effective particles per coordinate and one more, what resampling leaves tells neither the posterior nor how far to move.
constexpr double few_per_dimension = 10.0;

class DataTempering final : public Method {
 public:
  DataTempering(const MethodPlace& place, const StaticTarget& target, const DataTemperingSettings& settings)
      : Method(place.timer),
        target_(target),
        settings_(settings),
        key_(random::make_key(place.stream.seed, place.stream.replica)),
        population_(place.group, settings.particles, target.dimension() + 2),
        reduced_("reduced weights", static_cast<std::size_t>(population_.slots().count)) {
    target_.part(0, 0)->start(slots_of_next(population_), key_);
    population_.swap();
    Kokkos::deep_copy(reduced_, 0.0);
    weigh_equally();
  }

  [[nodiscard]] std::vector<std::string> columns() const override {
    return {"ess", "log_loss", "cumulative_log_loss", "best_log_loss", "regret", "acceptance"};
  }
  [[nodiscard]] std::int64_t done() const override { return seen_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return target_.observations(); }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(settings_.particles) * settings_.moves;
  }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    timer.enter(Phase::weighting);
    target_.part(seen_, 1)->observe(points(), population_.slots().count, population_.log_weight());
    const WeightSums sums = population_.weigh(population_.log_weight());
    refuse_extinction(sums);
    ++seen_;
    const double log_loss = carried_ - sums.log_mean();
    log_evidence_ -= log_loss;
    carried_ = sums.log_mean();
    best_ = population_.group().maximum(largest_of(log_likelihood(), population_.slots().count));
    if (finished()) find_results(timer, sums);
    const double size = sums.effective_sample_size();
    double acceptance = std::numeric_limits<double>::quiet_NaN();
    if (size < settings_.ess_threshold * static_cast<double>(settings_.particles) && !finished()) {
      if (size < least_size_) {
        least_size_ = size;
        thinnest_ = seen_;
      }
      acceptance = move(timer, sums.largest);
    }
    rows.push_back({seen_, {size, log_loss, -log_evidence_, -best_, best_ - log_evidence_, acceptance}});
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(log_evidence_);
    if (least_size_ < few_per_dimension * (target_.dimension() + 1)) {
      found.front().doubt = fmt::format(
          "observation {} left {:.3g} effective particles, too few to move by: give more particles or moves, or a "
          "prior "
          "that is narrower beside what an observation tells",
          thinnest_, least_size_);
    }
    found.push_back({"best_log_loss", -best_});
    found.push_back({"regret", best_ - log_evidence_});
    found.push_back({"regret_bound", bound_});
    for (std::size_t c = 0; c < moments_.size(); ++c) {
      found.push_back({fmt::format("mean_{}", c), moments_[c].mean});
      found.push_back({fmt::format("variance_{}", c), moments_[c].variance});
    }
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    return {{{"seen", seen_},
             {"log_evidence", log_evidence_},
             {"carried", carried_},
             {"best", best_},
             {"least_size", least_size_},
             {"thinnest", thinnest_}},
            {{"points", population_.columns(), population_.save_rows()},
             {"log_weight", 1, population_.save_log_weights()}}};
  }

  void load(const ReplicaState& state) override {
    seen_ = state.shared.at("seen").get<std::int64_t>();
    log_evidence_ = state.shared.at("log_evidence").get<double>();
    carried_ = state.shared.at("carried").get<double>();
    best_ = state.shared.at("best").get<double>();
    least_size_ = state.shared.at("least_size").get<double>();
    thinnest_ = state.shared.at("thinnest").get<std::int64_t>();
    population_.load_rows(column_named(state.columns, "points").values,
                          column_named(state.columns, "log_weight", 1).values);
    PhaseTimer unread(phase_plan().labels);
    if (finished()) find_results(unread, population_.weigh(population_.log_weight()));
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override {
    std::vector<SlotColumn> columns = point_columns(population_);
    columns.push_back({"log_weight", 1, population_.save_log_weights()});
    return columns;
  }

  [[nodiscard]] Traffic traffic() const override {
    const ResamplingTraffic& moved = population_.traffic();
    return {moved.states_sent, moved.bytes_sent, moved.resamplings};
  }

 private:
  [[nodiscard]] TargetPoints points() const { return {population_.now(), population_.now_stride()}; }
  [[nodiscard]] const double* log_likelihood() const {
    return population_.now() + (target_.dimension() + 1) * population_.now_stride();
  }

  void weigh_equally() {
    temper(log_likelihood(), population_.slots().count, 0.0, population_.log_weight());
    carried_ = 0.0;
  }

  void refuse_extinction(const WeightSums& sums) const {
    if (sums.total > 0) return;
    throw Failure(
        ExitCode::blow_up,
        fmt::format("observation {}: every particle has weight zero: give more particles, or a wider prior", seen_ + 1),
        FailureScope::every_rank);
  }

  /// Offspring, moved under the posterior of what has been seen; gives back the share of accepted moves.
  double move(PhaseTimer& timer, double largest) {
    MetropolisChains chains{};
    chains.lambda = 1.0;
    chains.factor = proposal_factor(population_, largest, target_.dimension());
    chains.first_step = static_cast<std::uint64_t>(seen_) * static_cast<std::uint64_t>(settings_.moves);
    timer.enter(Phase::resampling);
    population_.resample(settings_.resampling, key_, seen_);
    timer.enter(Phase::moves);
    const std::int64_t accepted = target_.part(0, seen_)->run(chains_of_offspring(population_, chains),
                                                              slots_of_next(population_), 1, settings_.moves, key_);
    population_.swap();
    weigh_equally();
    timer.enter(Phase::communication);
    return static_cast<double>(population_.group().sum(accepted)) /
           static_cast<double>(settings_.particles * settings_.moves);
  }

  /// Moments, and the bound: the prior mass of E is Z int_E posterior/likelihood, so with D the loss beyond the best one's
  /// n eps - log mass = regret + n eps - log of the posterior mean of e^D on E.
  void find_results(PhaseTimer& timer, const WeightSums& sums) {
    timer.enter(Phase::weighting);
    moments_ = weighted_moments(population_, sums, target_.dimension());
    const double within = settings_.divergence ? *settings_.divergence * static_cast<double>(seen_)
                                               : 0.5 * static_cast<double>(target_.dimension());
    within_best(log_likelihood(), population_.log_weight(), population_.slots().count, best_, within, reduced_.data());
    const WeightSums reduced = population_.weigh(reduced_.data());
    bound_ = best_ - log_evidence_ + within - (reduced.log_mean() - sums.log_mean());
    // What is read of the last weighing is the particles'.
    population_.weigh(population_.log_weight());
  }

  const StaticTarget& target_;
  DataTemperingSettings settings_;
  random::Key key_;
  WeightedPopulation population_;
  DeviceArray<double> reduced_;
  std::int64_t seen_ = 0;
  double log_evidence_ = 0.0;
  double carried_ = 0.0;                                    ///< log of the mean of the present weights
  double best_ = 0.0;                                       ///< the largest log likelihood of a particle
  double least_size_ = std::numeric_limits<double>::max();  ///< the least effective sample size that moves began with
  std::int64_t thinnest_ = 0;                               ///< after which observation
  double bound_ = std::numeric_limits<double>::quiet_NaN();
  std::vector<WeightedMoments> moments_;
};

class ChosenDataTempering final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_particles(schema, settings_.particles);
    declare_resampling(schema, settings_.resampling);
    declare_ess_threshold(schema, settings_.ess_threshold);
    schema.key("moves", settings_.moves, "Metropolis moves after each resampling").at_least(1).at_most(1e6);
    schema
        .key("divergence", settings_.divergence,
             "eps of the bound of the regret: models within it of the best one, per observation")
        .greater_than(0)
        .unset_means("d/(2n)")
        .symbol("eps");
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.particles; }
  [[nodiscard]] bool takes_target() const override { return true; }
  [[nodiscard]] bool is_filter() const override { return false; }

  void check_needs(const Problem& problem) const override {
    if (problem.target->observations() == 0) {
      fail_about("method.name",
                 "method.name = data_tempering needs observations to see, which model '{}' does not have",
                 problem.target->name());
    }
    const int dimension = problem.target->dimension();
    const std::int64_t least = 2 * (dimension + 1);
    if (settings_.particles >= least) return;
    fail_about("method.particles", "is too few for moves in {} dimensions: give at least {}", dimension, least);
  }

  [[nodiscard]] std::optional<std::int64_t> units(std::int64_t /*times*/) const override { return std::nullopt; }
  [[nodiscard]] std::int64_t more_bytes(std::int64_t /*columns*/, std::int64_t /*times*/) const override { return 8; }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& /*table*/) const override {
    return make_data_tempering(place, *problem.target, settings_);
  }

 private:
  DataTemperingSettings settings_;
};

}  // namespace

std::unique_ptr<Method> make_data_tempering(const MethodPlace& place, const StaticTarget& target,
                                            const DataTemperingSettings& settings) {
  return std::make_unique<DataTempering>(place, target, settings);
}

std::unique_ptr<Chosen> chosen_data_tempering() { return std::make_unique<ChosenDataTempering>(); }

}  // namespace starling::smc
