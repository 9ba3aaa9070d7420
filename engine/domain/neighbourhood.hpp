// Everything that has to be redone when particles have moved too far: ownership, storage order, halo and lists.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "engine/comm/communicator.hpp"
#include "engine/domain/decomposition.hpp"
#include "engine/domain/halo.hpp"
#include "engine/population/particles.hpp"
#include "kernels/dynamics/step_limits.hpp"
#include "kernels/neighbours/list_builder.hpp"

namespace starling {

/// How a run looks for neighbours. Nothing here changes a bit of any result.
struct NeighbourSettings {
  double cutoff = 0.0;       ///< range of the pair force; infinite for all pairs, 0 for none
  double skin = 0.0;         ///< a list holds pairs up to cutoff + skin and is good until a particle moved by skin / 2
  bool sort_storage = true;  ///< keep particles in cell order (tests turn it off)
  std::int64_t rebalance_every = 0;  ///< steps between looks at the balance; 0: never
  double rebalance_threshold = 1.1;  ///< largest over mean particles per rank before the box is cut anew
};

/// Owns the decomposition, the halo and the neighbour lists of one population.
template <int D>
class Neighbourhood {
 public:
  /// Collective: cuts the box by where the particles are.
  Neighbourhood(const Communicator& communicator, const Box<D>& box, const NeighbourSettings& settings,
                const Particles<D>& particles);

  /// Collective: migrates, sorts, and builds halo and lists for pairs up to cutoff + skin, or up to `reach` if that is
  /// more.
  void rebuild(Particles<D>& particles, std::int64_t step, double reach = 0.0);

  /// Brings the ghosts' positions up to date for lists that are still good.
  void update_ghosts(Particles<D>& particles) { halo_.update(particles); }

  /// Whether forces need lists at all.
  [[nodiscard]] bool needs_lists() const { return settings_.cutoff > 0.0; }
  /// Pairs up to this distance were listed at the last rebuild.
  [[nodiscard]] double list_radius() const { return list_radius_; }
  [[nodiscard]] NeighbourList list() const { return builder_.list(); }
  [[nodiscard]] const Halo<D>& halo() const { return halo_; }
  [[nodiscard]] const Decomposition<D>& decomposition() const { return *decomposition_; }
  /// How far a particle may be from its rank's region by now; infinite where no list says so.
  [[nodiscard]] double drift() const;
  [[nodiscard]] const NeighbourSettings& settings() const { return settings_; }

  /// The displacements at which a step must raise its alarms; `early`: also warn one step ahead of time.
  [[nodiscard]] StepLimits limits(bool early) const;

  /// From the next rebuild on.
  void set_skin(double skin) { settings_.skin = skin; }

 private:
  void cut_box(const Particles<D>& particles);
  void rebalance_if_due(const Particles<D>& particles, std::int64_t step);
  void sort_storage(Particles<D>& particles);
  /// A particle further than this from the box faces sees no pair across them while the lists live.
  [[nodiscard]] double guard() const { return list_radius_ + (list_radius_ - settings_.cutoff); }
  [[nodiscard]] const Region<D>& region() const { return decomposition_->regions()[communicator_.rank()]; }

  const Communicator& communicator_;
  Box<D> box_;
  NeighbourSettings settings_;
  std::optional<Decomposition<D>> decomposition_;
  Halo<D> halo_;
  ListBuilder<D> builder_;
  CellBins<D> storage_bins_;
  double list_radius_ = 0.0;
  std::int64_t last_rebuild_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t last_balance_ = 0;
  double list_life_ = 20.0;  ///< steps that the last lists were good for
};

}  // namespace starling
