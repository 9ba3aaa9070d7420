// A state-space model as the methods see it, whichever it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/backward.hpp"

namespace starling::smc {

/// A functional of two successive states that smoothing adds up over time; x is the first component.
enum class Functional { state, product, square };  // x_t, x_{t-1} x_t, x_t^2

/// Launches of a model's kernels on this rank; none communicates. All arrays are device memory. Noise depends on key, time
/// and slot only.
class StateSpace {
 public:
  virtual ~StateSpace() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual int state_size() const = 0;
  [[nodiscard]] virtual int observation_size() const = 0;
  /// Why there is no transition density, as "which model 'sir' does not have"; empty if there is one.
  [[nodiscard]] virtual std::string no_transition_density() const = 0;
  [[nodiscard]] virtual bool has_proposal() const = 0;
  [[nodiscard]] virtual bool has_look_ahead() const = 0;

  /// Whether observations may lack some of their components.
  [[nodiscard]] virtual bool sees_partly() const = 0;
  /// Why the model can never give this value of a component of an observation; empty if it can.
  [[nodiscard]] virtual std::string impossible_value(int component, double value) const = 0;

  /// Time 0: states from their law, or guided by the observation where the model can, weighted by it. Returns the largest
  /// log weight of this rank: -infinity if all are impossible or there are none, NaN if any is NaN. `arrays.parents` is not
  /// read.
  virtual double start(const PropagateArrays& arrays, random::Key key, const Observation& observation,
                       Proposal proposal) const = 0;

  /// Time `time` > 0 from its parents; otherwise like start().
  virtual double propagate(const PropagateArrays& arrays, random::Key key, std::int64_t time,
                           const Observation& observation, Proposal proposal) const = 0;

  /// log g(y_time | x_time) of each of `count` particles of `time`; 0 where that is missing.
  virtual void log_density(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                           const Observation& observation, double* log_density) const = 0;

  /// log eta of each of `count` particles of time - 1 for the observation of `time`; 0 where that is missing.
  virtual void look_ahead(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                          const Observation& observation, double* log_eta) const = 0;

  /// Ancestors at time - 1 of particles at `time`.
  virtual void draw_backward(const BackwardDraws& draws, random::Key key, std::int64_t time) const = 0;

  /// States and observations of one run of the model: row t holds time t.
  struct Simulated {
    std::vector<std::vector<double>> states;
    std::vector<std::vector<double>> observations;
  };
  [[nodiscard]] virtual Simulated simulate(random::Key key, std::int64_t length) const = 0;
};

}  // namespace starling::smc
