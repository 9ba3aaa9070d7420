// The start from a frame, and the numbers of the dynamics.
#include "drivers/md/model.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/md/units.hpp"
#include "engine/failure.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/io/particles/extended_xyz.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::md {
namespace {

/// Ids of atoms are 32-bit, and forces between more than this many are for other programs.
constexpr double most_atoms = 1e8;

AtomicConfiguration start_frame(const Communicator& world, const Deck& deck) {
  std::vector<AtomicConfiguration> frames = read_extended_xyz(world, "system.start_file", deck.start_file, deck.file);
  world.together([&] {
    if (std::cmp_greater(deck.frame, frames.size()))
      fail_about("system.frame", "there are {} frames in {}", frames.size(), deck.start_file);
  });
  return frames[static_cast<std::size_t>(deck.frame) - 1];
}

void place_atoms(const AtomicConfiguration& frame, const Deck& deck, Model& model) {
  const std::vector<std::string>& elements = model.potentials.potential.elements;
  const auto copies = [&](std::size_t axis) { return static_cast<std::int64_t>(deck.replicate[axis]); };
  if (deck.replicate[0] * deck.replicate[1] * deck.replicate[2] * static_cast<double>(frame.atoms()) > most_atoms)
    fail_about("system.replicate", "makes more than {} atoms of the {} of the frame", most_atoms, frame.atoms());
  std::vector<std::int32_t> places;
  for (const std::string& symbol : frame.elements) {
    const auto found = std::find(elements.begin(), elements.end(), symbol);
    if (found == elements.end())
      fail_about("system.start_file", "the potential does not know the element {}, only {}", symbol,
                 fmt::join(elements, " "));
    places.push_back(static_cast<std::int32_t>(found - elements.begin()));
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    model.box.edge[axis] = frame.edge[axis] * deck.replicate[axis];
    model.volume *= model.box.edge[axis];
  }
  for (std::int64_t x = 0; x < copies(0); ++x)
    for (std::int64_t y = 0; y < copies(1); ++y)
      for (std::int64_t z = 0; z < copies(2); ++z) {
        const std::int64_t shift[3] = {x, y, z};
        for (std::size_t k = 0; k < frame.positions.size(); ++k) {
          const std::size_t axis = k % 3;
          const double moved = frame.positions[k] + static_cast<double>(shift[axis]) * frame.edge[axis];
          model.start.push_back(moved < model.box.edge[axis] ? moved : 0.0);
        }
        model.element.insert(model.element.end(), places.begin(), places.end());
      }
}

void check_box(const Deck& deck, const Model& model) {
  const double shortest = *std::min_element(model.box.edge, model.box.edge + 3);
  const auto require = [&](const char* key, const char* what, double reach) {
    if (shortest < 2.0 * reach)
      fail_about(key, "an edge of the box is {:.6g} Angstrom, less than twice {}, {:.6g}", shortest, what, reach);
  };
  // Lists need some room beyond the reach.
  require("system.start_file", "the potential's reach", model.cutoff() * (1.0 + 1e-3));
  require("observables.radial_range", "this range", deck.radial_range);
  require("observables.angular_cutoff", "this cutoff", deck.angular_cutoff);
  if (deck.largest_displacement > 0.5 * shortest)
    fail_about("system.largest_displacement", "must be at most half the shortest edge of the box, {:.6g} Angstrom",
               shortest);
  if (deck.skin) require("system.skin", "the potential's reach and the skin", model.cutoff() + *deck.skin);
}

void set_dynamics(const Deck& deck, Model& model) {
  LangevinBaoab& dynamics = model.dynamics;
  dynamics.half_step = 0.5 * deck.time_step;
  dynamics.decay = math::exp(-deck.friction * deck.time_step);
  for (std::size_t e = 0; e < deck.masses.size(); ++e) {
    dynamics.half_kick[e] = dynamics.half_step * acceleration_per_force / deck.masses[e];
    model.thermal_velocity.push_back(std::sqrt(boltzmann * deck.temperature * acceleration_per_force / deck.masses[e]));
    dynamics.noise[e] = model.thermal_velocity[e] * std::sqrt(1.0 - dynamics.decay * dynamics.decay);
  }
}

}  // namespace

std::string Model::atoms_hash() const {
  HashedBytes bytes;
  bytes.add(std::span<const double>(box.edge));
  bytes.add(element.size());
  for (const std::int32_t of : element) bytes.add(of);
  return bytes.hash();
}

Model make_model(const Communicator& world, const Deck& deck) {
  Model model{read_potential_draws(world, deck), {}, {}, {}, {}, {}, 1.0};
  const AtomicConfiguration frame = start_frame(world, deck);
  world.together([&] {
    const std::vector<std::string>& elements = model.potentials.potential.elements;
    if (deck.masses.size() != elements.size())
      fail_about("system.masses", "{} given, and the potential has {} ({})", deck.masses.size(),
                 elements.size() == 1 ? "one element" : fmt::format("{} elements", elements.size()),
                 fmt::join(elements, " "));
    place_atoms(frame, deck, model);
    check_box(deck, model);
    set_dynamics(deck, model);
  });
  return model;
}

}  // namespace starling::md
