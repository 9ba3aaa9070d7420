// The recurrence, sweep by sweep.
#include "drivers/active/score/filters.hpp"

#include <utility>

#include "drivers/active/score/force_sweeps.hpp"

namespace starling::active {

template <int D>
FilterSweep<D>::FilterSweep(const Simulation<D>& simulation, const ScorePhysics& physics,
                            const score::PhysicsArrays<D>& arrays, int probes)
    : simulation_(simulation),
      rate_(physics.rate),
      first_(columns(probes)),
      before_(columns(probes)),
      now_(columns(probes)),
      next_(columns(probes)) {
  const Particles<D>& of = simulation.particles();
  score::start_columns(arrays, of.now().position, of.id(), first_, particles());
}

template <int D>
score::VectorColumns<D> FilterSweep<D>::columns(int probes) {
  const std::int64_t stride = simulation_.particles().ghost_first() + simulation_.particles().ghosts();
  memory_.emplace_back("filter columns", (1 + probes) * D * stride);
  return {memory_.back().data(), 1 + probes, stride};
}

template <int D>
void FilterSweep<D>::update_ghosts(const score::VectorColumns<D>& of) const {
  simulation_.neighbourhood().halo().update_arrays(simulation_.particles(), of.data, of.stride, of.columns * D);
}

template <int D>
void FilterSweep<D>::begin(double scale) {
  score::scale_columns(first_, scale, now_, particles());
  update_ghosts(now_);
}

template <int D>
void FilterSweep<D>::try_step(const score::RecurrenceStep& step) {
  with_forces(simulation_, rate_,
              [&](const auto& source) { score::sweep_recurrence<D>(source, step, now_, before_, next_, particles()); });
}

template <int D>
void FilterSweep<D>::take_step(double scale) {
  if (scale != 1.0) score::scale_columns(next_, scale, next_, particles());
  update_ghosts(next_);
  std::swap(before_, now_);
  std::swap(now_, next_);
}

template <int D>
void compute_filters(const Simulation<D>& simulation, const ScorePhysics& physics,
                     const score::PhysicsArrays<D>& arrays, const FilterPlan& plan, float* out) {
  FilterSweep<D> sweep(simulation, physics, arrays, plan.probes);
  const score::FilterRecurrence& by = plan.recurrence;
  sweep.begin(by.scale[0]);
  for (int m = 1; m < score::filter_terms; ++m) {
    sweep.try_step({by.diagonal[m - 1], by.side[m - 1], by.scale[m]});
    sweep.take_step();
    if (m < score::first_filter) continue;
    score::store_filter<D>(sweep.first(), sweep.now(), m - score::first_filter, out, sweep.particles());
  }
}

#define STARLING_INSTANTIATE(D)                                                                               \
  template class FilterSweep<D>;                                                                              \
  template void compute_filters<D>(const Simulation<D>&, const ScorePhysics&, const score::PhysicsArrays<D>&, \
                                   const FilterPlan&, float*);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling::active
