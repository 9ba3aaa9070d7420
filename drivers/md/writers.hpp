// The files of the md job besides its table.
#pragma once

#include "drivers/md/molecular_run.hpp"
#include "engine/run/members.hpp"

namespace starling::md {

inline constexpr const char* table_file = "observables.csv";
inline constexpr const char* radial_file = "radial_distribution.csv";
inline constexpr const char* angular_file = "angular_distribution.csv";
inline constexpr const char* trajectory_file = "trajectory.extxyz";

/// trajectory.extxyz, frame by frame, those of all runs of a step one after the other; and at checkpoints the distributions,
/// as all runs have them so far.
[[nodiscard]] Writers open_writers(const Deck& deck, const Model& model, Members& members, const RunFiles& files);

}  // namespace starling::md
