// Bootstrap, guided, auxiliary and entropic particle filters, one time after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

/// A path of the model: the state at each time.
using Path = std::vector<std::vector<double>>;

/// A filter that stands between two times: the generation of time() is weighted and not yet resampled, so that what needs
/// it (PaRIS, FFBS) reads population() before the next step(): states in now(), log weights in log_weight(), the integer
/// weights in cumulative() and weights(). Constructing, step(), rewind() and load() are collective.
///
/// Smoothers filter as bootstrap does. Guided draws begin at time 0 where the model can, and with its start law where it cannot.
class ParticleFilter {
 public:
  /// Nothing is drawn yet. `model` and `observations` must outlive the filter. With `ancestors` each particle knows its
  /// parent. The model must have the look-ahead that the settings ask for.
  ParticleFilter(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                 const FilterSettings& settings, bool ancestors);

  /// Makes and weighs the generation of time() + 1: resamples if ESS < threshold N (always if the threshold is 1), moves,
  /// weighs. Fails with blow_up on every rank if a weight is not a number or infinite, and if all are zero under
  /// OnExtinction::stop. Under zero the filter is then extinct(): its evidence is 0 from that time on, and further steps
  /// only pass times.
  void step(PhaseTimer& timer);

  /// Forgets all generations, and the pinned path, and begins again with other random numbers.
  void rewind(random::Key key);

  /// Pins slot 0 to path[t] at every time t to come, before weighing; resampling is then conditional multinomial and slot
  /// 0 its own ancestor. For filters that draw from the transition.
  void pin(Path path);

  /// The time of the present generation; -1 before the first step().
  [[nodiscard]] std::int64_t time() const { return time_; }
  [[nodiscard]] bool finished() const { return time_ + 1 == static_cast<std::int64_t>(observations_->size()); }

  /// Whether every particle has had weight zero at some time, this or an earlier one.
  [[nodiscard]] bool extinct() const { return extinct_; }

  /// Columns 0, ..., state_size - 1 are the state.
  [[nodiscard]] const WeightedPopulation& population() const { return population_; }
  [[nodiscard]] const StateSpace& model() const { return *model_; }
  [[nodiscard]] random::Key key() const { return key_; }

  /// Sums of the weights of the present generation.
  [[nodiscard]] const WeightSums& weights() const { return weights_; }
  [[nodiscard]] double effective_sample_size() const { return weights_.effective_sample_size(); }
  /// log of the estimate of p(y_0, ..., y_time), and what the last step added to it (-infinity at the time of an
  /// extinction, NaN after it).
  [[nodiscard]] double log_likelihood() const { return log_likelihood_; }
  [[nodiscard]] double log_likelihood_increment() const { return increment_; }
  /// Whether the last step began by resampling.
  [[nodiscard]] bool resampled() const { return resampled_; }

  /// Global slot, in the generation before, of each local slot's parent (as doubles, in device memory; its own slot at
  /// time 0 and where nothing was resampled). Null unless ancestors are kept.
  [[nodiscard]] const double* ancestor() const;

  [[nodiscard]] Traffic traffic() const;

  /// State, log_weight and, where kept, ancestor of this rank's slots.
  [[nodiscard]] std::vector<SlotColumn> particles() const;

  /// The pinned path is not part of the state: call pin() again before the run continues after load().
  [[nodiscard]] ReplicaState save() const;
  void load(const ReplicaState& state);

 private:
  /// The log weight that a particle is born with, before its own observation.
  enum class Birth { with_parents_weight, with_equal_weight, with_carried_weight };

  [[nodiscard]] Birth choose_parents(PhaseTimer& timer);
  [[nodiscard]] Birth choose_parents_by(double power);
  /// Returns the largest log weight, as StateSpace does.
  [[nodiscard]] double make_generation(Birth birth, PhaseTimer& timer);
  void put_pinned(double inherited);
  /// Goes to the next time without particles.
  void pass_extinct(double increment);
  /// Sums of log weights that the observation of `time` had a say in; makes the filter extinct where all are zero. Fails
  /// with a sentence that names the time.
  [[nodiscard]] WeightSums weigh(const double* log_weight, std::optional<double> largest, std::int64_t time);
  void number_ancestors();
  void inherit_ancestors();
  [[nodiscard]] int columns() const;
  [[nodiscard]] const Observation& observation(std::int64_t time) const { return (*observations_)[time]; }

  const StateSpace* model_;
  const Observations* observations_;
  FilterSettings settings_;
  random::Key key_;
  Proposal proposal_;
  int carried_column_;   ///< log weight that offspring are born with; -1 if the method never needs it
  int ancestor_column_;  ///< -1 if not kept
  WeightedPopulation population_;
  DeviceArray<double> selection_weight_;
  Path pinned_;

  std::int64_t time_ = -1;
  WeightSums weights_;
  double scale_ = 0.0;  ///< log-likelihood up to time_ = scale + log mean of the weights
  double log_likelihood_ = 0.0;
  double increment_ = 0.0;
  bool resampled_ = false;
  bool extinct_ = false;
};

/// Tells that all weights are zero.
[[nodiscard]] std::string extinction_sentence(std::int64_t time, std::int64_t particles);

}  // namespace starling::smc
