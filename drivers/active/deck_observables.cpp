// Declaring the keys of [observables] and their defaults.
#include "drivers/active/deck.hpp"

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
}

}  // namespace starling::active
