// Populations that every rank knows in full, for tests of what ranks do with their shares of them.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <vector>

#include "engine/io/rows.hpp"
#include "engine/population/particles.hpp"
#include "engine/population/records.hpp"

namespace starling::testing_support {

enum class Shape { uniform, clustered, point };

/// Packed positions by id, the same on every rank; some sit exactly on the faces of the box.
template <int D>
std::vector<double> crowd(const Box<D>& box, std::int64_t count, Shape shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::normal_distribution<double> normal;
  std::vector<double> position(static_cast<std::size_t>(count * packed_stride<D>), 0.0);
  for (std::int64_t i = 0; i < count; ++i) {
    for (int d = 0; d < D; ++d) {
      const double edge = box.edge[d];
      double x = uniform(random) * edge;
      if (shape == Shape::clustered && i % 8 != 0) x = edge * (0.95 + 0.04 * normal(random));
      if (shape == Shape::point) x = 0.3 * edge;
      x -= edge * std::floor(x / edge);
      if (shape == Shape::uniform && i % 16 == 3) x = 0.0;
      if (shape == Shape::uniform && i % 16 == 5) x = std::nextafter(edge, 0.0);
      position[static_cast<std::size_t>(i * packed_stride<D> + d)] = x < edge ? x : 0.0;
    }
  }
  return position;
}

/// The record of particle `id`, with a state that tells it from all others.
template <int D>
std::vector<double> record_of(const RecordLayout<D>& layout, const std::vector<double>& all, std::int64_t id) {
  std::vector<double> record(static_cast<std::size_t>(layout.size()));
  record[0] = static_cast<double>(id);
  for (int d = 0; d < D; ++d) {
    record[layout.position + d] = all[static_cast<std::size_t>(id * packed_stride<D> + d)];
    record[layout.image + d] = static_cast<double>(id % 7 - 3 + d);
  }
  for (int k = layout.activity; k < layout.size(); ++k) {
    record[static_cast<std::size_t>(k)] = std::sin(static_cast<double>(id)) + k;
  }
  return record;
}

/// Which rank begins with a particle.
using Holder = std::function<int(std::int64_t id)>;

/// This rank's particles.
template <int D>
Particles<D> share_of(const Communicator& world, const std::vector<double>& all, int activity_components, bool origins,
                      const Holder& holder) {
  Particles<D> particles(activity_components, origins);
  std::vector<double> records;
  const auto count = static_cast<std::int64_t>(all.size()) / packed_stride<D>;
  for (std::int64_t id = 0; id < count; ++id) {
    if (holder(id) != world.rank()) continue;
    const auto record = record_of<D>(record_layout(particles), all, id);
    records.insert(records.end(), record.begin(), record.end());
  }
  load_records(particles, std::span<const double>(records));
  return particles;
}

/// Every rank's values, one after the other, on every rank.
inline std::vector<double> gather(const Communicator& world, const std::vector<double>& mine) {
  const auto* bytes = reinterpret_cast<const std::byte*>(mine.data());
  const std::vector<std::byte> message(bytes, bytes + mine.size() * sizeof(double));
  std::vector<double> all;
  for (const auto& part :
       world.exchange(std::vector<std::vector<std::byte>>(static_cast<std::size_t>(world.size()), message))) {
    const std::size_t at = all.size();
    all.resize(at + part.size() / sizeof(double));
    if (!part.empty()) std::memcpy(all.data() + at, part.data(), part.size());
  }
  return all;
}

/// Overwrites the positions of this rank's own particles by those of `all`.
template <int D>
void set_positions(Particles<D>& particles, const std::vector<double>& all) {
  const auto id = to_host<std::int32_t>(particles.id(), particles.owned());
  std::vector<double> mine;
  for (const std::int32_t i : id) {
    for (int d = 0; d < packed_stride<D>; ++d)
      mine.push_back(all[static_cast<std::size_t>(i) * packed_stride<D> + static_cast<std::size_t>(d)]);
  }
  Kokkos::deep_copy(Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged>(particles.now().position, mine.size()),
                    Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(mine.data(), mine.size()));
}

}  // namespace starling::testing_support
