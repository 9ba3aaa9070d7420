// Symmetry functions as decks and files describe them.
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace starling::potentials {

/// One function; its kind's number is n2p2's, and so is the order of functions: of the members as they stand here, from the
/// kind on. Elements are places in the potential's list, which ascends in atomic numbers.
struct SymmetryFunction {
  enum class Kind : int { radial = 2, narrow = 3, wide = 9 };

  int centre = 0;
  Kind kind = Kind::radial;
  double radius = 0.0;  ///< of the cutoff, Angstrom
  double eta = 0.0;     ///< 1/Angstrom^2
  double shift = 0.0;   ///< Angstrom
  int zeta = 1;         ///< of angular functions, as the members below
  int lambda = 1;
  int first = 0;  ///< the neighbour, or that of the pair with the lesser place
  int second = 0;

  [[nodiscard]] bool angular() const { return kind != Kind::radial; }
  // clang-tidy 14 sees a null pointer in what this expands to.
  auto operator<=>(const SymmetryFunction&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// The largest zeta that is taken; powers are by multiplication.
inline constexpr int largest_zeta = 64;

/// What is wrong with a function, as the end of a sentence; empty if nothing is. Also puts first <= second.
[[nodiscard]] std::string objection_to(SymmetryFunction& function);

/// The functions named "mw24", for every element and pair of elements of `elements`: radial functions to 5 Angstrom, eight of
/// them shells, and wide angular ones.
[[nodiscard]] std::vector<SymmetryFunction> mw24_functions(int elements);

}  // namespace starling::potentials
