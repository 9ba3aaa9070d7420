// Declaring the keys of models and forces.
#include "drivers/active/deck.hpp"
#include "drivers/active/model.hpp"

namespace starling::active {

namespace {

void describe_dynamics(Schema& schema, Deck& deck) {
  schema.section("dynamics", "How particles move (docs/active-matter.md has the equations).");
  schema.key("model", deck.model, "equations of motion").one_of(dynamics_names());
  schema.key("time_step", deck.time_step, "time step").greater_than(0).required().unit("time").symbol("dt");
  declared_dynamics_numbers().describe(schema, deck.dynamics, dynamics_names());
  schema
      .key("largest_displacement", deck.largest_displacement,
           "a particle that moves further in one step ends the run: the step is too long for the forces")
      .greater_than(0)
      .unit("length")
      .unset_means("half the diameter");
}

void describe_force(Schema& schema, Deck& deck) {
  schema.section("force", "Forces, times the mobility: velocities.");
  schema.key("pair", deck.pair, "force between particles").one_of(pair_force_names());
  schema.key("strength", deck.strength, "strength of the pair or ring force").greater_than(0).symbol("k, epsilon");
  schema.key("diameter", deck.diameter, "diameter that the pair force sees")
      .greater_than(0)
      .unit("length")
      .symbol("2R, sigma")
      .unset_means("twice the radius");
  schema.key("external", deck.external, "force on each particle alone").one_of(external_force_names());
  schema.key("wall_axis", deck.wall_axis, {{"x", Axis::x}, {"y", Axis::y}, {"z", Axis::z}},
             "axis that the two walls stand across");
  std::vector<std::string> forces = pair_force_names();
  const std::vector<std::string> external = external_force_names();
  forces.insert(forces.end(), external.begin(), external.end());
  declared_force_numbers().describe(schema, deck.force, forces);
}

void describe_species(Schema& schema, Deck& deck) {
  schema.section("species", "A mixture: particles that differ in their self-propulsion.");
  schema
      .key(
          "fractions", deck.species_fractions,
          "fraction of the particles that each species has, from two to eight of them; which particle is of which, the "
          "seed decides")
      .each_greater_than(0)
      .unset_means("all particles are alike");
  schema
      .key("self_propulsion", deck.species_self_propulsion,
           "speed of self-propulsion of each species, 0 for a passive one; instead of dynamics.self_propulsion")
      .at_least(0)
      .unit("length/time")
      .symbol("v0");
}

}  // namespace

void describe_models(Schema& schema, Deck& deck) {
  describe_dynamics(schema, deck);
  describe_force(schema, deck);
  describe_species(schema, deck);
}

}  // namespace starling::active
