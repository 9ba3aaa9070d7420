// Resampling, moving and weighing, one time after the other.
#include "drivers/smc/methods/particle_filter.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "drivers/smc/methods/selection.hpp"
#include "engine/population/records.hpp"

namespace starling::smc {

namespace {

/// Whether offspring are ever chosen by anything but their parents' weights.
bool selects_otherwise(const FilterSettings& settings) {
  return settings.look_ahead || settings.annealing != Annealing::none;
}

/// Sets one double in device memory.
void set(double* place, double value) {
  Kokkos::parallel_for(
      "set", IndexRange(0, 1), KOKKOS_LAMBDA(std::int64_t) { *place = value; });
}

}  // namespace

std::string extinction_sentence(std::int64_t time, std::int64_t particles) {
  return fmt::format(
      "at time {} every particle has weight zero: the model gives what was observed no chance from any of the {} "
      "particles; more particles may help, or other parameters",
      time, particles);
}

ParticleFilter::ParticleFilter(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                               const FilterSettings& settings, bool ancestors)
    : model_(&model),
      observations_(&observations),
      settings_(settings),
      key_(random::make_key(place.stream.seed, place.stream.replica, place.stream.chain)),
      proposal_(model.has_proposal() ? settings.proposal : Proposal::transition),
      carried_column_(selects_otherwise(settings) ? model.state_size() : -1),
      ancestor_column_(ancestors ? model.state_size() + (carried_column_ < 0 ? 0 : 1) : -1),
      population_(place.group, settings.particles,
                  model.state_size() + (carried_column_ < 0 ? 0 : 1) + (ancestor_column_ < 0 ? 0 : 1)) {
  if (carried_column_ >= 0) selection_weight_ = DeviceArray<double>("selection weight", population_.slots().count);
}

void ParticleFilter::rewind(random::Key key) {
  key_ = key;
  pinned_.clear();
  time_ = -1;
  weights_ = {};
  scale_ = 0.0;
  log_likelihood_ = 0.0;
  increment_ = 0.0;
  resampled_ = false;
  extinct_ = false;
}

void ParticleFilter::pin(Path path) {
  if (path.size() != observations_->size())
    fail(ExitCode::internal_error, "a path of {} times is pinned in a filter of {}", path.size(),
         observations_->size());
  pinned_ = std::move(path);
}

void ParticleFilter::step(PhaseTimer& timer) {
  if (extinct_) {
    pass_extinct(std::numeric_limits<double>::quiet_NaN());
    return;
  }
  const Birth birth = time_ < 0 ? Birth::with_parents_weight : choose_parents(timer);
  if (extinct_) {
    pass_extinct(-std::numeric_limits<double>::infinity());
    return;
  }
  resampled_ = birth != Birth::with_parents_weight;
  ++time_;
  const double largest = make_generation(birth, timer);
  population_.swap();
  const PhaseScope scope(timer, Phase::weighting);
  // A pinned particle is not the one whose weight was compared.
  weights_ = weigh(population_.log_weight(), pinned_.empty() ? std::optional(largest) : std::nullopt, time_);
  const double before = log_likelihood_;
  log_likelihood_ = scale_ + weights_.log_mean();
  increment_ = log_likelihood_ - before;
}

void ParticleFilter::pass_extinct(double increment) {
  ++time_;
  number_ancestors();
  double* const log_weight = population_.log_weight();
  Kokkos::parallel_for(
      "extinct", IndexRange(0, population_.slots().count),
      KOKKOS_LAMBDA(std::int64_t j) { log_weight[j] = -std::numeric_limits<double>::infinity(); });
  weights_ = population_.weigh(log_weight);
  log_likelihood_ = -std::numeric_limits<double>::infinity();
  increment_ = increment;
  resampled_ = false;
}

ParticleFilter::Birth ParticleFilter::choose_parents(PhaseTimer& timer) {
  const PhaseScope scope(timer, Phase::resampling);
  number_ancestors();
  const double threshold = settings_.ess_threshold * static_cast<double>(population_.slots().total);
  if (settings_.ess_threshold < 1.0 && effective_sample_size() >= threshold) return Birth::with_parents_weight;
  if (!pinned_.empty()) {
    scale_ += weights_.log_mean();
    population_.resample_conditionally(key_, time_ + 1);
    return Birth::with_equal_weight;
  }
  const auto length = static_cast<std::int64_t>(observations_->size());
  const double power = inverse_temperature(settings_.annealing, population_, weights_, time_, length);
  if (settings_.look_ahead || power != 1.0) return choose_parents_by(power);
  scale_ += weights_.log_mean();
  population_.resample(settings_.resampling, key_, time_ + 1);
  return Birth::with_equal_weight;
}

ParticleFilter::Birth ParticleFilter::choose_parents_by(double power) {
  const bool look_ahead = settings_.look_ahead;
  const bool forgets = settings_.annealing == Annealing::annealed_published;
  double* const selection = selection_weight_.data();
  const std::int64_t count = population_.slots().count;
  if (look_ahead) {
    model_->look_ahead(time_ + 1, population_.now(), population_.now_stride(), count, observation(time_ + 1),
                       selection);
  }
  double* const carried = population_.now() + carried_column_ * population_.now_stride();
  select({population_.log_weight(), selection, carried, count}, {power, look_ahead, forgets});
  const WeightSums chosen_by = weigh(selection, std::nullopt, time_ + 1);
  if (extinct_) return Birth::with_carried_weight;
  scale_ += forgets ? weights_.log_mean() : chosen_by.log_mean();
  population_.resample(settings_.resampling, key_, time_ + 1);
  return Birth::with_carried_weight;
}

double ParticleFilter::make_generation(Birth birth, PhaseTimer& timer) {
  const PhaseScope scope(timer, Phase::propagation);
  const RowBlock& slots = population_.slots();
  const double* carried = nullptr;
  if (birth == Birth::with_parents_weight) carried = population_.log_weight();
  if (birth == Birth::with_carried_weight) carried = population_.now() + carried_column_ * population_.now_stride();
  const PropagateArrays arrays{{population_.now(), population_.now_stride(), population_.parent(), carried},
                               population_.next(),
                               population_.next_stride(),
                               population_.log_weight(),
                               slots.first,
                               slots.count};
  const bool pins_here = !pinned_.empty() && slots.first == 0 && slots.count > 0;
  const double inherited = pins_here && time_ > 0 && carried != nullptr ? to_host(carried, 1).front() : 0.0;
  double largest = time_ == 0 ? model_->start(arrays, key_, observation(time_), proposal_)
                              : model_->propagate(arrays, key_, time_, observation(time_), proposal_);
  if (pins_here) put_pinned(inherited);
  inherit_ancestors();
  return largest;
}

void ParticleFilter::put_pinned(double inherited) {
  double* const state = population_.next();
  const std::int64_t stride = population_.next_stride();
  for (int c = 0; c < model_->state_size(); ++c) set(state + c * stride, pinned_[time_][c]);
  double* const log_weight = population_.log_weight();
  model_->log_density(time_, state, stride, 1, observation(time_), log_weight);
  set(log_weight, inherited + to_host(log_weight, 1).front());
}

WeightSums ParticleFilter::weigh(const double* log_weight, std::optional<double> largest, std::int64_t time) {
  WeightSums sums;
  try {
    sums = largest ? population_.weigh(log_weight, *largest) : population_.weigh(log_weight);
  } catch (const Failure& failure) {
    throw failure.reworded(fmt::format("at time {}: {}", time, failure.what()));
  }
  if (sums.total > 0) return sums;
  if (settings_.on_extinction == OnExtinction::stop) {
    throw Failure(ExitCode::blow_up, extinction_sentence(time, sums.particles), FailureScope::every_rank);
  }
  extinct_ = true;
  return sums;
}

void ParticleFilter::number_ancestors() {
  if (ancestor_column_ < 0) return;
  const std::int64_t first = population_.slots().first;
  double* const own = population_.now() + ancestor_column_ * population_.now_stride();
  Kokkos::parallel_for(
      "number ancestors", IndexRange(0, population_.slots().count),
      KOKKOS_LAMBDA(std::int64_t j) { own[j] = static_cast<double>(first + j); });
}

void ParticleFilter::inherit_ancestors() {
  if (ancestor_column_ < 0) return;
  const std::int32_t* const place = population_.parent();
  const std::int64_t first = population_.slots().first;
  const double* const parents = population_.now() + ancestor_column_ * population_.now_stride();
  double* const ancestor = population_.next() + ancestor_column_ * population_.next_stride();
  Kokkos::parallel_for(
      "inherit ancestors", IndexRange(0, population_.slots().count), KOKKOS_LAMBDA(std::int64_t j) {
        ancestor[j] = place != nullptr ? parents[place[j]] : static_cast<double>(first + j);
      });
}

}  // namespace starling::smc
