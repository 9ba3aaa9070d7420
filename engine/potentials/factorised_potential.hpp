// A potential's symmetry functions by their parts, in memory that kernels reach.
#pragma once

#include <vector>

#include "engine/potentials/potential.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/potentials/atom_blocks.hpp"

namespace starling::potentials {

/// Of a description that put_in_order() has seen, with statistics for every function. Views live as long as this.
class FactorisedPotential {
 public:
  explicit FactorisedPotential(const Potential& potential);

  [[nodiscard]] const descriptors::FactorisedFunctions& functions(int e) const {
    return functions_[static_cast<std::size_t>(e)];
  }
  [[nodiscard]] const FunctionRanges& ranges(int e) const { return ranges_[static_cast<std::size_t>(e)]; }

 private:
  std::vector<descriptors::FactorisedFunctions> functions_;
  std::vector<FunctionRanges> ranges_;
  DeviceArray<double> radii_, bounds_;
  DeviceArray<descriptors::RadialPart> radial_parts_;
  DeviceArray<descriptors::RadialTerm> radial_terms_;
  DeviceArray<descriptors::AngularPart> angular_parts_;
  DeviceArray<descriptors::AngularTerm> angular_terms_;
  DeviceArray<descriptors::AngularGroup> groups_;
  DeviceArray<descriptors::ElementPair> pairs_;
};

}  // namespace starling::potentials
