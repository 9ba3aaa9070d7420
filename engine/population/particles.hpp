// The particles that a rank owns, with room for ghosts, in device memory.
#pragma once

#include <cstdint>
#include <utility>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling {

/// Structure of arrays of one rank's particles. Owned particles are [0, owned()), padding up to a whole block holds
/// copies of the last one, ghosts are [ghost_first(), ghost_first() + ghosts()). The state is double-buffered: a step
/// reads `now` and writes `next`, so that it can be repeated.
template <int D>
class Particles {
 public:
  static constexpr int packed = packed_stride<D>;

  /// `activity_components`: doubles of internal state a particle carries (0 for passive ones). With `origins` each also
  /// carries what it is compared with later: an unwrapped position and, unless it is passive, the drive it had there.
  Particles(int activity_components, bool origins) : activity_components_(activity_components), origins_(origins) {}

  [[nodiscard]] std::int64_t owned() const { return owned_; }
  [[nodiscard]] std::int64_t ghosts() const { return ghosts_; }
  [[nodiscard]] std::int64_t ghost_first() const { return whole_blocks(owned_); }
  [[nodiscard]] int activity_components() const { return activity_components_; }
  [[nodiscard]] bool has_origins() const { return origins_; }
  /// Doubles from one component of an array to the next.
  [[nodiscard]] std::int64_t stride() const { return capacity_; }

  [[nodiscard]] StateArrays<D> now() const { return {position_.data(), activity_.data(), image_.data(), capacity_}; }
  [[nodiscard]] StateArrays<D> next() const {
    return {next_position_.data(), next_activity_.data(), next_image_.data(), capacity_};
  }
  [[nodiscard]] std::int32_t* id() const { return id_.data(); }
  /// Doubles of an origin: an unwrapped position and, unless the particles are passive, a drive; 0 without origins.
  [[nodiscard]] int origin_components() const { return origins_ ? (activity_components_ > 0 ? 2 * D : D) : 0; }
  /// Origins, one array per component; null without origins.
  [[nodiscard]] double* origin() const { return origin_.data(); }
  /// Drives of the origins, one array per dimension; null for passive particles and without origins.
  [[nodiscard]] double* origin_drive() const {
    return origin_components() > D ? origin_.data() + D * capacity_ : nullptr;
  }
  [[nodiscard]] double* force() const { return force_.data(); }
  /// Positions at which the neighbour lists were built, one array per dimension; a step takes those of particles that
  /// leave the box through the face with them.
  [[nodiscard]] double* list_position() const { return list_position_.data(); }

  /// Makes `next` the present state.
  void swap_state() {
    std::swap(position_, next_position_);
    std::swap(activity_, next_activity_);
    std::swap(image_, next_image_);
  }

  /// Sets the number of owned particles and drops the ghosts; keeps the state of those that stay.
  void resize_owned(std::int64_t owned);

  /// Makes room for ghosts behind the owned particles.
  void resize_ghosts(std::int64_t ghosts);

  /// Fills the padding of the last block with copies of the last owned particle.
  void fill_padding();

  /// Puts particle order(i) at place i, for all owned particles. Drops the ghosts.
  void reorder(const DeviceArray<std::int32_t>& order);

  /// Remembers the present positions as those of the neighbour lists.
  void note_list_positions();

 private:
  void reserve(std::int64_t count);

  int activity_components_;
  bool origins_;
  std::int64_t owned_ = 0;
  std::int64_t ghosts_ = 0;
  std::int64_t capacity_ = 0;
  DeviceArray<double> position_;
  DeviceArray<double> next_position_;
  DeviceArray<double> list_position_;
  DeviceArray<double> activity_;
  DeviceArray<double> next_activity_;
  DeviceArray<std::int32_t> image_;
  DeviceArray<std::int32_t> next_image_;
  DeviceArray<std::int32_t> id_;
  DeviceArray<std::int32_t> next_id_;
  DeviceArray<double> origin_;
  DeviceArray<double> next_origin_;
  DeviceArray<double> force_;
};

}  // namespace starling
