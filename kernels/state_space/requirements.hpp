// The model concept piece by piece, so that a compiler says in words what a new model lacks.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include "kernels/parameters.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/concepts.hpp"

namespace starling {

/// Takes whatever number or list a model describes.
struct AnyVisitor {
  template <class Value>
  void operator()(const char* /*name*/, Value& /*value*/, const char* /*meaning*/, const Limits& /*limits*/) const {}
};

/// True; where the model lacks something, compiling this says what.
template <class Model>
constexpr bool meets_requirements() {
  using In = const double*;
  using Out = double*;
  using Time = std::int64_t;
  static_assert(
      requires { Model::name; }, "the model needs: static constexpr const char* name");
  static_assert(
      requires { Model::state_size + Model::observation_size; },
      "the model needs: static constexpr int state_size, observation_size");
  static_assert(
      requires { Model::start_normals + Model::start_uniforms; },
      "the model needs: static constexpr int start_normals, start_uniforms (the variates of start)");
  static_assert(
      requires { Model::normals + Model::uniforms; },
      "the model needs: static constexpr int normals, uniforms (the variates of step)");
  static_assert(
      requires { Model::observation_normals + Model::observation_uniforms; },
      "the model needs: static constexpr int observation_normals, observation_uniforms");
  static_assert(
      requires { typename Model::Parameters; }, "the model needs: struct Parameters, with default values");
  static_assert(
      requires(typename Model::Parameters & p) { Model::describe(p, AnyVisitor{}); },
      "the model needs: template <class Visitor> static void describe(Parameters&, Visitor&&)");
  static_assert(
      requires(typename Model::Parameters p) {
        { Model::from(p) } -> std::same_as<Model>;
      },
      "the model needs: static Model from(const Parameters&)");
  static_assert(
      requires(const Model& m, In in, Out out) { m.start(in, in, out); },
      "the model needs: void start(const double* normal, const double* uniform, double* state) const");
  static_assert(
      requires(const Model& m, Time t, In in, Out out) { m.step(t, in, in, in, out); },
      "the model needs: void step(std::int64_t time, const double* state, const double* normal, "
      "const double* uniform, double* next) const");
  static_assert(
      requires(const Model& m, Time t, In in) {
        { m.log_density(t, in, in) } -> std::same_as<double>;
      },
      "the model needs: double log_density(std::int64_t time, const double* state, const double* observation) const");
  static_assert(
      requires(const Model& m, Time t, In in, Out out) { m.observe(t, in, in, in, out); },
      "the model needs: void observe(std::int64_t time, const double* state, const double* normal, "
      "const double* uniform, double* observation) const");
  static_assert(StateSpaceModel<Model>, "the model does not satisfy StateSpaceModel (concepts.hpp)");
  static_assert(Model::observation_size <= Observation::most,
                "an observation has at most Observation::most components");
  static_assert(
      requires(const Model& m, Time t, In in) { m.log_transition(t, in, in); } ==
          requires(const Model& m, Time t) { m.log_transition_bound(t); },
      "log_transition and log_transition_bound come together");
  static_assert(
      requires(const Model& m, Time t, In in, Out out) { m.propose(t, in, in, in, in, out); } ==
          requires(const Model& m, Time t, In in) { m.log_proposal_weight(t, in, in, in); },
      "propose and log_proposal_weight come together");
  static_assert(
      requires(const Model& m, In in, Out out) { m.propose_start(in, in, in, out); } ==
          requires(const Model& m, In in) { m.log_start_weight(in, in); },
      "propose_start and log_start_weight come together");
  static_assert(
      SeesPartly<Model> || !requires(typename Model::Parameters p, Absent absent) { Model::from(p, absent); },
      "for partly missing observations the model needs: static Model from(const Parameters&, Absent)");
  static_assert(
      requires(const Model& m) {
        { m.impossible_value(0, 0.0) } -> std::convertible_to<std::string>;
      } || !requires { &Model::impossible_value; },
      "a model that knows impossible observations has: std::string impossible_value(int component, double value) "
      "const");
  static_assert(
      requires(const Model& m) {
        { m.no_transition_density() } -> std::convertible_to<std::string>;
      } || !requires { &Model::no_transition_density; },
      "a model that may lack a density has: std::string no_transition_density() const");
  return true;
}

}  // namespace starling
