// Growing, padding and reordering a rank's particles.
#include "engine/population/particles.hpp"

#include <string>

namespace starling {

namespace {

/// Replaces an array of `components` parts of `old_stride` by one with `new_stride`, keeping the first `kept` of each.
template <class T>
void restride(DeviceArray<T>& array, const char* label, int components, std::int64_t old_stride,
              std::int64_t new_stride, std::int64_t kept) {
  DeviceArray<T> grown(std::string(label), components * new_stride);
  const DeviceArray<T> old = array;
  if (kept > 0) {
    Kokkos::parallel_for(
        "restride", IndexRange(0, kept * components), KOKKOS_LAMBDA(std::int64_t k) {
          const std::int64_t c = k / kept;
          const std::int64_t i = k - c * kept;
          grown(c * new_stride + i) = old(c * old_stride + i);
        });
  }
  array = grown;
}

/// to(c, i) = from(c, order(i)) for every component.
template <class T>
void gather(const T* from, T* to, int components, std::int64_t stride, const DeviceArray<std::int32_t>& order,
            std::int64_t count) {
  Kokkos::parallel_for(
      "gather", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        for (int c = 0; c < components; ++c) to[c * stride + i] = from[c * stride + order(i)];
      });
}

/// The same for packed positions.
template <int D>
void gather_packed(const double* from, double* to, const DeviceArray<std::int32_t>& order, std::int64_t count) {
  constexpr int packed = packed_stride<D>;
  Kokkos::parallel_for(
      "gather positions", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        for (int d = 0; d < packed; ++d) to[i * packed + d] = from[order(i) * packed + d];
      });
}

/// Copies particle `from` to the places [first, last).
template <int D>
void copy_particle(const StateArrays<D>& state, std::int32_t* id, int activity_components, std::int64_t from,
                   std::int64_t first, std::int64_t last) {
  constexpr int packed = packed_stride<D>;
  Kokkos::parallel_for(
      "fill padding", IndexRange(first, last), KOKKOS_LAMBDA(std::int64_t i) {
        id[i] = id[from];
        for (int d = 0; d < packed; ++d) state.position[i * packed + d] = state.position[from * packed + d];
        for (int d = 0; d < D; ++d) state.image[d * state.stride + i] = state.image[d * state.stride + from];
        for (int c = 0; c < activity_components; ++c) {
          state.activity[c * state.stride + i] = state.activity[c * state.stride + from];
        }
      });
}

}  // namespace

template <int D>
void Particles<D>::reserve(std::int64_t count) {
  if (count <= capacity_) return;
  const std::int64_t grown = whole_blocks(count + count / 8);
  const std::int64_t kept = owned_ + ghosts_ > 0 ? std::min(capacity_, ghost_first() + ghosts_) : 0;
  restride(position_, "position", 1, 0, grown * packed, kept * packed);
  restride(next_position_, "next position", 1, 0, grown * packed, 0);
  restride(list_position_, "list position", D, capacity_, grown, kept);
  restride(activity_, "activity", activity_components_, capacity_, grown, kept);
  restride(next_activity_, "next activity", activity_components_, capacity_, grown, 0);
  restride(image_, "image", D, capacity_, grown, kept);
  restride(next_image_, "next image", D, capacity_, grown, 0);
  restride(id_, "id", 1, capacity_, grown, kept);
  restride(next_id_, "next id", 1, capacity_, grown, 0);
  restride(force_, "force", D, capacity_, grown, 0);
  if (origins_) {
    restride(origin_, "origin", origin_components(), capacity_, grown, kept);
    restride(next_origin_, "next origin", origin_components(), capacity_, grown, 0);
  }
  capacity_ = grown;
}

template <int D>
void Particles<D>::resize_owned(std::int64_t owned) {
  ghosts_ = 0;
  reserve(whole_blocks(owned));
  owned_ = owned;
}

template <int D>
void Particles<D>::resize_ghosts(std::int64_t ghosts) {
  reserve(ghost_first() + ghosts);
  ghosts_ = ghosts;
}

template <int D>
void Particles<D>::fill_padding() {
  if (owned_ == 0) return;
  copy_particle<D>(now(), id_.data(), activity_components_, owned_ - 1, owned_, ghost_first());
}

template <int D>
void Particles<D>::reorder(const DeviceArray<std::int32_t>& order) {
  ghosts_ = 0;
  gather_packed<D>(position_.data(), next_position_.data(), order, owned_);
  gather(activity_.data(), next_activity_.data(), activity_components_, capacity_, order, owned_);
  gather(image_.data(), next_image_.data(), D, capacity_, order, owned_);
  gather(id_.data(), next_id_.data(), 1, capacity_, order, owned_);
  std::swap(id_, next_id_);
  if (origins_) {
    gather(origin_.data(), next_origin_.data(), origin_components(), capacity_, order, owned_);
    std::swap(origin_, next_origin_);
  }
  swap_state();
}

template <int D>
void Particles<D>::note_list_positions() {
  const double* from = position_.data();
  double* to = list_position_.data();
  const std::int64_t stride = capacity_;
  Kokkos::parallel_for(
      "note list positions", IndexRange(0, ghost_first()), KOKKOS_LAMBDA(std::int64_t i) {
        for (int d = 0; d < D; ++d) to[d * stride + i] = from[i * packed_stride<D> + d];
      });
}

template class Particles<1>;
template class Particles<2>;
template class Particles<3>;

}  // namespace starling
