// Counting offspring by each scheme.
#include "engine/population/offspring.hpp"

#include "engine/population/sorted_offspring.hpp"
#include "kernels/weights/boundaries.hpp"

namespace starling {

namespace {

/// Every rank knows every edge, since the points that slots lie at depend on nothing else.
template <class Points>
void count_by_points(const RowBlock& slots, const IntegerWeights& weights, const Points& points, Offspring& offspring) {
  const OffspringAxis axis(slots.total, weights.sums().total);
  find_boundaries(axis, points, weights.cumulative(), slots.count, offspring.end.data());
  for (std::size_t rank = 0; rank < offspring.rank_edges.size(); ++rank) {
    offspring.rank_edges[rank] = boundary_of(axis, points, weights.rank_edges()[rank]);
  }
}

}  // namespace

void count_offspring(const Communicator& group, const RowBlock& slots, const IntegerWeights& weights, Resampling scheme,
                     random::Key key, std::int64_t time, std::int32_t* scratch, Offspring& offspring) {
  switch (scheme) {
    case Resampling::systematic:
      return count_by_points(slots, weights, SystematicPoints(key, time), offspring);
    case Resampling::stratified:
      return count_by_points(slots, weights, StratifiedPoints(key, time), offspring);
    case Resampling::multinomial:
      return count_by_draws(group, slots, weights, DrawScheme::multinomial, key, time, scratch, offspring);
    case Resampling::residual:
      return count_by_draws(group, slots, weights, DrawScheme::residual, key, time, scratch, offspring);
  }
}

}  // namespace starling
