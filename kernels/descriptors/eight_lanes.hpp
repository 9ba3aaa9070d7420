// Eight doubles side by side, in the host's registers where it has such: the same bits either way.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/vector_lanes.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// A register of one lane.
struct OneLane {
  using Register = double;
  static constexpr int count = 1;
  STARLING_FUNCTION static double load(const double* from) { return *from; }
  STARLING_FUNCTION static double spread(const double* from) { return *from; }
  STARLING_FUNCTION static void store(double lane, double* to) { *to = lane; }
  STARLING_FUNCTION static double fma(double a, double b, double c) { return math::fma(a, b, c); }
};

template <class Lanes>
struct EightLanesOf {
  static constexpr int registers = 8 / Lanes::count;
  typename Lanes::Register part[registers];

  STARLING_FUNCTION static EightLanesOf load(const double* from) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = Lanes::load(from + k * Lanes::count);
    return out;
  }
  STARLING_FUNCTION static EightLanesOf spread(double value) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = Lanes::spread(&value);
    return out;
  }
  STARLING_FUNCTION void store(double* to) const {
    for (int k = 0; k < registers; ++k) Lanes::store(part[k], to + k * Lanes::count);
  }
  STARLING_FUNCTION friend EightLanesOf operator*(const EightLanesOf& a, const EightLanesOf& b) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = a.part[k] * b.part[k];
    return out;
  }
  STARLING_FUNCTION friend EightLanesOf operator+(const EightLanesOf& a, const EightLanesOf& b) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = a.part[k] + b.part[k];
    return out;
  }
  STARLING_FUNCTION friend EightLanesOf operator-(const EightLanesOf& a, const EightLanesOf& b) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = a.part[k] - b.part[k];
    return out;
  }
  /// a b + c with one rounding.
  STARLING_FUNCTION friend EightLanesOf fma(const EightLanesOf& a, const EightLanesOf& b, const EightLanesOf& c) {
    EightLanesOf out;
    for (int k = 0; k < registers; ++k) out.part[k] = Lanes::fma(a.part[k], b.part[k], c.part[k]);
    return out;
  }
  /// ((p0 + p4) + (p2 + p6)) + ((p1 + p5) + (p3 + p7)).
  [[nodiscard]] STARLING_FUNCTION double sum() const {
    double p[8];
    store(p);
    return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
  }
};

#if defined(STARLING_VECTOR_LANES_BYTES)
using Eight = EightLanesOf<networks::VectorLanes<double>>;
#else
using Eight = EightLanesOf<OneLane>;
#endif

}  // namespace starling::descriptors
