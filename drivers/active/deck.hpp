// The deck of the active-matter job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/deck/parameters.hpp"
#include "engine/deck/schema.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::active {

enum class Start { blob, uniform, lattice, file };
enum class StartBox { refuse, rescale, ignore };
enum class StartOrigin { found, corner, centre };
enum class Axis { x, y, z };

/// Every key of the deck, by its name. Lengths, times and rates are in the user's units.
struct Deck : OutputKeys {
  std::filesystem::path file;  ///< no key: where the deck is, beside which start_file may lie
  bool sort_storage = true;    ///< no key: particles are kept in the order of cells, which is faster
  // [run]
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::int64_t equilibration = 0;
  // [ensemble]
  std::int64_t replicas = 1;
  // [system]
  int dimension = 2;
  std::int64_t particles = 0;
  std::optional<double> packing_fraction;
  std::vector<double> box;
  double radius = 1.0;
  Start start = Start::uniform;
  std::string start_file;
  std::int64_t start_frame = -1;
  StartBox start_box = StartBox::refuse;
  StartOrigin start_origin = StartOrigin::found;
  // [dynamics]
  std::string model = "active_ou";
  double time_step = 0.0;
  std::optional<double> largest_displacement;
  GivenNumbers dynamics;  ///< the keys that dynamics declare
  // [force]
  std::string pair = "none";
  double strength = 1.0;
  std::optional<double> diameter;
  std::string external = "none";
  Axis wall_axis = Axis::x;
  GivenNumbers force;  ///< the keys that forces declare
  // [species]
  std::vector<double> species_fractions;        ///< empty: all particles are alike
  std::vector<double> species_self_propulsion;  ///< instead of dynamics' self_propulsion
  // [neighbours]
  std::optional<double> skin;
  // [observables]
  std::optional<double> cluster_distance;
  std::optional<std::int64_t> displacement_lag;
  std::int64_t profile_every = 0;
  std::optional<double> probe_radius;
  std::optional<double> radial_range;
  std::int64_t radial_bins = 200;
  std::int64_t wave_numbers = 8;
  // [score]
  std::string score_network;
  // [decomposition]
  std::int64_t rebalance_every = 5000;
  double rebalance_threshold = 1.1;
  // [output], and OutputKeys
  std::int64_t observe_every = 1000;
  std::int64_t trajectory_every = 0;
};

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// The deck that a text is, such as that of a run or of a checkpoint; `file` is what failures name. Without check().
[[nodiscard]] Deck read_deck(const std::string& text, const std::string& file);

/// The part of describe() for [system].
void describe_system(Schema& schema, Deck& deck);

/// The part of describe() for [observables].
void describe_observables(Schema& schema, Deck& deck);

/// The keys of [dynamics], [force] and [species].
void describe_models(Schema& schema, Deck& deck);

/// Refuses, with a sentence, what the single keys' limits cannot see: keys that contradict each other, that the model or
/// force needs, or that would do nothing.
void check(const Schema& schema, const Deck& deck);

/// The part of check() that the registries decide.
void check_models(const Schema& schema, const Deck& deck);

/// Edge lengths of the box, one per axis, from `box` or from the packing fraction.
[[nodiscard]] std::vector<double> box_edges(const Deck& deck);

/// The shortest of them.
[[nodiscard]] double shortest_edge(const Deck& deck);

/// Volume of a ball (disc, segment) of the deck's dimension.
[[nodiscard]] double ball_volume(const Deck& deck, double radius);

/// Volume (area, length) of the box.
[[nodiscard]] double box_volume(const Deck& deck);

/// Diameter of the pair force: its key, else twice the radius.
[[nodiscard]] double force_diameter(const Deck& deck);

/// Range of the pair force; infinite for springs, 0 without a pair force.
[[nodiscard]] double force_range(const Deck& deck);

/// Whether particles are of several species.
[[nodiscard]] inline bool is_mixture(const Deck& deck) { return !deck.species_fractions.empty(); }

/// Distance within which two particles belong to one cluster; 0 if there are no clusters to look for.
[[nodiscard]] double cluster_range(const Deck& deck);

/// Distance up to which lists must hold pairs when something is measured. Free particles, which have no lists, are
/// brought to their ranks by any that is not 0.
[[nodiscard]] double observation_reach(const Deck& deck);

/// Radius of the probes that local densities are counted in; 0 if there are no densities to look for.
[[nodiscard]] double probe_range(const Deck& deck);

/// Distance up to which the radial distribution is taken.
[[nodiscard]] double radial_range(const Deck& deck);

/// The skin to start with: its key, else a good one for the pair force.
[[nodiscard]] double first_skin(const Deck& deck);

/// Steps over which the mean-square displacement is taken; 0 if it is not.
[[nodiscard]] std::int64_t displacement_steps(const Deck& deck);

}  // namespace starling::active
