// Dual numbers: a value and its derivatives along a few directions, carried through every operation.
#pragma once

#include <cmath>

#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// A value with T tangents.
template <int T>
struct Dual {
  double value;
  double tangent[T];

  STARLING_FUNCTION static Dual constant(double value) {
    Dual out{};
    out.value = value;
    return out;
  }

  STARLING_FUNCTION Dual& operator+=(const Dual& other) {
    value += other.value;
    for (int t = 0; t < T; ++t) tangent[t] += other.tangent[t];
    return *this;
  }
};

template <int T>
STARLING_FUNCTION Dual<T> operator+(Dual<T> a, const Dual<T>& b) {
  return a += b;
}

template <int T>
STARLING_FUNCTION Dual<T> operator-(const Dual<T>& a, const Dual<T>& b) {
  Dual<T> out;
  out.value = a.value - b.value;
  for (int t = 0; t < T; ++t) out.tangent[t] = a.tangent[t] - b.tangent[t];
  return out;
}

template <int T>
STARLING_FUNCTION Dual<T> operator*(const Dual<T>& a, const Dual<T>& b) {
  Dual<T> out;
  out.value = a.value * b.value;
  for (int t = 0; t < T; ++t) out.tangent[t] = a.tangent[t] * b.value + a.value * b.tangent[t];
  return out;
}

template <int T>
STARLING_FUNCTION Dual<T> operator*(double a, const Dual<T>& b) {
  Dual<T> out;
  out.value = a * b.value;
  for (int t = 0; t < T; ++t) out.tangent[t] = a * b.tangent[t];
  return out;
}

/// f(a), given f and its slope at a.
template <int T>
STARLING_FUNCTION Dual<T> chain(const Dual<T>& a, double value, double slope) {
  Dual<T> out;
  out.value = value;
  for (int t = 0; t < T; ++t) out.tangent[t] = slope * a.tangent[t];
  return out;
}

/// ln a for positive, normal, finite a.
template <int T>
STARLING_FUNCTION Dual<T> log(const Dual<T>& a) {
  return chain(a, math::log(a.value), 1.0 / a.value);
}

/// 1/sqrt(a) for positive a.
template <int T>
STARLING_FUNCTION Dual<T> inverse_root(const Dual<T>& a) {
  const double root = 1.0 / std::sqrt(a.value);
  return chain(a, root, -0.5 * root / a.value);
}

/// arsinh a = sign(a) ln(|a| + sqrt(a^2 + 1)), for |a| < 1e150: a logarithm of either sign. Within 3e-16 absolute where
/// |a| < 1, 3 ulp beyond.
STARLING_FUNCTION double arsinh(double a) {
  const double magnitude = a < 0.0 ? -a : a;
  const double logarithm = math::log(magnitude + std::sqrt(magnitude * magnitude + 1.0));
  return a < 0.0 ? -logarithm : logarithm;
}

template <int T>
STARLING_FUNCTION Dual<T> arsinh(const Dual<T>& a) {
  return chain(a, arsinh(a.value), 1.0 / std::sqrt(a.value * a.value + 1.0));
}

}  // namespace starling::math
