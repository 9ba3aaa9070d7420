// What a potential energy with an exact answer must offer.
#pragma once

#include <concepts>
#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::energies {

// An energy is a device struct of numbers that gives U(x) = -log density, up to a constant, and its gradient at one point of
// `dimension` components. No function may call libm: use starling::math. Besides the members that the concept lists:
//   static constexpr const char* name;                    its name in a deck
//   struct Parameters;                                    its numbers in a deck
//   template <class Visitor> static void describe(Parameters&, Visitor&&);      see ../parameters.hpp
//   static std::string objection(const Parameters&);      why the numbers do not go together, beginning with the key
//   static Energy from(const Parameters&);
//   static constexpr int functions;                       numbers made of a point that are worth watching
//   static const char* function_name(int k);

/// Most components of what is not the same in every component.
inline constexpr int most_components = 16;

template <class Energy>
concept PotentialEnergy = requires(const Energy& energy, const double* x, double* gradient, int k) {
  { energy.dimension } -> std::convertible_to<std::int64_t>;
  { energy.energy(x) } -> std::same_as<double>;
  { energy.gradient(x, gradient) } -> std::same_as<void>;
  { energy.function(k, x) } -> std::same_as<double>;
};

/// Mean square of the components.
STARLING_FUNCTION double mean_square(const double* x, std::int64_t dimension) {
  double squares = 0.0;
  for (std::int64_t i = 0; i < dimension; ++i) squares += x[i] * x[i];
  return squares / static_cast<double>(dimension);
}

}  // namespace starling::energies
