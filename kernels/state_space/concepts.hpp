// What a state-space model must offer, and what it may.
#pragma once

#include <concepts>
#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/state_space/arrays.hpp"

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

/// For guided filters at time 0: x_0 drawn given y_0 from the variates of start(), and log(p_0 g / q) of that draw. A model
/// without draws x_0 from its law.
template <class Model>
concept HasStartProposal = requires(const Model& model, const double* in, double* out) {
  { model.propose_start(in, in, in, out) } -> std::same_as<void>;  // observation, normal, uniform, state
  { model.log_start_weight(in, in) } -> std::same_as<double>;      // state, observation
};

/// For observations of which some components are missing: static Model from(const Parameters&, Absent), the model that
/// sees only the others. Its densities and proposals are those of the components that are there, the rest being integrated
/// out, and are called with zeros for what is missing. With one component there is nothing to offer.
template <class Model>
concept SeesPartly = Model::observation_size == 1 ||
                     requires(const typename Model::Parameters& parameters, Absent absent) {
  { Model::from(parameters, absent) } -> std::same_as<Model>;
};

/// For auxiliary filters: log eta, an approximation of log p(y_time | x_{time-1}).
template <class Model>
concept HasLookAhead = requires(const Model& model, std::int64_t time, const double* in) {
  { model.log_look_ahead(time, in, in) } -> std::same_as<double>;  // time, state of time - 1, observation of time
};

// What a model may say of itself, also on a device:
//   int normals_drawn() const;                              how many of its normals step() and propose() read, if for these
//                                                           numbers fewer than `normals`; the others are 0

// What a model may say of itself, on the host:
//   int observed() const;                                   components of an observation, if fewer than observation_size
//   std::string impossible_value(int component, double value) const;   why it can never give this value of a component of
//                                                           an observation, as "symbols are 0 to 3"; empty if it can
//   std::string no_transition_density() const;              why log_transition does not exist for these numbers; empty if
//                                                           it does
//   static std::string objection(const Parameters&);        what is wrong with the numbers taken together; empty if nothing

}  // namespace starling
