// Particles of several species, which differ in their self-propulsion.
#pragma once

#include <string_view>

#include "kernels/dynamics/parameters.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// There is none of a model that has no form in D dimensions.
template <class Model>
struct Mixture;

/// Model with a speed of self-propulsion for each species. A particle carries the number of its species behind Model's
/// own activity; a start writes it there, and it never changes. With equal speeds, positions have the bits of Model.
template <class Model>
requires registry::Defined<Model>
struct Mixture<Model> : Model {
  static constexpr int activity_components = Model::activity_components + 1;
  static constexpr int species_component = Model::activity_components;

  struct Parameters : Model::Parameters {
    int species = 0;                                    ///< 0 or 1: all particles are alike; a plain Model fits
    double species_self_propulsion[most_species] = {};  ///< v0 of each
  };

  /// The speed of all particles is no number of a mixture.
  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    p.self_propulsion = 0.0;
    Model::describe(p, [&](std::string_view name, auto&&... rest) {
      if (name != "self_propulsion") visitor(name.data(), rest...);
    });
  }

  double speed[most_species];

  static bool fits(const Parameters& p) {
    if constexpr (requires { Model::fits(p); }) {
      if (!Model::fits(p)) return false;
    }
    return p.species > 1;
  }

  static Mixture from(const Parameters& p) {
    Mixture mixture{Model::from(p), {}};
    for (int s = 0; s < p.species; ++s) mixture.speed[s] = p.species_self_propulsion[s];
    return mixture;
  }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* noise, double* displacement,
                              double* next_activity) const {
    Model own = *this;
    own.swim_at(speed[static_cast<int>(activity[species_component])]);
    own.step(activity, force, noise, displacement, next_activity);
    next_activity[species_component] = activity[species_component];
  }
};

}  // namespace starling
