// What is known exactly of the law that a run should end with.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "drivers/diffusion/corrections/correction.hpp"
#include "drivers/diffusion/targets/tabulated_law.hpp"

namespace starling::diffusion {

/// Components of x whose moments are watched.
inline constexpr int most_watched = 4;

/// Quantiles by which laws on a line are compared.
inline constexpr int even_quantiles = 4096;

/// Bins of equal probability, for histograms there.
inline constexpr int line_bins = 64;

/// Centres of the target's modes, one point after the other: a mode's mass is that of the points nearest to its centre.
struct Modes {
  int dimension;
  std::vector<double> centre;

  [[nodiscard]] int count() const { return static_cast<int>(centre.size()) / dimension; }
};

/// Empty vectors and null are what is not known.
struct ExactLaw {
  std::optional<double> log_z;
  std::vector<double> mean;  ///< of the watched components
  std::vector<double> second_moment;
  std::vector<double> mode_mass;
  std::shared_ptr<const TabulatedLaw> line;  ///< in one dimension
  std::vector<double> quantile;              ///< there, at (n + 1/2) / even_quantiles
  std::vector<double> bin_edge;              ///< there, between bins
  std::optional<Mixture> mixture;            ///< where it is one, from which points can be drawn
};

[[nodiscard]] Modes modes_of(const Mixture& target);

/// The law of a mixture in one dimension; none where its Gaussians differ too much in width for a table.
[[nodiscard]] std::optional<TabulatedLaw> law_on_line(const Mixture& mixture);

/// A mixture's.
[[nodiscard]] ExactLaw exact_law(const Mixture& mixture, const Modes& modes);

/// That of a mixture in one dimension times e^gain between two places, by quadrature; unknown where no table holds it.
[[nodiscard]] ExactLaw stepped_law(const Mixture& mixture, double low, double high, double gain, const Modes& modes);

/// That of a product of powers: by quadrature in one dimension; in more, where the powers are whole numbers and the product is
/// therefore a mixture, as one, and otherwise unknown.
[[nodiscard]] ExactLaw exact_law(const std::vector<Factor>& factors, const Modes& modes);

}  // namespace starling::diffusion
