// Declaring the keys of [observables] and their defaults.
#include "drivers/active/deck.hpp"

#include <algorithm>
#include <cmath>

namespace starling::active {

void describe_observables(Schema& schema, Deck& deck) {
  schema.section("observables", "What is measured, and over which distances and lags.");
  schema
      .key("cluster_distance", deck.cluster_distance,
           "particles closer than this belong to one cluster; 0: no clusters")
      .at_least(0)
      .unit("length")
      .unset_means("1.2 diameters with a pair force of finite range");
  schema
      .key("displacement_lag", deck.displacement_lag,
           "lag of the mean-square displacement, counted from the end of equilibration; 0: none")
      .at_least(0)
      .unit("steps")
      .unset_means("10 output.observe_every")
      .may_change_on_restart();  // job.cpp refuses another lag; it may be spelt out when observe_every changes
  schema
      .key("profile_every", deck.profile_every,
           "steps between samples of the averaged arrays (g(r), S(q), histograms), a multiple of output.observe_every; "
           "0: none")
      .at_least(0)
      .unit("steps")
      .may_change_on_restart();
  schema
      .key("probe_radius", deck.probe_radius,
           "radius of the discs (spheres, segments) that local densities are counted in; 0: no local densities")
      .at_least(0)
      .unit("length")
      .unset_means("6 radii, or half the shortest edge, with a pair force of finite range");
  schema.key("radial_range", deck.radial_range, "distance up to which g(r) is taken")
      .greater_than(0)
      .unit("length")
      .unset_means("10 radii, or half the shortest edge");
  schema.key("radial_bins", deck.radial_bins, "bins of g(r)").at_least(1).at_most(100000);
  schema
      .key("wave_numbers", deck.wave_numbers,
           "S(q) is taken at wave vectors 2 pi n / edge with |n| up to this; 0: none")
      .at_least(0)
      .at_most(32);
}

double probe_range(const Deck& deck) {
  if (deck.probe_radius) return *deck.probe_radius;
  const double range = force_range(deck);
  if (!(range > 0.0 && std::isfinite(range))) return 0.0;
  return std::min(6.0 * deck.radius, 0.5 * shortest_edge(deck));
}

double observation_reach(const Deck& deck) {
  const double reach = cluster_range(deck);
  const bool homeless = force_range(deck) == 0.0 && (deck.profile_every > 0 || probe_range(deck) > 0.0);
  if (reach > 0.0 || !homeless) return reach;
  return 1e-4 * shortest_edge(deck);
}

double radial_range(const Deck& deck) {
  return deck.radial_range.value_or(std::min(10.0 * deck.radius, 0.5 * shortest_edge(deck)));
}

}  // namespace starling::active
