// The parameters of a potential's chains, where the host reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/sgmcmc/targets/potential/whitening.hpp"
#include "drivers/sgmcmc/targets/target.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::sgmcmc {

/// Parameters of chains in host memory, whatever the chains' own are.
class HostPoints {
 public:
  HostPoints(const ChainPoints& points, std::int64_t parameters, const std::optional<Whitening>& whitening)
      : parameters_(static_cast<std::size_t>(parameters)) {
    values_.resize(static_cast<std::size_t>(points.chains) * parameters_);
    for (std::int64_t c = 0; c < points.chains; ++c) {
      using Constant = Kokkos::View<const double*, MemorySpace, Kokkos::MemoryUnmanaged>;
      using Host = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
      Kokkos::deep_copy(Host(values_.data() + static_cast<std::size_t>(c) * parameters_, parameters_),
                        Constant(points.values + c * points.stride, parameters_));
    }
    if (!whitening) return;
    std::vector<double> whitened;
    for (std::size_t at = 0; at < values_.size(); at += parameters_) {
      const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(at);
      whitened.assign(begin, begin + static_cast<std::ptrdiff_t>(parameters_));
      whitening->to_parameters(whitened.data(), values_.data() + at);
    }
  }
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  [[nodiscard]] const double* chain(std::size_t c) const { return values_.data() + c * parameters_; }

 private:
  std::size_t parameters_;
  std::vector<double> values_;
};

}  // namespace starling::sgmcmc
