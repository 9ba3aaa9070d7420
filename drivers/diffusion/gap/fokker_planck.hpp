// The law of a reverse diffusion on a line, by finite volumes.
#pragma once

#include <vector>

namespace starling::diffusion {

/// Masses in even cells of y = x/R on [-reach, reach], R² = v + c for a fixed c: with tau = log R_0²/R²,
///   dy = ((1 + eta)/2 R s(R y) + y/2) dtau + sqrt(eta) dW.
/// Fluxes between cells are exponentially fitted (Scharfetter and Gummel), steps in tau are Crank and Nicolson's, the first
/// few of them implicit.
class FokkerPlanck {
 public:
  static constexpr int cells = 3200;
  static constexpr double reach = 12.0;
  static constexpr double width = 2.0 * reach / cells;

  /// `below`: the part of the start's law below x = R y of each edge, cells + 1 numbers.
  FokkerPlanck(const std::vector<double>& below, double eta);

  /// x = R y of the edges between two cells.
  [[nodiscard]] static std::vector<double> faces(double radius);
  /// One step of length `step`; `score` at the faces for R in the middle of it.
  void advance(const std::vector<double>& score, double radius, double step);

  /// ||s - grad log p|| in L2(p) for the mean of the masses before and after the last step, with that step's score and R.
  [[nodiscard]] double mismatch() const { return mismatch_; }
  /// The largest slope of that score, by differences between the cells.
  [[nodiscard]] double largest_slope() const { return largest_slope_; }
  /// y below which the mass is u.
  [[nodiscard]] double quantile(double u) const;
  /// The largest size of the mass in the outermost cells, which should be none, after any step.
  [[nodiscard]] double edge_mass() const { return edge_mass_; }
  [[nodiscard]] static double edge(int k) { return -reach + width * k; }

 private:
  void solve(std::vector<double>& right, double part);
  void look(const std::vector<double>& score, const std::vector<double>& middle, double radius);

  double eta_;
  int steps_ = 0;
  std::vector<double> mass_, up_, down_, work_;
  double mismatch_ = 0.0;
  double largest_slope_ = 0.0;
  double edge_mass_ = 0.0;
};

}  // namespace starling::diffusion
