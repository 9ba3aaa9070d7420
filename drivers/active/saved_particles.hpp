// Particles as columns, for checkpoints and frames.
#pragma once

#include <span>
#include <vector>

#include "drivers/active/deck.hpp"
#include "engine/population/records.hpp"
#include "engine/run/member.hpp"

namespace starling::active {

/// Position and image of the particles whose records these are, as columns with their ids as rows.
template <int D>
[[nodiscard]] MemberState placed_particles(const RecordLayout<D>& layout, std::span<const double> records);

/// Everything of all particles of this rank.
template <int D>
[[nodiscard]] MemberState saved_particles(const Deck& deck, const Particles<D>& particles);

/// The records of this rank's share of particles, from what saved_particles() gave on any ranks. Bad input if a column is
/// missing.
template <int D>
[[nodiscard]] std::vector<double> records_of(const Communicator& group, const Deck& deck, const MemberState& state);

}  // namespace starling::active
