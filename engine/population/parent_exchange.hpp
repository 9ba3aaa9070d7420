// Bringing parents to the ranks that hold their offspring.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/population/offspring.hpp"

namespace starling {

/// What resampling sent.
struct ResamplingTraffic {
  std::int64_t states_sent = 0;  ///< unique (state, destination rank) pairs that left this rank
  std::int64_t bytes_sent = 0;
  std::int64_t resamplings = 0;
};

/// Parents that came from one rank: columns of `parents` states each, then the numbers of offspring, and the slots here
/// that they fill.
struct ArrivedParents {
  const double* states;
  const std::int32_t* offspring;
  std::int64_t parents;
  std::int64_t first_slot;
  std::int64_t slots;
};

/// Messages of one rank to the few ranks that hold its particles' offspring, and back. Buffers are kept.
class ParentExchange {
 public:
  explicit ParentExchange(const Communicator& group) : group_(&group) {}

  /// Sends this rank's particles to the other ranks that hold their offspring, each particle once per rank, and posts
  /// the receives. `state` has columns `stride` apart.
  void start(const RowBlock& slots, const Offspring& offspring, const double* state, std::int64_t stride, int columns,
             ResamplingTraffic& traffic);

  /// Waits; what came, by rank. Valid until the next start().
  const std::vector<ArrivedParents>& finish();

 private:
  using HostBuffer = Kokkos::View<double*, Kokkos::HostSpace>;

  void post_receives(const RowBlock& slots, const Offspring& offspring);
  void send(const RowBlock& slots, const Offspring& offspring, const double* state, std::int64_t stride,
            ResamplingTraffic& traffic);

  const Communicator* group_;
  int columns_ = 0;
  MPI_Datatype parent_type_ = MPI_DATATYPE_NULL;
  std::vector<MPI_Request> receives_;
  std::vector<MPI_Request> sends_;
  std::vector<ArrivedParents> arrived_;
  HostBuffer incoming_;
  DeviceArray<double> outgoing_;
  HostBuffer outgoing_on_host_;
};

}  // namespace starling
