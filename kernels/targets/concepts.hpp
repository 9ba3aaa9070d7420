// What a static target must offer: a prior that can be drawn from, and a likelihood.
#pragma once

#include <concepts>

#include "kernels/portability.hpp"

namespace starling {

// A target is a device struct of numbers, and pointers to device memory where it has data. Its dimension is chosen at run
// time, so its functions work on a block of `Lanes` points side by side, component c of point `lane` at
// state[c][lane], and loop over lanes innermost. No function may call libm: use starling::math.

/// Most components of a point.
inline constexpr int most_target_dimensions = 16;

/// Most normal variates that drawing a point from the prior takes.
inline constexpr int most_start_normals = 2 * most_target_dimensions;

/// What the tempering sampler needs. Besides these members, which a generic kernel needs:
///   static constexpr const char* name;                      its name in a deck
///   static constexpr bool needs_data;
///   struct Parameters;                                      its numbers in a deck, with their defaults
///   template <class Visitor> static void describe(Parameters&, Visitor&&);   see ../state_space/parameters.hpp
///   static std::string objection(const Parameters&);        why the numbers do not go together, beginning with the key
///                                                           that is to be changed ("model.weights ..."); empty if they do
///   static Target from(const Parameters&);                  the device struct; from(const Parameters&, const Data&), Data
///                                                           a struct of device pointers, where it has data
///   int dimension;                                          components of a point
///   int start_normals() const;                              variates that start() takes
///   void start(const double (*normal)[Lanes], double (*state)[Lanes]) const;   points from the prior
///   void log_prior(const double (*state)[Lanes], double* log_density) const;   normalised
///   void log_likelihood(const double (*state)[Lanes], double* log_density) const;   -infinity where impossible
template <class Target>
concept StaticTargetModel = requires(const Target& target, const double (*in)[1], double (*state)[1], double* out) {
  { Target::name } -> std::convertible_to<const char*>;
  { Target::needs_data } -> std::convertible_to<bool>;
  typename Target::Parameters;
  { target.dimension } -> std::convertible_to<int>;
  { target.start_normals() } -> std::same_as<int>;
  { target.template start<1>(in, state) } -> std::same_as<void>;
  { target.template log_prior<1>(in, out) } -> std::same_as<void>;
  { target.template log_likelihood<1>(in, out) } -> std::same_as<void>;
};

/// A target whose log densities have gradients; one with data also says what it is of other observations, and of some of its
/// own:
///   Target of(const double* rows, int observations) const;
///   Target part(int first, int count) const;
template <class Target>
concept DifferentiableTarget = StaticTargetModel<Target> &&
    requires(const Target& target, const double (*in)[1], double (*gradient)[1]) {
  { target.template log_prior_gradient<1>(in, gradient) } -> std::same_as<void>;
  { target.template log_likelihood_gradient<1>(in, gradient) } -> std::same_as<void>;
};

}  // namespace starling
