// The starts: blob, uniform, lattice and file.
#include "drivers/active/start/start.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "drivers/active/start/start_from_file.hpp"
#include "engine/io/rows.hpp"
#include "kernels/math/cube_root.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::active {

namespace {

using random::Purpose;

double into_box(double coordinate, double edge) {
  const double turned = coordinate - edge * std::floor(coordinate / edge);
  return turned < edge ? turned : 0.0;
}

template <std::size_t D>
std::int64_t total_of(const std::array<std::int64_t, D>& sites) {
  return std::accumulate(sites.begin(), sites.end(), std::int64_t{1}, std::multiplies<>());
}

/// Sites along each axis of the smallest lattice that holds every particle, nearly cubic.
template <int D>
std::array<std::int64_t, D> lattice_sites(const Box<D>& box, std::int64_t particles) {
  double volume = 1.0;
  for (int d = 0; d < D; ++d) volume *= box.edge[d];
  const double each = volume / static_cast<double>(particles);
  const double spacing = D == 1 ? each : D == 2 ? std::sqrt(each) : math::cube_root(each);
  std::array<std::int64_t, D> sites{};
  for (int d = 0; d < D; ++d) {
    sites[d] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(box.edge[d] / spacing + 1e-9)));
  }
  while (total_of(sites) < particles) {
    int widest = 0;
    for (int d = 1; d < D; ++d) {
      if (box.edge[d] / static_cast<double>(sites[d]) > box.edge[widest] / static_cast<double>(sites[widest]))
        widest = d;
    }
    ++sites[widest];
  }
  return sites;
}

/// Where particles may start: the box, or what of it lies between the walls.
template <int D>
struct Room {
  Box<D> box;
  double corner[D];
};

template <int D>
Room<D> room_of(const Model<D>& model) {
  Room<D> room{model.box, {}};
  if (const auto* walls = std::get_if<Walls<D>>(&model.external)) {
    room.corner[walls->axis] = walls->inset;
    room.box.edge[walls->axis] -= 2.0 * walls->inset;
  }
  return room;
}

template <int D>
void place_on_lattice(const Box<D>& box, std::int64_t particles, std::int64_t id, double* position) {
  const auto sites = lattice_sites<D>(box, particles);
  const std::int64_t total = total_of(sites);
  // Vacancies are spread evenly over the lattice.
  auto site = static_cast<std::int64_t>(static_cast<__int128>(id) * total / particles);
  for (int d = 0; d < D; ++d) {
    position[d] = (static_cast<double>(site % sites[d]) + 0.5) * box.edge[d] / static_cast<double>(sites[d]);
    site /= sites[d];
  }
}

template <int D>
void place(const Deck& deck, const Room<D>& room, random::Key key, std::int32_t id, double* position) {
  if (deck.start == Start::lattice) place_on_lattice<D>(room.box, deck.particles, id, position);
  for (int d = 0; d < D; ++d) {
    const double edge = room.box.edge[d];
    if (deck.start == Start::blob) {
      position[d] = into_box(edge * (0.5 + 0.25 * random::normal(id, key, 0, Purpose::initial_position, d)), edge);
    } else if (deck.start == Start::uniform) {
      position[d] = into_box(edge * random::uniform(id, key, 0, Purpose::initial_position, d), edge);
    }
    position[d] += room.corner[d];
  }
}

/// The stationary draw of one particle's activity.
template <int D>
void start_activity(const Model<D>& model, random::Key key, std::int32_t id, double* activity) {
  double normal[D];
  for (int d = 0; d < D; ++d) normal[d] = random::normal(id, key, 0, Purpose::initial_activity, d);
  // Normals use whole blocks of the counter from 0 on; the uniform takes one that they never reach.
  const double uniform = random::uniform(id, key, 1, Purpose::initial_activity, 0);
  std::visit([&](const auto& motion) { motion.dynamics.start(normal, uniform, activity); }, model.motion);
}

/// The activity of particle k of a file, if the dynamics can take it; else it stays as it is.
template <int D>
void adopt_activity(const Model<D>& model, const FileStart& file, std::int64_t k, double* activity) {
  const int own = model.own_activity();
  if (file.activity_components == own && own != D) {
    // A checkpoint's own angle.
    std::copy_n(file.activity.data() + k * own, own, activity);
  } else if (file.activity_components == D) {
    std::visit([&](const auto& motion) { motion.dynamics.adopt(file.activity.data() + k * D, activity); },
               model.motion);
  }
}

void require_finite(const Deck& deck, std::int64_t id, const double* activity, int components) {
  if (std::all_of(activity, activity + components, [](double value) { return std::isfinite(value); })) return;
  fail(ExitCode::bad_input,
       "system.start_file = {} gives particle {} an activity that {} cannot take: not finite, or zero", deck.start_file,
       id, deck.model);
}

}  // namespace

random::Key noise_key(std::uint64_t seed, std::uint32_t replica, std::uint64_t start_digest) {
  // In the places of chain and sweep, of which this job has none.
  return random::make_key(seed, replica, static_cast<std::uint32_t>(start_digest),
                          static_cast<std::uint32_t>(start_digest >> 32));
}

template <int D>
std::uint64_t place_particles(const Communicator& communicator, const Deck& deck, const Model<D>& model,
                              std::uint32_t replica, Particles<D>& particles) {
  const Room<D> room = room_of(model);
  FileStart file;
  if (deck.start == Start::file) file = read_start(communicator, deck);
  const random::Key key = noise_key(deck.seed, replica, file.digest);
  // Which particle is of which species depends on seed and replica only, so that a file without species meets the same.
  const SpeciesDeal species(model.species, noise_key(deck.seed, replica, 0));
  const RowBlock rows = rows_of(deck.particles, communicator);
  const RecordLayout<D>& layout = model.record;
  const int own = model.own_activity();
  std::vector<double> records(rows.count * layout.size(), 0.0);
  const auto fill = [&](std::int64_t k) {
    double* record = records.data() + k * layout.size();
    const auto id = static_cast<std::int32_t>(rows.first + k);
    record[layout.id] = id;
    start_activity(model, key, id, record + layout.activity);
    if (model.is_mixture()) record[layout.activity + own] = file.species.empty() ? species(id) : file.species[k];
    if (deck.start != Start::file) {
      place<D>(deck, room, key, id, record + layout.position);
      return;
    }
    std::copy_n(file.position.data() + k * D, D, record + layout.position);
    std::copy_n(file.image.data() + k * D, D, record + layout.image);
    adopt_activity(model, file, k, record + layout.activity);
    require_finite(deck, id, record + layout.activity, own);
  };
  communicator.together([&] {
    for (std::int64_t k = 0; k < rows.count; ++k) fill(k);
  });
  load_records(particles, records);
  return file.digest;
}

template std::uint64_t place_particles<1>(const Communicator&, const Deck&, const Model<1>&, std::uint32_t,
                                          Particles<1>&);
template std::uint64_t place_particles<2>(const Communicator&, const Deck&, const Model<2>&, std::uint32_t,
                                          Particles<2>&);
template std::uint64_t place_particles<3>(const Communicator&, const Deck&, const Model<3>&, std::uint32_t,
                                          Particles<3>&);

}  // namespace starling::active
