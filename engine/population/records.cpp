// Packing and unpacking particle records on the device.
#include "engine/population/records.hpp"

#include <numeric>

namespace starling {

template <int D>
void pack_records(const Particles<D>& particles, const DeviceArray<std::int32_t>& places, std::int64_t count,
                  const DeviceArray<double>& records) {
  const RecordLayout<D> layout = record_layout(particles);
  const StateArrays<D> state = particles.now();
  const std::int32_t* id = particles.id();
  const double* origin = particles.origin();
  Kokkos::parallel_for(
      "pack records", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t k) {
        const std::int64_t i = places(k);
        double* record = records.data() + k * layout.size();
        record[layout.id] = id[i];
        for (int d = 0; d < D; ++d) {
          record[layout.position + d] = state.position[i * packed_stride<D> + d];
          record[layout.image + d] = state.image[d * state.stride + i];
        }
        for (int c = 0; c < layout.origin_components(); ++c) {
          record[layout.origin() + c] = origin[c * state.stride + i];
        }
        for (int c = 0; c < layout.activity_components; ++c) {
          record[layout.activity + c] = state.activity[c * state.stride + i];
        }
      });
}

template <int D>
void unpack_records(Particles<D>& particles, const DeviceArray<std::int32_t>& places, std::int64_t count,
                    const DeviceArray<double>& records) {
  const RecordLayout<D> layout = record_layout(particles);
  const StateArrays<D> state = particles.now();
  std::int32_t* id = particles.id();
  double* origin = particles.origin();
  Kokkos::parallel_for(
      "unpack records", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t k) {
        const std::int64_t i = places(k);
        const double* record = records.data() + k * layout.size();
        id[i] = static_cast<std::int32_t>(record[layout.id]);
        for (int d = 0; d < packed_stride<D>; ++d) {
          state.position[i * packed_stride<D> + d] = d < D ? record[layout.position + d] : 0.0;
        }
        for (int d = 0; d < D; ++d) {
          state.image[d * state.stride + i] = static_cast<std::int32_t>(record[layout.image + d]);
        }
        for (int c = 0; c < layout.origin_components(); ++c) {
          origin[c * state.stride + i] = record[layout.origin() + c];
        }
        for (int c = 0; c < layout.activity_components; ++c) {
          state.activity[c * state.stride + i] = record[layout.activity + c];
        }
      });
}

template <int D>
void load_records(Particles<D>& particles, std::span<const double> records) {
  const auto count = static_cast<std::int64_t>(records.size()) / record_layout(particles).size();
  std::vector<std::int32_t> places(count);
  std::iota(places.begin(), places.end(), 0);
  particles.resize_owned(count);
  unpack_records(particles, to_device<std::int32_t>("places", places), count, to_device("records", records));
}

template <int D>
std::vector<double> save_records(const Particles<D>& particles) {
  const std::int64_t count = particles.owned();
  std::vector<std::int32_t> places(count);
  std::iota(places.begin(), places.end(), 0);
  DeviceArray<double> records("records", count * record_layout(particles).size());
  pack_records(particles, to_device<std::int32_t>("places", places), count, records);
  return to_host(records.data(), static_cast<std::int64_t>(records.size()));
}

#define STARLING_INSTANTIATE(D)                                                                      \
  template void pack_records<D>(const Particles<D>&, const DeviceArray<std::int32_t>&, std::int64_t, \
                                const DeviceArray<double>&);                                         \
  template void unpack_records<D>(Particles<D>&, const DeviceArray<std::int32_t>&, std::int64_t,     \
                                  const DeviceArray<double>&);                                       \
  template void load_records<D>(Particles<D>&, std::span<const double>);                             \
  template std::vector<double> save_records<D>(const Particles<D>&);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling
