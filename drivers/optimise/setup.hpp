// What all swarms of a run have in common.
#pragma once

#include <filesystem>
#include <memory>

#include "drivers/optimise/deck.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::optimise {

/// The deck outlives it.
struct Setup {
  const Deck& deck;
  std::unique_ptr<Objective> objective;
  Box start;
  DeviceArray<double> lower, upper;  ///< bounds of a bounded objective; else empty
};

/// Collective. Fails with bad_input where the objective cannot be made, or where method or start do not fit it.
[[nodiscard]] std::shared_ptr<const Setup> make_setup(const Communicator& world, const Schema& schema, const Deck& deck,
                                                      const std::filesystem::path& deck_file);

}  // namespace starling::optimise
