// Ghosts: copies of other ranks' particles that this rank's particles can feel.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/domain/decomposition.hpp"
#include "engine/population/particles.hpp"

namespace starling {

/// The exchange pattern between this rank and those whose regions, grown by the list radius, meet its own. A particle
/// has at most one ghost on a rank, a plain copy with canonical coordinates. Messages are staged through the host.
template <int D>
class Halo {
 public:
  explicit Halo(const Communicator& communicator) : communicator_(communicator) {}

  /// Collective: finds who needs which particles and appends ghosts (positions and ids) to `particles`. An infinite
  /// radius sends everything to every rank.
  void build(const Decomposition<D>& decomposition, const Box<D>& box, double radius, Particles<D>& particles);

  /// Brings the ghosts' positions up to date.
  void update(Particles<D>& particles);

  /// Ranks that this rank exchanges particles with.
  [[nodiscard]] std::int64_t neighbours() const { return static_cast<std::int64_t>(neighbours_.size()); }

  /// Sends a number of each particle to its ghosts: values(ghost) = values(original), host memory, indexed like
  /// positions. Returns true if that changed a ghost's value on this rank.
  bool update_values(const Particles<D>& particles, std::vector<std::int32_t>& values) const;

  /// The same for `components` arrays of doubles in device memory, `stride` apart.
  void update_arrays(const Particles<D>& particles, double* values, std::int64_t stride, int components) const;

  /// The other way: adds the ghosts' whole numbers to those of their originals, values[i * components + c] of particle i in
  /// device memory.
  void add_to_originals(const Particles<D>& particles, std::int64_t* values, int components) const;

 private:
  struct Neighbour {
    int rank;
    std::int64_t send_first;  ///< into sent_
    std::int64_t send_count;
    std::int64_t ghost_first;  ///< counted from the first ghost
    std::int64_t ghost_count;
  };

  void find_neighbours(const Decomposition<D>& decomposition, const Box<D>& box, double radius);
  void select(const Decomposition<D>& decomposition, const Box<D>& box, double radius, const Particles<D>& particles);
  void exchange_counts();
  /// Begins to receive `components` numbers of each ghost, those of one ghost together.
  template <class T>
  [[nodiscard]] std::vector<MPI_Request> post_receives(T* ghosts, int components, int tag) const;
  /// Sends those of each particle of sent_, in its order, and waits for all of it.
  template <class T>
  void send_and_wait(const T* sent, int components, int tag, std::vector<MPI_Request>& requests) const;
  void exchange_ids(Particles<D>& particles) const;

  const Communicator& communicator_;
  std::vector<Neighbour> neighbours_;
  std::int64_t send_total_ = 0;
  std::int64_t ghost_total_ = 0;
  DeviceArray<std::int32_t> sent_;  ///< indices of the particles to send, by neighbour
  DeviceArray<double> send_buffer_;
  typename DeviceArray<double>::HostMirror host_send_buffer_;
};

}  // namespace starling
