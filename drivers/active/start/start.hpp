// The positions and activities with which particles begin.
#pragma once

#include <cstdint>

#include "drivers/active/model.hpp"
#include "kernels/random/key.hpp"

namespace starling::active {

/// The key of a replica's noise. A run that starts from a file mixes the file's digest in (0 without one): with the seed of
/// the run that wrote the file it would otherwise repeat that run's noise on a state that remembers it.
[[nodiscard]] random::Key noise_key(std::uint64_t seed, std::uint32_t replica, std::uint64_t start_digest);

/// Fills `particles` with this rank's share of ids (any rank may hold any particle until they migrate): positions as
/// system.start says, activities from the stationary law of the dynamics unless a file has them. Draws depend on the id
/// only. Returns the start file's digest, 0 without one. Collective for a start from a file.
template <int D>
std::uint64_t place_particles(const Communicator& communicator, const Deck& deck, const Model<D>& model,
                              std::uint32_t replica, Particles<D>& particles);

}  // namespace starling::active
