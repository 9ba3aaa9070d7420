// Sweeps of a PaRIS particle Gibbs chain.
#include "drivers/smc/methods/smoothing/paris_gibbs.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/methods/smoothing/paris_sums.hpp"
#include "drivers/smc/methods/smoothing/path_history.hpp"
#include "drivers/smc/problem.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

namespace {

/// How often the first sweep begins again from time 0 before it gives up.
constexpr int most_starts = 10;
/// How often it draws a generation before it begins again: the fewer particles, the more often they die out by chance.
std::int64_t most_draws(std::int64_t particles) { return std::max<std::int64_t>(100, 100000 / particles); }
/// Added to the number of an attempt, it is no sweep's number.
constexpr std::uint32_t first_attempt_key = 0x80000000;

/// The filter is told of extinctions, not stopped by them.
FilterSettings filter_settings(FilterSettings settings) {
  settings.on_extinction = OnExtinction::zero;
  return settings;
}

class ParisGibbs final : public Method {
 public:
  ParisGibbs(const MethodPlace& place, const StateSpace& model, const Observations& observations,
             const ParisGibbsSettings& settings)
      : Method(place.timer),
        settings_(settings),
        stream_(place.stream),
        length_(static_cast<std::int64_t>(observations.size())),
        filter_(place, model, observations, filter_settings(settings.paris.filter), false),
        sums_(filter_, settings.paris),
        history_(filter_) {}

  [[nodiscard]] std::vector<std::string> columns() const override { return {"estimate", "rolled_average"}; }
  [[nodiscard]] std::int64_t done() const override { return sweep_ * length_ + filter_.time() + 1; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return (settings_.sweeps + 1) * length_; }
  [[nodiscard]] bool finished() const override { return sweep_ == settings_.sweeps && filter_.finished(); }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(filter_.population().slots().total);
  }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    if (filter_.finished()) begin_sweep(timer);
    if (sweep_ == 0) {
      step_unpinned(timer);
      return;
    }
    sums_.before_step(filter_, timer);
    filter_.step(timer);
    if (filter_.extinct()) refuse_extinct(filter_.time());
    note(timer);
    if (!filter_.finished()) return;
    const double estimate = sums_.estimate(filter_);
    if (sweep_ > settings_.burn_in) kept_sum_ += estimate;
    rows.push_back({sweep_, {estimate, rolled_average()}});
  }

  [[nodiscard]] std::vector<Result> results() const override {
    return {{smoothed_name(settings_.paris.functional), rolled_average()}};
  }

  [[nodiscard]] ReplicaState save() const override {
    ReplicaState state = filter_.save();
    state.shared["sweep"] = sweep_;
    state.shared["path"] = path_;
    state.shared["kept_sum"] = kept_sum_;
    if (attempt_ > 0) state.shared["attempt"] = attempt_;
    state.columns.push_back(sums_.column());
    history_.save(state.columns);
    return state;
  }

  void load(const ReplicaState& state) override {
    sweep_ = state.shared.at("sweep").get<std::int64_t>();
    path_ = state.shared.at("path").get<Path>();
    kept_sum_ = state.shared.at("kept_sum").get<double>();
    attempt_ = state.shared.value("attempt", std::uint32_t{0});
    filter_.rewind(key_of_sweep());
    if (sweep_ > 0) filter_.pin(path_);
    filter_.load(state);
    sums_.load(state.columns);
    history_.load(state.columns, filter_.time() + 1);
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override {
    std::vector<SlotColumn> columns = filter_.particles();
    columns.push_back(sums_.column());
    return columns;
  }

  [[nodiscard]] Traffic traffic() const override {
    Traffic traffic = filter_.traffic();
    traffic.bytes_sent += sums_.bytes_sent();
    return traffic;
  }

 private:
  [[nodiscard]] random::Key key_of_sweep() const {
    const auto sweep = attempt_ > 0 ? first_attempt_key + attempt_ : static_cast<std::uint32_t>(sweep_);
    return random::make_key(stream_.seed, stream_.replica, stream_.chain, sweep);
  }

  void note(PhaseTimer& timer) {
    sums_.after_step(filter_, timer);
    const PhaseScope scope(timer, Phase::output);
    history_.note(filter_, sums_);
  }

  /// Takes the first sweep one time further. No path is pinned yet, so its filter may die out. Sweeps leave the smoothing
  /// law as it is whatever path the first one gives, as long as the model and the observations allow that path; so a
  /// generation without weight is drawn anew from the one before, and where that does not help, the sweep.
  void step_unpinned(PhaseTimer& timer) {
    const std::int64_t time = filter_.time() + 1;
    for (int start = 0; start < most_starts; ++start) {
      if (start > 0) {
        draw_otherwise();
        history_.clear();
      }
      while (filter_.time() < time && survives_step(timer)) note(timer);
      if (filter_.time() == time && !filter_.extinct()) return;
    }
    refuse_extinct(filter_.time());
  }

  /// Makes the next generation, as often as needed; false if the filter is extinct all the same.
  bool survives_step(PhaseTimer& timer) {
    sums_.before_step(filter_, timer);
    const ReplicaState before = filter_.save();
    for (std::int64_t draw = 0; draw < most_draws(settings_.paris.filter.particles); ++draw) {
      if (draw > 0) {
        draw_otherwise();
        filter_.load(before);
      }
      filter_.step(timer);
      if (!filter_.extinct()) return true;
    }
    return false;
  }

  /// Forgets the generations; noise that nothing has used comes next.
  void draw_otherwise() {
    ++attempt_;
    filter_.rewind(key_of_sweep());
  }

  [[noreturn]] void refuse_extinct(std::int64_t time) const {
    throw Failure(ExitCode::blow_up,
                  fmt::format("sweep {}: {}{}", sweep_, extinction_sentence(time, settings_.paris.filter.particles),
                              sweep_ > 0 ? ""
                                         : fmt::format(" ({} starts were tried, with {} draws of each generation)",
                                                       most_starts, most_draws(settings_.paris.filter.particles))),
                  FailureScope::every_rank);
  }

  /// Draws the path of the sweep that has ended and pins the next filter to it.
  void begin_sweep(PhaseTimer& timer) {
    const PhaseScope scope(timer, Phase::smoothing);
    path_ = history_.draw(filter_);
    history_.clear();
    ++sweep_;
    attempt_ = 0;
    filter_.rewind(key_of_sweep());
    filter_.pin(path_);
  }

  [[nodiscard]] double rolled_average() const {
    if (sweep_ <= settings_.burn_in) return std::numeric_limits<double>::quiet_NaN();
    const std::int64_t kept = sweep_ - settings_.burn_in - (filter_.finished() ? 0 : 1);
    return kept_sum_ / static_cast<double>(kept);
  }

  ParisGibbsSettings settings_;
  Stream stream_;
  std::int64_t length_;
  std::int64_t sweep_ = 0;
  std::uint32_t attempt_ = 0;  ///< how often the first sweep has changed its noise
  ParticleFilter filter_;
  ParisSums sums_;
  PathHistory history_;
  Path path_;              ///< that the present sweep is pinned to
  double kept_sum_ = 0.0;  ///< of the estimates of sweeps after burn_in
};

class ChosenParisGibbs final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    FilterSettings& filter = settings_.paris.filter;
    declare_particles(schema, filter.particles, 2);
    schema.key("resampling", filter.resampling, {{"multinomial", Resampling::multinomial}},
               "how offspring are drawn: with a slot pinned to a path, no other way leaves the smoothing law as it is");
    declare_ess_threshold(schema, filter.ess_threshold);
    declare_backward_draws(schema, settings_.paris.backward_draws);
    declare_functional(schema, settings_.paris.functional);
    schema.key("chains", settings_.chains, "independent chains of each replica").at_least(1).at_most(1e6);
    schema.key("sweeps", settings_.sweeps, "sweeps of each chain")
        .at_least(1)
        .at_most(1e9)
        .required()
        .may_change_on_restart();
    schema.key("burn_in", settings_.burn_in, "sweeps left out of the average").at_least(0).symbol("k_0");
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.paris.filter.particles; }
  [[nodiscard]] std::optional<std::int64_t> chains() const override { return settings_.chains; }
  [[nodiscard]] bool is_filter() const override { return false; }

  void check() const override {
    if (settings_.burn_in < settings_.sweeps) return;
    fail_about("method.burn_in", "leaves no sweep to average: burn_in must be below sweeps = {}", settings_.sweeps);
  }

  void check_needs(const Problem& problem) const override { require_transition_density("paris_gibbs", *problem.model); }

  [[nodiscard]] std::optional<std::int64_t> units(std::int64_t times) const override {
    return (settings_.sweeps + 1) * times;
  }
  [[nodiscard]] std::string length_key() const override { return "method.sweeps"; }
  [[nodiscard]] std::int64_t more_bytes(std::int64_t columns, std::int64_t times) const override {
    return gathered_bytes(columns) + history_bytes(columns, times);
  }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& /*table*/) const override {
    return make_paris_gibbs(place, *problem.model, problem.observations, settings_);
  }

 private:
  ParisGibbsSettings settings_;
};

}  // namespace

std::unique_ptr<Method> make_paris_gibbs(const MethodPlace& place, const StateSpace& model,
                                         const Observations& observations, const ParisGibbsSettings& settings) {
  return std::make_unique<ParisGibbs>(place, model, observations, settings);
}

std::unique_ptr<Chosen> chosen_paris_gibbs() { return std::make_unique<ChosenParisGibbs>(); }

}  // namespace starling::smc
