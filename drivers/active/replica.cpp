// Observing a replica.
#include "drivers/active/replica.hpp"

#include <cmath>
#include <limits>

#include "drivers/active/averaged_cadence.hpp"

namespace starling::active {

template <int D>
Replica<D>::Replica(const Communicator& group, const Deck& deck, PhaseTimer& timer, std::int64_t index)
    : group_(group),
      deck_(deck),
      index_(index),
      simulation_(group, deck, static_cast<std::uint32_t>(index)),
      stepper_(group, deck, simulation_, timer, 0),
      measurement_(group, deck),
      observables_(observables(deck)),
      averages_(observables_.size()),
      averaged_every_(deck.observe_every),
      profiles_(group, deck) {}

template <int D>
Replica<D>::Replica(const Communicator& group, const Deck& deck, PhaseTimer& timer, std::int64_t index,
                    std::int64_t first, std::span<const double> records)
    : group_(group),
      deck_(deck),
      index_(index),
      simulation_(group, deck, records, static_cast<std::uint32_t>(index)),
      stepper_(group, deck, simulation_, timer, first),
      measurement_(group, deck),
      observables_(observables(deck)),
      averages_(observables_.size()),
      averaged_every_(deck.observe_every),
      profiles_(group, deck) {}

template <int D>
std::vector<double> Replica<D>::observe(std::int64_t step) {
  const Moments moments = measurement_.moments(simulation_);
  const std::int64_t since = step - deck_.equilibration;
  const std::int64_t lag = displacement_steps(deck_);
  const bool full_lag = lag > 0 && since > 0 && since % lag == 0;
  std::vector<double> values;
  values.reserve(observables_.size());
  group_.together([&] {
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
  return values;
}

template <int D>
nlohmann::json Replica<D>::save() const {
  nlohmann::json averages = nlohmann::json::array();
  std::int64_t samples = 0;
  for (const BlockAverage& average : averages_) {
    averages.push_back(average.save());
    samples += average.samples();
  }
  return {
      {"averages", averages}, {"averaged_every", samples > 0 ? averaged_every_ : 0}, {"profiles", profiles_.save()}};
}

template <int D>
void Replica<D>::load(const nlohmann::json& state) {
  group_.together([&] {
    const auto& averages = state.at("averages");
    if (averages.size() != averages_.size()) {
      fail(ExitCode::bad_input, "the checkpoint holds averages of {} observables, this program has {}", averages.size(),
           averages_.size());
    }
    for (std::size_t k = 0; k < averages_.size(); ++k) averages_[k] = BlockAverage::load(averages[k]);
    averaged_every_ = averaged_every(state.at("averaged_every").get<std::int64_t>(), deck_.observe_every);
    profiles_.load(state.at("profiles"));
  });
}

template class Replica<1>;
template class Replica<2>;
template class Replica<3>;

}  // namespace starling::active
