// Functions to minimise whose minima are known, as device structs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"

namespace starling::objectives {

// An objective has a name, Parameters with describe() and objection(), from(), and
//   int dimension; double half_width;              coordinates, and where a start is looked for: [-half_width, half_width]
//   std::optional<double> minimum() const;         its least value, and where all coordinates of the place of that are one
//   std::optional<double> minimiser() const;       number, that number
//   cost<Lanes>(x, stride, out);                   of points side by side: coordinate k of point `lane` is x[k stride + lane]

/// A whole number of coordinates.
struct Coordinates {
  double dimension = 2.0;
  template <class Visitor>
  void describe(const Visitor& visitor) {
    visitor("dimension", dimension, "coordinates", Limits::within(1.0, 1e6));
  }
  [[nodiscard]] std::string objection() const {
    return dimension == __builtin_floor(dimension) ? "" : "objective.dimension must be a whole number";
  }
};

/// The same, and where the minimum is.
struct CentredCoordinates : Coordinates {
  double centre = 0.0;
  template <class Visitor>
  void describe(const Visitor& visitor) {
    Coordinates::describe(visitor);
    visitor("centre", centre, "every coordinate of the minimum", Limits::any());
  }
};

/// sum_k kappa_k (x_k - centre)^2/2; where kappa is 0 the place of the minimum is no point.
struct Quadratic {
  static constexpr const char* name = "quadratic";
  static constexpr int most = 64;
  struct Parameters {
    std::vector<double> stiffness = {1.0, 1.0};
    double centre = 0.0;
  };
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("stiffness", p.stiffness, "kappa of each coordinate, up to 64 of them", Limits::not_negative());
    visitor("centre", p.centre, "every coordinate of the minimum", Limits::any());
  }
  static std::string objection(const Parameters& p) {
    if (p.stiffness.empty()) return "objective.stiffness needs a number for each coordinate";
    return p.stiffness.size() <= most ? "" : "objective.stiffness has more than 64 numbers";
  }

  int dimension;
  double half_width, centre;
  double stiffness[most];
  bool flat, wholly_flat;

  static Quadratic from(const Parameters& p) {
    Quadratic q{static_cast<int>(p.stiffness.size()), 3.0, p.centre, {}, false, true};
    for (int k = 0; k < q.dimension; ++k) {
      q.stiffness[k] = p.stiffness[k];
      q.flat = q.flat || q.stiffness[k] == 0.0;
      q.wholly_flat = q.wholly_flat && q.stiffness[k] == 0.0;
    }
    return q;
  }
  [[nodiscard]] std::optional<double> minimum() const {
    return wholly_flat ? std::nullopt : std::optional<double>(0.0);
  }
  [[nodiscard]] std::optional<double> minimiser() const { return flat ? std::nullopt : std::optional<double>(centre); }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        sum[lane] = math::fma(0.5 * stiffness[k] * z, z, sum[lane]);
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

/// What functions with a centre have in common.
template <class Own>
struct Centred {
  using Parameters = CentredCoordinates;
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }
  static std::string objection(const Parameters& p) { return p.objection(); }

  int dimension;
  double half_width, centre;

  static Own from(const Parameters& p) {
    Own own{};
    own.dimension = static_cast<int>(p.dimension);
    own.half_width = Own::usual_half_width;
    own.centre = p.centre;
    return own;
  }
  [[nodiscard]] std::optional<double> minimum() const { return 0.0; }
  [[nodiscard]] std::optional<double> minimiser() const { return centre; }
};

/// cos 2 pi z for |z| < 2^51.
STARLING_FUNCTION double cosine_of_turns(double z) { return math::sine_cosine_of_turn(z - __builtin_floor(z)).cosine; }

/// sum_k (z^2 - 10 cos 2 pi z + 10), z = x_k - centre.
struct Rastrigin : Centred<Rastrigin> {
  static constexpr const char* name = "rastrigin";
  static constexpr double usual_half_width = 3.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        sum[lane] += math::fma(z, z, 10.0 - 10.0 * cosine_of_turns(z));
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

/// 20 + e - 20 exp(-sqrt(mean z^2)/5) - exp(mean cos 2 pi z).
struct Ackley : Centred<Ackley> {
  static constexpr const char* name = "ackley";
  static constexpr double usual_half_width = 3.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double squares[Lanes] = {};
    double cosines[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        squares[lane] = math::fma(z, z, squares[lane]);
        cosines[lane] += cosine_of_turns(z);
      }
    }
    constexpr double e = 0x1.5bf0a8b145769p+1;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      out[lane] = 20.0 * (1.0 - math::exp(-0.2 * __builtin_sqrt(squares[lane] / dimension))) +
                  (e - math::exp(cosines[lane] / dimension));
  }
};

/// 1 + sum z_k^2/4000 - prod_k cos(z_k/sqrt(k + 1)), k from 0.
struct Griewank : Centred<Griewank> {
  static constexpr const char* name = "griewank";
  static constexpr double usual_half_width = 50.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double squares[Lanes] = {};
    double product[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) product[lane] = 1.0;
    for (int k = 0; k < dimension; ++k) {
      const double scale = 1.0 / __builtin_sqrt(k + 1.0);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        squares[lane] = math::fma(z, z, squares[lane]);
        product[lane] *= math::sine_cosine(math::within_half_turn(z * scale)).cosine;
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = math::fma(squares[lane], 1.0 / 4000.0, 1.0 - product[lane]);
  }
};

/// sum_k 100 (x_{k+1} - x_k^2)^2 + (1 - x_k)^2; the minimum is at (1, ..., 1).
struct Rosenbrock {
  static constexpr const char* name = "rosenbrock";
  using Parameters = Coordinates;
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }
  static std::string objection(const Parameters& p) {
    return p.dimension < 2.0 ? "objective.dimension must be at least 2 for rosenbrock" : p.objection();
  }

  int dimension;
  double half_width;

  static Rosenbrock from(const Parameters& p) { return {static_cast<int>(p.dimension), 3.0}; }
  [[nodiscard]] std::optional<double> minimum() const { return 0.0; }
  [[nodiscard]] std::optional<double> minimiser() const { return 1.0; }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k + 1 < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double here = x[k * stride + lane];
        const double bend = x[(k + 1) * stride + lane] - here * here;
        sum[lane] += math::fma(100.0 * bend, bend, (1.0 - here) * (1.0 - here));
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

/// sum over pairs of 4 (r^-12 - r^-6); coordinates are x, y, z of each atom in turn.
struct LennardJones {
  static constexpr const char* name = "lennard_jones";
  struct Parameters {
    double atoms = 4.0;
  };
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("atoms", p.atoms, "of the cluster", Limits::within(2.0, 1000.0));
  }
  static std::string objection(const Parameters& p) {
    return p.atoms == __builtin_floor(p.atoms) ? "" : "objective.atoms must be a whole number";
  }

  int dimension;
  double half_width;
  int atoms;

  static LennardJones from(const Parameters& p) {
    const int atoms = static_cast<int>(p.atoms);
    return {3 * atoms, atoms < 8 ? 1.0 : 1.5, atoms};
  }
  /// Wales and Doye, J. Phys. Chem. A 101 (1997) 5111.
  [[nodiscard]] std::optional<double> minimum() const {
    constexpr int known[] = {2, 3, 4, 7, 13};
    constexpr double least[] = {-1.0, -3.0, -6.0, -16.505384, -44.326801};
    for (int k = 0; k < 5; ++k)
      if (atoms == known[k]) return least[k];
    return std::nullopt;
  }
  [[nodiscard]] std::optional<double> minimiser() const { return std::nullopt; }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int i = 1; i < atoms; ++i) {
      for (int j = 0; j < i; ++j) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) {
          double square = 0.0;
          for (int k = 0; k < 3; ++k) {
            const double apart = x[(3 * i + k) * stride + lane] - x[(3 * j + k) * stride + lane];
            square = math::fma(apart, apart, square);
          }
          // Nearer than this the wall is a constant 4e36, so that no cost overflows.
          const double inverse = 1.0 / (square > 1e-6 ? square : 1e-6);
          const double sixth = inverse * inverse * inverse;
          sum[lane] = math::fma(4.0 * sixth, sixth - 1.0, sum[lane]);
        }
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

}  // namespace starling::objectives
