// One launch over blocks of atoms, one exchange of whole numbers.
#include "engine/potentials/domain_forces.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/population/records.hpp"
#include "kernels/device_copy.hpp"

namespace starling::potentials {

DomainForces::DomainForces(const Potential& potential, const std::vector<double>& parameters,
                           const std::vector<std::int32_t>& element_of_id)
    : device_(potential),
      functions_(potential),
      repulsion_(potential.repulsion),
      reach_(potential.reach()),
      element_of_id_(device_copy("elements of atoms", element_of_id)) {
  const auto on_device = device_copy("parameters", parameters);
  ensure_size(packed_, "packed potential", device_.packed_size());
  device_.pack(on_device.data(), 0, 1, packed_.data());
}

void DomainForces::order_atoms(const Particles<3>& particles) {
  const std::vector<std::int32_t> element = to_host(element_.data(), particles.owned());
  std::array<std::vector<std::int32_t>, descriptors::most_elements> places;
  for (std::int64_t i = 0; i < particles.owned(); ++i)
    places[static_cast<std::size_t>(element[static_cast<std::size_t>(i)])].push_back(static_cast<std::int32_t>(i));
  std::vector<std::int32_t> order;
  std::vector<AtomBlock> blocks;
  for (std::size_t e = 0; e < places.size(); ++e) {
    for (std::size_t at = 0; at < places[e].size(); at += block_atoms)
      blocks.push_back({static_cast<std::int32_t>(order.size() + at),
                        static_cast<std::int32_t>(std::min<std::size_t>(block_atoms, places[e].size() - at)),
                        static_cast<std::int32_t>(e)});
    order.insert(order.end(), places[e].begin(), places[e].end());
  }
  block_count_ = static_cast<std::int64_t>(blocks.size());
  order_ = device_copy("atoms by element", order);
  blocks_ = device_copy("blocks of atoms", blocks);
}

void DomainForces::prepare(const Particles<3>& particles, const NeighbourList& list) {
  const std::int64_t places = particles.ghost_first() + particles.ghosts();
  ensure_size(element_, "elements of places", places);
  ensure_size(quanta_, "forces in quanta", 3 * places);
  ensure_size(energy_, "energies of atoms", particles.ghost_first());
  ensure_size(virial_, "virials of atoms", particles.ghost_first());
  ensure_size(excess_, "excesses of atoms", particles.ghost_first());
  const DeviceArray<std::int32_t> of_id = element_of_id_;
  const DeviceArray<std::int32_t> element = element_;
  const std::int32_t* const id = particles.id();
  Kokkos::parallel_for(
      "elements of places", IndexRange(0, places), KOKKOS_LAMBDA(std::int64_t i) { element(i) = of_id(id[i]); });
  order_atoms(particles);
  std::int32_t most = 0;
  const std::int32_t* const length = list.length;
  Kokkos::parallel_reduce(
      "longest list", IndexRange(0, particles.ghost_first() / slice_lanes),
      KOKKOS_LAMBDA(std::int64_t slice, std::int32_t & longest) {
        longest = length[slice] > longest ? length[slice] : longest;
      },
      Kokkos::Max<std::int32_t>(most));
  most_neighbours_ =
      std::max<std::int64_t>(most, 0) + 1;  // one more place is written before it is known to be a neighbour
}

void DomainForces::compute(const Particles<3>& particles, const Box<3>& box, const Halo<3>& halo,
                           const NeighbourList& list, bool excess) {
  const std::int64_t places = particles.ghost_first() + particles.ghosts();
  AtomBlocks atoms{device_.view(),
                   packed_.data(),
                   {},
                   {},
                   repulsion_,
                   {particles.now().position, element_.data(), list, box, reach_},
                   order_.data(),
                   blocks_.data(),
                   most_neighbours_,
                   {quanta_.data(), energy_.data(), virial_.data(), excess ? excess_.data() : nullptr}};
  std::int64_t workspace = 0;
  for (int e = 0; e < device_.view().elements; ++e) {
    atoms.functions[e] = functions_.functions(e);
    atoms.ranges[e] = functions_.ranges(e);
    workspace = std::max(workspace, atoms.workspace_size(e));
  }
  memory_.reserve("workspaces of atoms", workspace);
  const auto parts = memory_.parts();
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  Kokkos::deep_copy(Kokkos::subview(quanta_, std::make_pair(std::int64_t{0}, 3 * places)), 0);
  Kokkos::parallel_for(
      "forces of atoms", IndexRange(0, block_count_), KOKKOS_LAMBDA(std::int64_t b) {
        const auto token = tokens.acquire();
        atoms.evaluate(atoms.blocks[b], parts.of(token));
        tokens.release(token);
      });
  halo.add_to_originals(particles, quanta_.data(), 3);

  double* const force = particles.force();
  const std::int64_t stride = particles.stride();
  const std::int64_t owned = particles.owned();
  const DeviceArray<std::int64_t> quanta = quanta_;
  const DeviceArray<double> energy = energy_;
  Kokkos::parallel_for(
      "forces of quanta", IndexRange(0, particles.ghost_first()), KOKKOS_LAMBDA(std::int64_t i) {
        const bool sound = i >= owned || energy(i) - energy(i) == 0.0;
        for (int axis = 0; axis < 3; ++axis)
          force[axis * stride + i] = i >= owned ? 0.0
                                     : sound    ? static_cast<double>(quanta(3 * i + axis)) / quanta_per_force
                                                : __builtin_nan("");
      });
}

}  // namespace starling::potentials
