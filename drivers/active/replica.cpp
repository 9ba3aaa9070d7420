// Observing a replica, and its results.
#include "drivers/active/replica_in.hpp"

#include <cmath>
#include <limits>

#include "drivers/active/observables/averaged_cadence.hpp"
#include "drivers/active/saved_particles.hpp"
#include "drivers/active/start/push_off.hpp"
#include "engine/run/averaged_result.hpp"

namespace starling::active {

namespace {

/// One replica's average of an observable over the time `observed`.
Result result_of(const Observable& observable, const BlockAverage& average, double observed) {
  Result result = averaged_result(observable.name, average, observed / static_cast<double>(average.samples()));
  if (result.samples == 0 && !observable.undefined.empty()) result.reason = observable.undefined;
  if (result.resolved && observable.doubt != nullptr) result.doubt = observable.doubt(result.mean, result.error);
  return result;
}

}  // namespace

template <int D>
ReplicaIn<D>::ReplicaIn(const Deck& deck, const MemberPlace& place, const MemberState* resumed)
    : deck_(deck),
      simulation_(place.group, deck, static_cast<std::uint32_t>(place.replica), resumed),
      stepper_(simulation_, place.timer, simulation_.skin_tuner(),
               resumed == nullptr ? 0 : resumed->shared.at("step").get<std::int64_t>()),
      measurement_(place.group, deck, simulation_.model()),
      frame_fields_(active::frame_fields(simulation_.model(), measurement_.score())),
      observables_(observables(deck, simulation_.model())),
      averages_(observables_.size()),
      averaged_every_(deck.observe_every),
      profiles_(deck, simulation_.model()) {
  if (resumed != nullptr) simulation_.communicator().together([&] { load(resumed->shared); });
}

template <int D>
std::vector<std::string> ReplicaIn<D>::columns() const {
  std::vector<std::string> names{"time"};
  for (const Observable& observable : observables_) names.push_back(observable.name);
  return names;
}

template <int D>
void ReplicaIn<D>::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  stepper_.advance(std::min(units, deck_.steps));
}

template <int D>
void ReplicaIn<D>::settle(bool looks) {
  const double scored = measurement_.score() == nullptr ? 0.0 : measurement_.score()->range();
  stepper_.settle(looks ? std::max(observation_reach(deck_), scored) : 0.0);
}

template <int D>
void ReplicaIn<D>::observe(std::vector<TableRow>& rows) {
  const std::int64_t step = stepper_.step();
  const Moments moments = measurement_.moments(simulation_);
  const std::int64_t since = step - deck_.equilibration;
  const std::int64_t lag = displacement_steps(deck_);
  const bool full_lag = lag > 0 && since > 0 && since % lag == 0;
  std::vector<double> values{static_cast<double>(step) * deck_.time_step};
  values.reserve(1 + observables_.size());
  simulation_.communicator().together([&] {
    for (std::size_t k = 0; k < observables_.size(); ++k) {
      const Observable& observable = observables_[k];
      const bool shown = observable.undefined.empty() && (!observable.only_at_full_lag || since > 0);
      const double value = shown ? observable.value(moments) : std::numeric_limits<double>::quiet_NaN();
      values.push_back(value);
      const bool missing = observable.may_be_missing && std::isnan(value);
      const bool counts = since > 0 && step % averaged_every_ == 0 && (full_lag || !observable.only_at_full_lag);
      if (shown && counts && !missing) averages_[k].push(value);
    }
  });
  profiles_.add(step, simulation_, moments, measurement_);
  if (lag > 0 && since >= 0 && since % lag == 0) simulation_.reset_origins();
  rows.push_back({step, std::move(values)});
}

template <int D>
std::vector<Result> ReplicaIn<D>::results() const {
  std::vector<Result> results;
  const double observed = static_cast<double>(stepper_.step() - deck_.equilibration) * deck_.time_step;
  for (std::size_t k = 0; k < observables_.size(); ++k) {
    results.push_back(result_of(observables_[k], averages_[k], observed));
  }
  return results;
}

template <int D>
MemberState ReplicaIn<D>::save() const {
  MemberState state = simulation_.save();
  nlohmann::json averages = nlohmann::json::array();
  std::int64_t samples = 0;
  for (const BlockAverage& average : averages_) {
    averages.push_back(average.save());
    samples += average.samples();
  }
  state.shared.update({{"step", stepper_.step()},
                       {"averages", averages},
                       {"averaged_every", samples > 0 ? averaged_every_ : 0},
                       {"profiles", profiles_.save()},
                       {"score_digest", measurement_.score() == nullptr ? 0 : measurement_.score()->digest()}});
  return state;
}

/// Bad input if the state is of other observables.
template <int D>
void ReplicaIn<D>::load(const nlohmann::json& state) {
  const std::uint64_t digest = measurement_.score() == nullptr ? 0 : measurement_.score()->digest();
  if (state.value("score_digest", std::uint64_t{0}) != digest) {
    fail(ExitCode::bad_input, "score.network is not the network that the run to be continued was begun with");
  }
  const auto& averages = state.at("averages");
  if (averages.size() != averages_.size()) {
    fail(ExitCode::bad_input, "the checkpoint holds averages of {} observables, this program has {}", averages.size(),
         averages_.size());
  }
  for (std::size_t k = 0; k < averages_.size(); ++k) averages_[k] = BlockAverage::load(averages[k]);
  averaged_every_ = averaged_every(state.at("averaged_every").get<std::int64_t>(), deck_.observe_every);
  profiles_.load(state.at("profiles"));
}

template <int D>
HaloSize ReplicaIn<D>::halo() const {
  const auto& neighbourhood = simulation_.neighbourhood();
  const auto& settings = neighbourhood.settings();
  return {simulation_.particles().ghosts(), neighbourhood.halo().neighbours(), settings.cutoff + settings.skin};
}

template <int D>
std::vector<FieldLayout> ReplicaIn<D>::frame_fields() const {
  std::vector<FieldLayout> layouts;
  for (const FrameField<D>& field : frame_fields_) layouts.push_back(field.layout);
  return layouts;
}

template <int D>
MemberState ReplicaIn<D>::frame() {
  measurement_.compute(simulation_);
  const std::vector<double> records = save_records(simulation_.particles());
  MemberState state = placed_particles(simulation_.model().record, records);
  const FrameSource<D> source{simulation_, measurement_, records};
  for (const FrameField<D>& field : frame_fields_) {
    state.columns.push_back({field.layout.name, field.layout.components, field.values(source), field.layout.element});
  }
  return state;
}

template <int D>
std::int64_t ReplicaIn<D>::push_off(const Schema& schema) {
  return active::push_off(schema, simulation_);
}

std::unique_ptr<Replica> make_replica(const Deck& deck, const MemberPlace& place, const MemberState* resumed) {
  return in_dimension(deck, [&](auto dimension) -> std::unique_ptr<Replica> {
    return std::make_unique<ReplicaIn<dimension()>>(deck, place, resumed);
  });
}

std::int64_t bytes_per_particle(const Deck& deck) {
  return in_dimension(deck, [&](auto dimension) -> std::int64_t {
    constexpr int D = dimension();
    const RecordLayout<D> record = make_model<D>(deck).record;
    const std::int64_t doubles =
        3 * packed_stride<D> + 2 * record.activity_components + D + 2 * record.origin_components();
    return 8 * doubles + 4 * (2 * D + 2);
  });
}

template class ReplicaIn<1>;
template class ReplicaIn<2>;
template class ReplicaIn<3>;

}  // namespace starling::active
