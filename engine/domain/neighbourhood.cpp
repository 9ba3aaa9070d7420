// Rebuilding, rebalancing and the displacement limits.
#include "engine/domain/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/domain/migration.hpp"
#include "kernels/neighbours/cell_grid_shape.hpp"
#include "kernels/neighbours/storage_order.hpp"

namespace starling {

template <int D>
Neighbourhood<D>::Neighbourhood(const Communicator& communicator, const Box<D>& box, const NeighbourSettings& settings,
                                const Particles<D>& particles)
    : communicator_(communicator), box_(box), settings_(settings), halo_(communicator) {
  cut_box(particles);
}

template <int D>
void Neighbourhood<D>::cut_box(const Particles<D>& particles) {
  const std::int64_t size = particles.owned() * packed_stride<D>;
  const Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged> positions(particles.now().position, size);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), positions);
  decomposition_.emplace(communicator_, box_, std::span<const double>(host.data(), static_cast<std::size_t>(size)));
}

template <int D>
void Neighbourhood<D>::rebalance_if_due(const Particles<D>& particles, std::int64_t step) {
  if (communicator_.size() == 1 || settings_.rebalance_every == 0) return;
  if (step < last_balance_ + settings_.rebalance_every) return;
  last_balance_ = step;
  const auto largest = static_cast<double>(communicator_.maximum(particles.owned()));
  const auto total = static_cast<double>(communicator_.sum(particles.owned()));
  if (largest * communicator_.size() > settings_.rebalance_threshold * total) cut_box(particles);
}

template <int D>
void Neighbourhood<D>::sort_storage(Particles<D>& particles) {
  DeviceArray<std::int32_t> order(Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string("storage order")),
                                  particles.owned());
  const CellGrid<D> grid = make_cell_grid(region(), box_, list_radius_, particles.owned());
  storage_bins_.build(grid, {particles.owned(), 0, 0}, particles.now().position, particles.id());
  find_storage_order(storage_bins_, particles.owned(), particles.now().position, box_, guard(), builder_.row_length(),
                     order);
  particles.reorder(order);
}

template <int D>
void Neighbourhood<D>::rebuild(Particles<D>& particles, std::int64_t step, double reach) {
  list_radius_ = std::max(settings_.cutoff + settings_.skin, reach);
  // A smooth guess: lists that an observation cut short must not set the margin of all that follow.
  if (step > last_rebuild_ && last_rebuild_ >= 0) {
    list_life_ = 0.7 * list_life_ + 0.3 * static_cast<double>(step - last_rebuild_);
  }
  last_rebuild_ = step;
  rebalance_if_due(particles, step);
  migrate(communicator_, *decomposition_, particles);
  if (settings_.sort_storage && list_radius_ > 0.0 && std::isfinite(list_radius_)) sort_storage(particles);
  particles.fill_padding();
  if (list_radius_ <= 0.0) return;
  halo_.build(*decomposition_, box_, list_radius_, particles);
  const CellGrid<D> grid = make_cell_grid(region(), box_, list_radius_, particles.owned() + particles.ghosts());
  const BinnedRange range{particles.owned(), particles.ghost_first(), particles.ghosts()};
  builder_.build(grid, {range, particles.now().position, particles.id()}, box_, guard());
  particles.note_list_positions();
}

template <int D>
double Neighbourhood<D>::drift() const {
  // Free particles are brought home by every rebuild, and only then; lists end before they have moved by half the slack.
  if (!(list_radius_ > 0.0) || !std::isfinite(list_radius_)) return std::numeric_limits<double>::infinity();
  return 0.5 * (list_radius_ - settings_.cutoff);
}

template <int D>
StepLimits Neighbourhood<D>::limits(bool early) const {
  constexpr double unlimited = std::numeric_limits<double>::infinity();
  if (!std::isfinite(list_radius_) || !needs_lists()) return {unlimited, unlimited, unlimited};
  // Slightly less than half the slack, so that rounding in the displacements cannot hide a pair.
  const double stale = 0.5 * (list_radius_ - settings_.cutoff) * (1.0 - 1e-9);
  const double soon = early ? stale * (1.0 - 1.2 / std::max(list_life_, 3.0)) : stale;
  return {soon * soon, stale * stale, unlimited};
}

template class Neighbourhood<1>;
template class Neighbourhood<2>;
template class Neighbourhood<3>;

}  // namespace starling
