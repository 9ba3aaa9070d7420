// Fields to the device.
#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

void DeviceField::load(const FieldTables& tables) {
  const Mixture& law = tables.law;
  const auto components = static_cast<std::size_t>(law.components());
  const std::size_t cells = law.mean.size();
  std::vector<double> numbers;
  numbers.reserve(components + 4 * cells);
  for (int k = 0; k < law.components(); ++k) numbers.push_back(log_peak(law, k));
  numbers.insert(numbers.end(), law.mean.begin(), law.mean.end());
  for (const double variance : law.variance) numbers.push_back(0.5 / variance);
  numbers.insert(numbers.end(), tables.offset.begin(), tables.offset.end());
  numbers.insert(numbers.end(), tables.slope.begin(), tables.slope.end());
  ensure_size(numbers_, "field", static_cast<std::int64_t>(numbers.size()));
  Kokkos::deep_copy(
      Kokkos::subview(numbers_, std::make_pair(std::size_t{0}, numbers.size())),
      Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(numbers.data(), numbers.size()));
  const double* const first = numbers_.data();
  view_ = {law.components(),
           law.dimension,
           first,
           first + components,
           first + components + cells,
           first + components + 2 * cells,
           first + components + 3 * cells,
           tables.ripple,
           tables.pitch};
}

}  // namespace starling::diffusion
