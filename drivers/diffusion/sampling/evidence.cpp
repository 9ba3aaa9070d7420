// Weighing populations.
#include "drivers/diffusion/sampling/evidence.hpp"

#include <fmt/format.h>

#include "kernels/math/exponential.hpp"

namespace starling::diffusion {

WeightSums weighed(WeightedPopulation& population, double largest, std::int64_t step) {
  WeightSums sums;
  try {
    sums = population.weigh(population.log_weight(), largest);
  } catch (const Failure& failure) {
    throw failure.reworded(fmt::format("after {} steps: {}", step, failure.what()));
  }
  if (sums.total > 0) return sums;
  throw Failure(ExitCode::blow_up,
                fmt::format("after {} steps: all {} particles have weight zero", step, sums.particles),
                FailureScope::every_rank);
}

bool needs_resampling(const WeightSums& sums, double threshold) {
  return threshold == 1.0 || sums.effective_sample_size() < threshold * static_cast<double>(sums.particles);
}

void add_evidence(double log_z, const std::optional<double>& exact, std::vector<Result>& found) {
  found.push_back({"log_z", log_z});
  Result average{"log_mean_z", log_z};
  average.pooling = Pooling::log_mean;
  found.push_back(average);
  if (exact) found.push_back({"z_ratio", math::exp(log_z - *exact)});
}

std::vector<std::int64_t> weights_on_host(const WeightedPopulation& population) {
  std::vector<std::int64_t> ends(static_cast<std::size_t>(population.slots().count));
  Kokkos::deep_copy(
      Kokkos::View<std::int64_t*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(ends.data(), ends.size()),
      Kokkos::View<const std::int64_t*, MemorySpace, Kokkos::MemoryUnmanaged>(population.cumulative(), ends.size()));
  std::int64_t before = population.rank_edges()[static_cast<std::size_t>(population.group().rank())];
  for (std::int64_t& each : ends) {
    const std::int64_t end = each;
    each -= before;
    before = end;
  }
  return ends;
}

}  // namespace starling::diffusion
