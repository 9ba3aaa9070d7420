// The starts: blob, uniform, lattice and file.
#include "drivers/active/start.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "drivers/active/model.hpp"
#include "drivers/active/species.hpp"
#include "engine/io/start_file.hpp"
#include "engine/population/records.hpp"
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

/// Sites along each axis of the smallest lattice that holds every particle, nearly cubic.
template <int D>
std::array<std::int64_t, D> lattice_sites(const Box<D>& box, std::int64_t particles) {
  double volume = 1.0;
  for (int d = 0; d < D; ++d) volume *= box.edge[d];
  const double each = volume / static_cast<double>(particles);
  const double spacing = D == 1 ? each : D == 2 ? std::sqrt(each) : math::cube_root(each);
  std::array<std::int64_t, D> sites{};
  const auto total = [&] {
    std::int64_t product = 1;
    for (const std::int64_t n : sites) product *= n;
    return product;
  };
  for (int d = 0; d < D; ++d) {
    sites[d] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(box.edge[d] / spacing + 1e-9)));
  }
  while (total() < particles) {
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
Room<D> room_of(const Deck& deck) {
  Room<D> room{make_box<D>(deck), {}};
  if (deck.external == "walls") {
    const auto axis = static_cast<std::size_t>(deck.wall_axis);
    room.corner[axis] = wall_inset(deck);
    room.box.edge[axis] -= 2.0 * wall_inset(deck);
  }
  return room;
}

template <int D>
void place_on_lattice(const Box<D>& box, std::int64_t particles, std::int64_t id, double* position) {
  const auto sites = lattice_sites<D>(box, particles);
  std::int64_t total = 1;
  for (const std::int64_t n : sites) total *= n;
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
void start_activity(const Dynamics<D>& dynamics, random::Key key, std::int32_t id, double* activity) {
  double normal[D];
  for (int d = 0; d < D; ++d) normal[d] = random::normal(id, key, 0, Purpose::initial_activity, d);
  // Normals use whole blocks of the counter from 0 on; the uniform takes one that they never reach.
  const double uniform = random::uniform(id, key, 1, Purpose::initial_activity, 0);
  std::visit([&](const auto& model) { model.start(normal, uniform, activity); }, dynamics);
}

}  // namespace

template <int D>
void place_particles(const Communicator& communicator, const Deck& deck, const Dynamics<D>& dynamics, random::Key key,
                     Particles<D>& particles) {
  const Box<D> box = make_box<D>(deck);
  const Room<D> room = room_of<D>(deck);
  const SpeciesDeal species(deck, key);
  const RowBlock rows = rows_of(deck.particles, communicator);
  StartFrame frame;
  if (deck.start == Start::file) {
    frame = read_start_file(communicator, deck.start_file);
    communicator.together([&] {
      if (frame.rows.total != deck.particles || frame.dimension != D) {
        fail(ExitCode::bad_input,
             "system.start_file = {} holds {} particles in {} dimensions, the deck asks for {} in {}", deck.start_file,
             frame.rows.total, frame.dimension, deck.particles, D);
      }
    });
  }
  const RecordLayout<D> layout = record_layout(particles);
  const bool mixture = is_mixture(deck);
  const int own_components = model_components(deck, layout.activity_components);
  std::vector<double> records(rows.count * layout.size(), 0.0);
  for (std::int64_t k = 0; k < rows.count; ++k) {
    double* record = records.data() + k * layout.size();
    const auto id = static_cast<std::int32_t>(rows.first + k);
    record[layout.id] = id;
    start_activity<D>(dynamics, key, id, record + layout.activity);
    if (mixture) record[layout.activity + own_components] = species(id);
    if (deck.start != Start::file) {
      place<D>(deck, room, key, id, record + layout.position);
      continue;
    }
    for (int d = 0; d < D; ++d) record[layout.position + d] = into_box(frame.position[k * D + d], box.edge[d]);
    if (frame.activity_components == own_components && own_components != D) {
      // A checkpoint's own angle.
      std::copy_n(frame.activity.data() + k * own_components, own_components, record + layout.activity);
    } else if (frame.activity_components == D) {
      std::visit([&](const auto& model) { model.adopt(frame.activity.data() + k * D, record + layout.activity); },
                 dynamics);
    }
  }
  load_records(particles, records);
}

template void place_particles<1>(const Communicator&, const Deck&, const Dynamics<1>&, random::Key, Particles<1>&);
template void place_particles<2>(const Communicator&, const Deck&, const Dynamics<2>&, random::Key, Particles<2>&);
template void place_particles<3>(const Communicator&, const Deck&, const Dynamics<3>&, random::Key, Particles<3>&);

}  // namespace starling::active
