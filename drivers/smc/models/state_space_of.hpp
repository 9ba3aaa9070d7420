// A model of kernels/state_space as the StateSpace that methods see.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "drivers/smc/models/state_space.hpp"
#include "engine/failure.hpp"
#include "kernels/state_space/backward_draw.hpp"
#include "kernels/state_space/concepts.hpp"
#include "kernels/state_space/evaluate.hpp"
#include "kernels/state_space/propagate.hpp"
#include "kernels/state_space/requirements.hpp"
#include "kernels/state_space/simulate.hpp"

namespace starling::smc {

/// Launches the kernels of one model; where an observation lacks components, those of the model that sees the others.
template <class Model>
class StateSpaceOf final : public StateSpace {
  static_assert(meets_requirements<Model>());

 public:
  explicit StateSpaceOf(const typename Model::Parameters& parameters)
      : parameters_(parameters), model_(Model::from(parameters)) {}

  [[nodiscard]] std::string name() const override { return Model::name; }
  [[nodiscard]] int state_size() const override { return Model::state_size; }
  [[nodiscard]] int observation_size() const override { return observed_components(model_); }
  [[nodiscard]] std::string no_transition_density() const override {
    if constexpr (!HasTransitionDensity<Model>) {
      return fmt::format("which model '{}' does not have", Model::name);
    } else if constexpr (requires { model_.no_transition_density(); }) {
      const std::string why = model_.no_transition_density();
      return why.empty() ? why : "which does not exist: " + why;
    } else {
      return "";
    }
  }
  [[nodiscard]] bool has_proposal() const override { return HasProposal<Model>; }
  [[nodiscard]] bool has_look_ahead() const override { return HasLookAhead<Model>; }

  [[nodiscard]] bool sees_partly() const override { return SeesPartly<Model>; }
  [[nodiscard]] std::string impossible_value(int component, double value) const override {
    if constexpr (requires { model_.impossible_value(component, value); }) {
      return model_.impossible_value(component, value);
    } else {
      return "";
    }
  }

  double start(const PropagateArrays& arrays, random::Key key, const Observation& observation,
               Proposal proposal) const override {
    return start_generation(seeing(observation), arrays, key, observation, proposal);
  }

  double propagate(const PropagateArrays& arrays, random::Key key, std::int64_t time, const Observation& observation,
                   Proposal proposal) const override {
    if (proposal == Proposal::guided && !HasProposal<Model>) refuse("a proposal");
    return starling::propagate(seeing(observation), arrays, key, time, observation, proposal);
  }

  void log_density(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                   const Observation& observation, double* log_density) const override {
    starling::log_density(seeing(observation), time, state, stride, count, observation, log_density);
  }

  void look_ahead(std::int64_t time, const double* state, std::int64_t stride, std::int64_t count,
                  const Observation& observation, double* log_eta) const override {
    if constexpr (HasLookAhead<Model>) {
      starling::look_ahead(seeing(observation), time, state, stride, count, observation, log_eta);
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

  /// The model that sees what the observation has.
  const Model& seeing(const Observation& observation) const {
    if (observation.missing || !observation.absent.any()) return model_;
    if constexpr (requires { Model::from(parameters_, observation.absent); }) {
      const auto known = partly_.find(observation.absent.bits);
      if (known != partly_.end()) return known->second;
      return partly_.emplace(observation.absent.bits, Model::from(parameters_, observation.absent)).first->second;
    } else {
      refuse("densities of partly missing observations");
    }
  }

  typename Model::Parameters parameters_;
  Model model_;
  mutable std::map<std::uint32_t, Model> partly_;  ///< by what is absent, made when first asked for
};

}  // namespace starling::smc
