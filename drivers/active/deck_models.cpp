// Declaring the keys of models and forces.
#include "drivers/active/deck.hpp"
#include "drivers/active/model.hpp"

namespace starling::active {

namespace {

void describe_dynamics(Schema& schema, Deck& deck) {
  schema.section("dynamics", "How particles move (docs/active-matter.md has the equations).");
  schema.key("model", deck.model, "equations of motion").one_of(dynamics_names());
  schema.key("time_step", deck.time_step, "time step").greater_than(0).required().unit("time").symbol("dt");
  schema
      .key("self_propulsion", deck.self_propulsion,
           "speed of self-propulsion, of all particles (active_ou, active_brownian, run_and_tumble)")
      .at_least(0)
      .unit("length/time")
      .symbol("v0");
  schema.key("relaxation_rate", deck.relaxation_rate, "rate at which the activity forgets (active_ou, exact_control)")
      .greater_than(0)
      .unit("1/time")
      .symbol("gamma");
  schema.key("translational_diffusion", deck.translational_diffusion, "diffusion coefficient of positions")
      .at_least(0)
      .unit("length^2/time")
      .symbol("eps, D_t")
      .unset_means("0 for active models");
  schema
      .key("rotational_diffusion", deck.rotational_diffusion, "diffusion coefficient of orientations (active_brownian)")
      .at_least(0)
      .unit("1/time")
      .symbol("D_r");
  schema.key("chirality", deck.chirality, "angular velocity of orientations (active_brownian in 2 dimensions)")
      .unit("1/time")
      .symbol("omega")
      .unset_means("0");
  schema.key("tumble_rate", deck.tumble_rate, "rate at which orientations are drawn anew (run_and_tumble)")
      .greater_than(0)
      .unit("1/time")
      .symbol("alpha");
  schema.key("coupling", deck.coupling, "strength of the non-equilibrium coupling (exact_control)")
      .unit("1/time")
      .symbol("omega");
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
  schema.key("steepness", deck.steepness, "steepness of the softplus force")
      .greater_than(0)
      .unit("1/length")
      .symbol("beta");
  schema.key("diameter", deck.diameter, "diameter that the pair force sees")
      .greater_than(0)
      .unit("length")
      .symbol("2R, sigma")
      .unset_means("twice the radius");
  schema.key("cutoff", deck.cutoff, "distance beyond which the softplus force is cut off (3.5 R leaves out 2e-6 k)")
      .greater_than(0)
      .unit("length")
      .symbol("r_c");
  schema.key("external", deck.external, "force on each particle alone").one_of(external_force_names());
  schema.key("trap_stiffness", deck.trap_stiffness, "stiffness of the harmonic trap in the middle of the box")
      .greater_than(0)
      .unit("1/time")
      .symbol("kappa");
  schema.key("wall_axis", deck.wall_axis, {{"x", Axis::x}, {"y", Axis::y}, {"z", Axis::z}},
             "axis that the two walls stand across");
  schema.key("wall_stiffness", deck.wall_stiffness, "stiffness of the walls")
      .greater_than(0)
      .unit("1/time")
      .symbol("kappa_w");
  schema
      .key("wall_margin", deck.wall_margin,
           "how deep a particle may go behind a wall; walls stand this and half the pair force's range off the box's "
           "faces")
      .greater_than(0)
      .unit("length")
      .unset_means("the diameter");
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
