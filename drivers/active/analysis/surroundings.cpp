// Copies of the owned particles with a halo as wide as asked for.
#include "drivers/active/analysis/surroundings.hpp"

#include <algorithm>

#include "engine/population/records.hpp"
#include "kernels/analysis/pair_counts.hpp"

namespace starling::active {

namespace {

template <int D>
void copy_owned(const Particles<D>& from, Particles<D>& to) {
  to.resize_owned(from.owned());
  const double* position = from.now().position;
  const std::int32_t* id = from.id();
  double* position_copy = to.now().position;
  std::int32_t* id_copy = to.id();
  Kokkos::parallel_for(
      "copy owned", IndexRange(0, from.owned()), KOKKOS_LAMBDA(std::int64_t i) {
        for (int d = 0; d < packed_stride<D>; ++d) {
          position_copy[i * packed_stride<D> + d] = position[i * packed_stride<D> + d];
        }
        id_copy[i] = id[i];
      });
}

}  // namespace

template <int D>
void Surroundings<D>::count(const Simulation<D>& simulation, double probe, double range, std::int64_t bins) {
  const Neighbourhood<D>& neighbourhood = simulation.neighbourhood();
  const Box<D>& box = simulation.box();
  const double reach = std::max(probe, bins > 0 ? range : 0.0);
  // Both partners of a pair may have left their rank's region.
  const double grown = reach + 2.0 * neighbourhood.drift();
  copy_owned(simulation.particles(), copies_);
  halo_.build(neighbourhood.decomposition(), box, grown, copies_);
  const Region<D>& region = neighbourhood.decomposition().regions()[communicator_.rank()];
  const auto table = builder_.build(box, region, reach, grown, copies_.now().position, copies_.owned(),
                                    copies_.ghost_first(), copies_.ghosts());
  ensure_size(within_, "particles within", whole_blocks(copies_.owned()));
  analysis::count_pairs<D>(table, copies_.now().position, copies_.owned(), probe, range,
                           static_cast<std::int32_t>(bins), within_.data(), tallies_);
  if (bins == 0) return;
  pairs_ = to_host<std::int64_t>(tallies_.data(), bins);
  pairs_[0] -= copies_.owned();
  communicator_.sum(std::span(pairs_));
}

template class Surroundings<1>;
template class Surroundings<2>;
template class Surroundings<3>;

}  // namespace starling::active
