// What all members of a run compute with: made once of the deck.
#pragma once

#include <memory>
#include <vector>

#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/targets/exact_law.hpp"

namespace starling::diffusion {

/// A path on its grid, the law that it should end with and, where something is corrected, the factors, or a reward. A method
/// without a process has none of these, and fills in the law itself.
struct Problem {
  const Deck& deck;
  std::shared_ptr<const Solver> solver;
  std::unique_ptr<Path> path;
  std::unique_ptr<Path> followed;           ///< whose scores are taken: `path` unless [score] names another mixture
  std::shared_ptr<const Denoiser> network;  ///< whose fields are taken instead, where [score] names one
  std::shared_ptr<const Denoiser> second_network;  ///< of the second factor
  Grid grid;
  std::vector<Factor> factors;
  std::optional<PointTerms> reward;
  Modes modes{};
  ExactLaw exact;
  std::shared_ptr<const Problem> halved;  ///< the same on every other grid point, where the correction asks for it
  bool compares;                          ///< whether the end is compared with the exact law
  double work_per_step = 1.0;             ///< of a particle, the most, in particle-steps

  /// By the deck's solver, or by that of a method, which is one of its path.
  explicit Problem(const Deck& of);
  Problem(const Deck& of, std::shared_ptr<const Solver> mover);

  /// A field as the sampler sees it, with the deck's score, if no network has it.
  [[nodiscard]] FieldTables field(double time, FieldWish wish) const;
  [[nodiscard]] bool corrects() const { return !factors.empty(); }
  [[nodiscard]] int dimension() const { return modes.dimension; }
  [[nodiscard]] int watched() const { return modes.dimension < most_watched ? modes.dimension : most_watched; }
  /// Doubles that a particle is made of.
  [[nodiscard]] int columns() const;

  /// The largest value over steps and components of (1 + eta)^2 dl sum_i c_i / u_i / 4, u_i the smallest variance of factor i
  /// (the largest where c_i < 0): beyond 1 the exact weight of a step to a given x' grows without bound in x.
  [[nodiscard]] double largest_step() const;

  /// The largest over components of 1 / (2 sum_i c_i / u_i), u_i the largest variance of factor i at the first level: weights
  /// of a start of this variance or less have no finite variance.
  [[nodiscard]] double least_start_variance() const;
  /// Of the normal law that corrected particles start from.
  [[nodiscard]] double start_variance() const;
};

/// Factors at a level of x_0 + sigma z.
[[nodiscard]] std::vector<Factor> noised(const std::vector<Factor>& factors, double sigma);

}  // namespace starling::diffusion
