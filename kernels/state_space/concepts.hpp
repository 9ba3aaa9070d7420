// What a state-space model must offer, and what it may.
#pragma once

#include <concepts>
#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

// A model is a device struct of numbers. States, observations and variates are arrays in registers: `state_size`,
// `observation_size`, `normals`, ... doubles; whole numbers (counts, labels) are held as doubles. Times are
// 0, 1, ..., T-1, and time 0 is the first observation. No function may call libm: use starling::math.

/// The least a particle filter needs:
///   static constexpr const char* name;                      its name in a deck
///   static constexpr int state_size, observation_size;
///   static constexpr int start_normals, start_uniforms;     variates that start() takes
///   static constexpr int normals, uniforms;                 variates that step() takes
///   static constexpr int observation_normals, observation_uniforms;   variates that observe() takes
///   struct Parameters;                                      its numbers in a deck, with their defaults
///   template <class Visitor> static void describe(Parameters&, Visitor&&);   see parameters.hpp
///   static Model from(const Parameters&);                   the device struct
///   void start(normal, uniform, state);                     x_0 from its law
///   void step(time, state, normal, uniform, next);          x_time given x_{time-1}
///   double log_density(time, state, observation);           log g(y_time | x_time); -infinity where impossible
///   void observe(time, state, normal, uniform, observation);   y_time given x_time
template <class Model>
concept StateSpaceModel = requires(const Model& model, std::int64_t time, const double* in, double* out) {
  { Model::name } -> std::convertible_to<const char*>;
  { Model::state_size } -> std::convertible_to<int>;
  { Model::observation_size } -> std::convertible_to<int>;
  { Model::start_normals } -> std::convertible_to<int>;
  { Model::start_uniforms } -> std::convertible_to<int>;
  { Model::normals } -> std::convertible_to<int>;
  { Model::uniforms } -> std::convertible_to<int>;
  { Model::observation_normals } -> std::convertible_to<int>;
  { Model::observation_uniforms } -> std::convertible_to<int>;
  { Model::from(typename Model::Parameters{}) } -> std::same_as<Model>;
  { model.start(in, in, out) } -> std::same_as<void>;
  { model.step(time, in, in, in, out) } -> std::same_as<void>;
  { model.log_density(time, in, in) } -> std::same_as<double>;
  { model.observe(time, in, in, in, out) } -> std::same_as<void>;
};

/// For smoothing: log m(x_{time-1}, x_time), and a bound of it over all pairs of states.
template <class Model>
concept HasTransitionDensity = requires(const Model& model, std::int64_t time, const double* in) {
  { model.log_transition(time, in, in) } -> std::same_as<double>;
  { model.log_transition_bound(time) } -> std::same_as<double>;
};

/// For guided filters: x_time drawn given x_{time-1} and y_time, and log(m g / q) of that draw.
template <class Model>
concept HasProposal = requires(const Model& model, std::int64_t time, const double* in, double* out) {
  // time, state, observation, normal, uniform, next
  { model.propose(time, in, in, in, in, out) } -> std::same_as<void>;
  // time, state, next, observation
  { model.log_proposal_weight(time, in, in, in) } -> std::same_as<double>;
};

/// For auxiliary filters: log eta, an approximation of log p(y_time | x_{time-1}).
template <class Model>
concept HasLookAhead = requires(const Model& model, std::int64_t time, const double* in) {
  { model.log_look_ahead(time, in, in) } -> std::same_as<double>;  // time, state of time - 1, observation of time
};

}  // namespace starling
