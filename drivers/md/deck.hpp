// The deck of the md job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/deck/schema.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::md {

/// Every key of the deck, by its name. Lengths in Angstrom, energies in eV, times in fs, masses in u.
struct Deck : OutputKeys {
  std::filesystem::path file;  ///< no key: where the deck is, beside which files may lie
  // [run]
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::int64_t equilibration = 0;
  std::int64_t replicas = 1;
  // [potential]
  std::string folder;  ///< potential.file
  std::string samples;
  std::int64_t every = 1;
  std::int64_t draws = 0;
  double range_tolerance = 0.5;
  // [system]
  std::string start_file;
  std::int64_t frame = 1;
  std::vector<double> replicate = {1, 1, 1};
  std::vector<double> masses;
  double temperature = 0.0;
  double time_step = 0.0;
  double friction = 0.01;
  double largest_displacement = 0.5;
  std::optional<double> skin;
  // [observables]
  std::int64_t observe_every = 100;
  double radial_range = 6.0;
  std::int64_t radial_bins = 60;
  double angular_cutoff = 3.5;
  std::int64_t angular_bins = 90;
  // [output]
  std::int64_t trajectory_every = 0;
};

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::md
