// Keys of the active-matter deck that do not go together.
#include <fmt/format.h>

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
  if (deck.start == Start::file) return;
  for (const auto& [key, set] : {std::pair("system.start_file", !deck.start_file.empty()),
                                 std::pair("system.start_frame", deck.start_frame != -1),
                                 std::pair("system.start_box", deck.start_box != StartBox::refuse),
                                 std::pair("system.start_origin", deck.start_origin != StartOrigin::found)}) {
    if (set) schema.refuse(key, "is only read with start = file");
  }
}

void check_ranges(const Schema& schema, const Deck& deck) {
  const double shortest = shortest_edge(deck);
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
  for (const auto& [key, asked] : {std::pair("observables.probe_radius", probe_range(deck)),
                                   std::pair("observables.radial_range", radial_range(deck))}) {
    if (2.0 * asked > shortest) {
      schema.refuse(key, fmt::format("{:.6g} is more than half the box edge {:.6g}", asked, shortest));
    }
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
    if (deck.profile_every > 0) schema.refuse("observables.profile_every", "needs output.observe_every");
    return;
  }
  if (deck.profile_every % every != 0) {
    schema.refuse("observables.profile_every", fmt::format("must be a multiple of output.observe_every = {}", every));
  }
  if (displacement_steps(deck) % every != 0) {
    schema.refuse("observables.displacement_lag",
                  fmt::format("must be a multiple of output.observe_every = {}", every));
  }
}

}  // namespace

void check(const Schema& schema, const Deck& deck) {
  check_system(schema, deck);
  check_models(schema, deck);
  check_ranges(schema, deck);
  check_cadences(schema, deck);
}

}  // namespace starling::active
