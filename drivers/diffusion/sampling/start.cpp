// Drawing starts.
#include "drivers/diffusion/sampling/start.hpp"

#include "kernels/device_copy.hpp"
#include "kernels/diffusion/draw.hpp"

namespace starling::diffusion {

Mixture start_law(const Problem& problem) {
  const double time = problem.grid.time.front();
  return problem.deck.start == Start::normal ? problem.path->schedule()->noise_law(time, problem.dimension())
                                             : problem.path->law(time);
}

void draw_start(const Problem& problem, WeightedPopulation& population, random::Key key) {
  const Mixture law = start_law(problem);
  const auto sums = device_copy("cumulative weights", cumulative_weights(law));
  const auto means = device_copy("means", law.mean);
  const auto widths = device_copy("deviations", deviations(law));
  const RowBlock& slots = population.slots();
  draw_points({sums.data(), means.data(), widths.data(), law.components(), law.dimension, key,
               random::Purpose::diffusion_component, random::Purpose::diffusion_start},
              population.now(), population.now_stride(), slots.first, slots.count);
  Kokkos::fence();
}

}  // namespace starling::diffusion
