// Particles as columns, for checkpoints and frames.
#pragma once

#include <span>
#include <vector>

#include "drivers/active/model.hpp"
#include "engine/run/member.hpp"

namespace starling::active {

/// Position and image of the particles whose records these are, as columns with their ids as rows.
template <int D>
[[nodiscard]] MemberState placed_particles(const RecordLayout<D>& layout, std::span<const double> records);

/// Everything of all particles of this rank.
template <int D>
[[nodiscard]] MemberState saved_particles(const Model<D>& model, const Particles<D>& particles);

/// Fills `particles` with this rank's share, from what saved_particles() gave on any ranks. Collective; bad input if a
/// column is missing.
template <int D>
void load_particles(const Communicator& group, const Model<D>& model, const MemberState& state,
                    Particles<D>& particles);

}  // namespace starling::active
