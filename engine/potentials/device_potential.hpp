// A potential's tables in memory that kernels reach.
#pragma once

#include <cstdint>

#include "engine/potentials/potential.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/potentials/potential_view.hpp"

namespace starling::potentials {

/// Of a description that put_in_order() has seen, with statistics for every function. The view lives as long as this.
class DevicePotential {
 public:
  explicit DevicePotential(const Potential& potential);

  [[nodiscard]] const PotentialView& view() const { return view_; }
  /// Numbers that pack() writes.
  [[nodiscard]] std::int64_t packed_size() const { return packed_size_; }
  /// Parameters of the networks.
  [[nodiscard]] std::int64_t parameters() const { return parameters_; }

  /// Packs the networks of `count` vectors of parameters, both in device memory: vector v is parameters + v stride, and goes
  /// to packed + v packed_size().
  void pack(const double* parameters, std::int64_t stride, std::int64_t count, double* packed);

 private:
  void add_functions(const Potential& potential);
  void add_layers(const Potential& potential);

  PotentialView view_{};
  std::int64_t packed_size_ = 0;
  std::int64_t parameters_ = 0;
  std::int64_t widest_ = 0;  ///< numbers of the largest layer
  DeviceArray<descriptors::RadialLanes> radial_;
  DeviceArray<descriptors::AngularLanes> angular_;
  DeviceArray<double> scaling_;
  DeviceArray<double> buffer_;
};

}  // namespace starling::potentials
