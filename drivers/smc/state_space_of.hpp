// A model of kernels/state_space as the StateSpace that methods see.
#pragma once

#include <cstdint>
#include <string>

#include "drivers/smc/state_space.hpp"
#include "engine/failure.hpp"
#include "kernels/state_space/backward_draw.hpp"
#include "kernels/state_space/concepts.hpp"
#include "kernels/state_space/evaluate.hpp"
#include "kernels/state_space/propagate.hpp"
#include "kernels/state_space/requirements.hpp"
#include "kernels/state_space/simulate.hpp"

namespace starling::smc {

/// Launches the kernels of one model.
template <class Model>
class StateSpaceOf final : public StateSpace {
  static_assert(meets_requirements<Model>());

 public:
  explicit StateSpaceOf(const Model& model) : model_(model) {}

  [[nodiscard]] std::string name() const override { return Model::name; }
  [[nodiscard]] int state_size() const override { return Model::state_size; }
  [[nodiscard]] int observation_size() const override { return observed_components(model_); }
  [[nodiscard]] bool has_transition_density() const override { return HasTransitionDensity<Model>; }
  [[nodiscard]] bool has_proposal() const override { return HasProposal<Model>; }
  [[nodiscard]] bool has_look_ahead() const override { return HasLookAhead<Model>; }

  double start(const PropagateArrays& arrays, random::Key key, const Observation& observation) const override {
    return start_generation(model_, arrays, key, observation);
  }

  double propagate(const PropagateArrays& arrays, random::Key key, std::int64_t time, const Observation& observation,
                   Proposal proposal) const override {
    if (proposal == Proposal::guided && !HasProposal<Model>) refuse("a proposal");
    return starling::propagate(model_, arrays, key, time, observation, proposal);
  }

  void log_density(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                   const Observation& observation, double* log_density) const override {
    starling::log_density(model_, time, state, stride, count, observation, log_density);
  }

  void look_ahead(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                  const Observation& observation, double* log_eta) const override {
    if constexpr (HasLookAhead<Model>) {
      starling::look_ahead(model_, time, state, stride, count, observation, log_eta);
    } else {
      refuse("a look-ahead");
    }
  }

  void draw_backward(const BackwardDraws& draws, random::Key key, std::int64_t time) const override {
    if constexpr (HasTransitionDensity<Model>) {
      starling::draw_backward(model_, draws, key, time);
    } else {
      refuse("a transition density");
    }
  }

  [[nodiscard]] Simulated simulate(random::Key key, std::int64_t length) const override {
    Simulated run;
    starling::simulate(model_, key, length, run.states, run.observations);
    return run;
  }

 private:
  [[noreturn]] static void refuse(const char* capability) {
    fail(ExitCode::internal_error, "model '{}' was asked for {}, which it does not have", Model::name, capability);
  }

  Model model_;
};

}  // namespace starling::smc
