// The units of the md job in terms of each other: Angstrom, eV, fs, K, u, and bar for pressures (CODATA 2018).
#pragma once

namespace starling::md {

inline constexpr double boltzmann = 8.617333262145e-5;            ///< eV/K
inline constexpr double acceleration_per_force = 9.648533212e-3;  ///< (Angstrom/fs^2) / (eV/Angstrom/u)
inline constexpr double bar = 1.602176634e6;                      ///< in an eV/Angstrom^3

}  // namespace starling::md
