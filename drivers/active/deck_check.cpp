// Keys of the active-matter deck that do not go together.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "drivers/active/deck.hpp"

namespace starling::active {

namespace {

void check_system(const Schema& schema, const Deck& deck) {
  if (deck.packing_fraction && !deck.box.empty()) {
    schema.refuse("system.box", "the box is given twice: give packing_fraction or box, not both");
  }
  if (!deck.packing_fraction && deck.box.empty()) {
    schema.refuse("system.packing_fraction", "the size of the box is missing: give packing_fraction or box");
  }
  if (deck.box.size() > 1 && static_cast<int>(deck.box.size()) != deck.dimension) {
    schema.refuse("system.box", fmt::format("has {} edges for {} dimensions: give one, or one an axis", deck.box.size(),
                                            deck.dimension));
  }
  if (deck.start == Start::file && deck.start_file.empty()) {
    schema.refuse("system.start", "start = file needs system.start_file");
  }
  if (deck.start != Start::file && !deck.start_file.empty()) {
    schema.refuse("system.start_file", "is only read with start = file");
  }
  if (deck.pair == Pair::wca && (deck.start == Start::blob || deck.start == Start::uniform)) {
    schema.refuse("system.start",
                  "particles would overlap, which the wca force does not bear: start from a lattice or a file");
  }
}

/// Whether the model reads a key, and whether it can do without.
void expect(const Schema& schema, const std::string& key, bool present, bool read, bool needed,
            const std::string& who) {
  if (present && !read) schema.refuse(key, fmt::format("does nothing with {}", who));
  if (!present && needed) schema.refuse(key, fmt::format("is missing: {} needs it", who));
}

void check_dynamics(const Schema& schema, const Deck& deck) {
  const bool ou = deck.model == Model::active_ou;
  const bool abp = deck.model == Model::active_brownian;
  const bool passive = deck.model == Model::brownian;
  const bool control = deck.model == Model::exact_control;
  const std::string who = std::string("model = ") + (ou        ? "active_ou"
                                                     : abp     ? "active_brownian"
                                                     : passive ? "brownian"
                                                               : "exact_control");
  expect(schema, "dynamics.self_propulsion", deck.self_propulsion.has_value(), ou || abp, ou || abp, who);
  expect(schema, "dynamics.relaxation_rate", deck.relaxation_rate.has_value(), ou || control, ou || control, who);
  expect(schema, "dynamics.rotational_diffusion", deck.rotational_diffusion.has_value(), abp, abp, who);
  expect(schema, "dynamics.chirality", deck.chirality.has_value(), abp, false, who);
  expect(schema, "dynamics.coupling", deck.coupling.has_value(), control, control, who);
  expect(schema, "dynamics.translational_diffusion", deck.translational_diffusion.has_value(), true, passive || control,
         who);
  if (abp && deck.dimension == 1) schema.refuse("dynamics.model", "active_brownian needs 2 or 3 dimensions");
  if (deck.chirality && deck.dimension != 2) schema.refuse("dynamics.chirality", "needs 2 dimensions");
  if (control && deck.translational_diffusion == 0.0) {
    schema.refuse("dynamics.translational_diffusion", "must be greater than 0 for exact_control");
  }
}

void check_forces(const Schema& schema, const Deck& deck) {
  const bool softplus = deck.pair == Pair::softplus;
  const bool ring = deck.external == External::ring_pair;
  const bool trap = deck.external == External::harmonic_trap;
  expect(schema, "force.steepness", deck.steepness.has_value(), softplus || ring, softplus || ring,
         softplus ? "pair = softplus"
         : ring   ? "external = ring_pair"
                  : "this pair force");
  expect(schema, "force.cutoff", deck.cutoff.has_value(), softplus, softplus,
         softplus ? "pair = softplus" : "this pair force, whose range is fixed");
  expect(schema, "force.trap_stiffness", deck.trap_stiffness.has_value(), trap, trap,
         trap ? "external = harmonic_trap" : "this external force");
  if (ring && deck.dimension != 1) schema.refuse("force.external", "ring_pair needs dimension = 1");
  if (ring && deck.pair != Pair::none)
    schema.refuse("force.external", "ring_pair describes single pairs: set pair = none");
}

void check_ranges(const Schema& schema, const Deck& deck) {
  const std::vector<double> edges = box_edges(deck);
  const double shortest = *std::min_element(edges.begin(), edges.end());
  const double range = force_range(deck);
  const std::string box_key = deck.box.empty() ? "system.packing_fraction" : "system.box";
  if (std::isfinite(range) && range > 0.0) {
    const double least = 2.0 * (range + deck.skin.value_or(0.05 * force_diameter(deck)));
    if (shortest < least) {
      schema.refuse(box_key, fmt::format("the box is too small: its edge {:.6g} is below twice the force's range plus "
                                         "skin, {:.6g}",
                                         shortest, least));
    }
  }
  if (2.0 * cluster_range(deck) > shortest) {
    schema.refuse(deck.cluster_distance ? "observables.cluster_distance" : box_key,
                  fmt::format("the cluster distance {:.6g} is more than half the box edge {:.6g}", cluster_range(deck),
                              shortest));
  }
  if (deck.largest_displacement && *deck.largest_displacement > 0.5 * shortest) {
    schema.refuse("dynamics.largest_displacement", fmt::format("must be at most half the box edge {:.6g}", shortest));
  }
}

void check_cadences(const Schema& schema, const Deck& deck) {
  const std::int64_t every = deck.observe_every;
  if (every == 0) {
    if (deck.displacement_lag.value_or(0) > 0) {
      schema.refuse("observables.displacement_lag", "needs output.observe_every");
    }
    return;
  }
  if (deck.equilibration % every != 0) {
    schema.refuse("run.equilibration", fmt::format("must be a multiple of output.observe_every = {}", every));
  }
  if (displacement_steps(deck) % every != 0) {
    schema.refuse("observables.displacement_lag",
                  fmt::format("must be a multiple of output.observe_every = {}", every));
  }
}

}  // namespace

void check(const Schema& schema, const Deck& deck) {
  check_system(schema, deck);
  check_dynamics(schema, deck);
  check_forces(schema, deck);
  check_ranges(schema, deck);
  check_cadences(schema, deck);
}

}  // namespace starling::active
