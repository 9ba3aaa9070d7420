// Declaring and checking the keys of the md deck.
#include "drivers/md/deck.hpp"

#include <algorithm>
#include <cmath>

namespace starling::md {
namespace {

void describe_potential(Schema& schema, Deck& deck) {
  schema.section("potential", "A network potential, or the draws of a posterior.");
  schema.key("file", deck.folder, "folder of an n2p2 potential: input.nn, scaling.data, weights.*.data")
      .unset_means("potential.samples");
  schema
      .key("samples", deck.samples, "samples.h5 of a run of job = sgmcmc with target.name = potential: a run per draw")
      .unset_means("potential.file");
  schema.key("every", deck.every, "of each chain every so many draws, counted back from its last").at_least(1);
  schema.key("draws", deck.draws, "of these the last so many of each chain; 0: all").at_least(0);
  schema
      .key("range_tolerance", deck.range_tolerance,
           "a run has left the training range when a function is beyond it by more than this part of the range")
      .at_least(0);
}

void describe_system(Schema& schema, Deck& deck) {
  schema.section("system", "The atoms, and how they move. Units are Angstrom, eV, fs, K and u.");
  schema.key("start_file", deck.start_file, "extended XYZ with the atoms' start").required();
  schema.key("frame", deck.frame, "which of its frames, from 1 on").at_least(1);
  schema.key("replicate", deck.replicate, "copies of the frame along x, y and z").at_least(1).at_most(1000);
  schema.key("masses", deck.masses, "of each element of the potential, in the order of atomic numbers")
      .required()
      .each_greater_than(0)
      .unit("u");
  schema.key("temperature", deck.temperature, "of the bath").required().greater_than(0).unit("K").symbol("T");
  schema.key("time_step", deck.time_step, "of BAOAB").required().greater_than(0).unit("fs").symbol("dt");
  schema
      .key("friction", deck.friction,
           "rate at which velocities forget; 0: energy is conserved, and T is that of the start")
      .at_least(0)
      .unit("1/fs")
      .symbol("gamma");
  schema
      .key("largest_displacement", deck.largest_displacement,
           "a run in which an atom moves by more in a step has blown up")
      .greater_than(0)
      .unit("Angstrom");
  schema.key("skin", deck.skin, "how far lists reach beyond the potential; changes no result")
      .greater_than(0)
      .unit("Angstrom")
      .unset_means("found while running")
      .may_change_on_restart();
}

void describe_observables(Schema& schema, Deck& deck) {
  schema.section("observables", "What is measured.");
  schema.key("every", deck.observe_every, "steps between observations").at_least(1);
  schema.key("radial_range", deck.radial_range, "up to which distance g(r) is counted")
      .greater_than(0)
      .unit("Angstrom");
  schema.key("radial_bins", deck.radial_bins, "bins of g(r)").at_least(1).at_most(1e5);
  schema.key("angular_cutoff", deck.angular_cutoff, "neighbours within it make the angles of the angular distribution")
      .greater_than(0)
      .unit("Angstrom");
  schema.key("angular_bins", deck.angular_bins, "bins between 0 and 180 degrees").at_least(1).at_most(1e5);
}

}  // namespace

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "How long, how often, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("steps", deck.steps, "time steps of every run")
      .required()
      .at_least(1)
      .at_most(1e12)
      .may_change_on_restart();
  schema.key("equilibration", deck.equilibration, "steps before anything is averaged").at_least(0);
  schema.key("replicas", deck.replicas, "independent runs of each draw").at_least(1).at_most(1e6);
  describe_potential(schema, deck);
  describe_system(schema, deck);
  describe_observables(schema, deck);
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("trajectory_every", deck.trajectory_every, "steps between frames of trajectory.extxyz; 0: none")
      .at_least(0);
  declare_checkpoints(schema, deck, "steps");
}

void check(const Schema& schema, const Deck& deck) {
  if (deck.folder.empty() == deck.samples.empty())
    schema.refuse("potential.file", "either potential.file or potential.samples must be given");
  const Deck usual;
  if (deck.samples.empty()) {
    if (deck.every != usual.every) schema.refuse("potential.every", "does nothing without potential.samples");
    if (deck.draws != usual.draws) schema.refuse("potential.draws", "does nothing without potential.samples");
  }
  if (deck.replicate.size() != 3) schema.refuse("system.replicate", "must be three whole numbers");
  if (std::any_of(deck.replicate.begin(), deck.replicate.end(), [](double n) { return n != std::floor(n); }))
    schema.refuse("system.replicate", "must be three whole numbers");
  if (deck.equilibration >= deck.steps)
    schema.refuse("run.equilibration", fmt::format("leaves nothing of run.steps = {} to be averaged", deck.steps));
  // The first observation after equilibration is at the next multiple; a run of one knows no error.
  if (deck.steps / deck.observe_every - deck.equilibration / deck.observe_every < 2)
    schema.refuse("observables.every", fmt::format("there would be fewer than 2 observations in the {} steps after "
                                                   "equilibration",
                                                   deck.steps - deck.equilibration));
  if (deck.friction * deck.time_step > 1.0)
    schema.refuse("system.friction",
                  fmt::format("times system.time_step is {:.3g}: above 1 atoms do not move by inertia",
                              deck.friction * deck.time_step));
  // Of hydrogen: bonds with it vibrate with a period of 10 fs.
  if (deck.time_step > 20.0) schema.refuse("system.time_step", "is in fs, and above 20 follows no atom");
}

}  // namespace starling::md
