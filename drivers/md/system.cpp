// Starting, stepping and saving atoms.
#include "drivers/md/system.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/failure.hpp"
#include "engine/io/rows.hpp"
#include "engine/population/records.hpp"
#include "kernels/dynamics/advance.hpp"
#include "kernels/potentials/repulsion.hpp"
#include "kernels/random/normal.hpp"

namespace starling::md {
namespace {

/// Components of a record that a state keeps; images are whole numbers.
struct SavedColumn {
  const char* name;
  int first;
  hdf5::Element element = hdf5::Element::float64;
};
using Record = RecordLayout<3>;
constexpr std::array<SavedColumn, 3> saved_columns{
    {{"position", Record::position}, {"image", Record::image, hdf5::Element::int32}, {"velocity", Record::activity}}};
constexpr int activity_components = LangevinBaoab::activity_components;

void start_record(const Model& model, random::Key key, std::int64_t id, double* record) {
  const auto element = static_cast<std::size_t>(model.element[static_cast<std::size_t>(id)]);
  for (int axis = 0; axis < 3; ++axis) {
    record[Record::position + axis] = model.start[static_cast<std::size_t>(3 * id + axis)];
    record[Record::activity + axis] = model.thermal_velocity[element] *
                                      random::normal(static_cast<std::uint32_t>(id), key, 0,
                                                     random::Purpose::momentum_start, static_cast<std::uint32_t>(axis));
  }
}

Particles<3> make_particles(const Communicator& group, const Model& model, random::Key key,
                            const MemberState* resumed) {
  Particles<3> particles(activity_components, false);
  const Record layout = record_layout(particles);
  const RowBlock share = rows_of(model.atoms(), group);
  std::vector<double> records(static_cast<std::size_t>(share.count * layout.size()), 0.0);
  group.together([&] {
    for (std::int64_t k = 0; k < share.count; ++k) {
      double* const record = records.data() + k * layout.size();
      const std::int64_t id = share.first + k;
      record[Record::id] = static_cast<double>(id);
      record[Record::activity + 3] = model.element[static_cast<std::size_t>(id)];
      if (resumed == nullptr) {
        start_record(model, key, id, record);
        continue;
      }
      for (const SavedColumn& column : saved_columns) {
        const MemberColumn& saved = column_named(resumed->columns, column.name, 3);
        std::copy_n(saved.values.begin() + 3 * k, 3, record + column.first);
      }
    }
  });
  load_records(particles, records);
  return particles;
}

NeighbourSettings neighbour_settings(const Deck& deck, const Model& model) {
  NeighbourSettings settings;
  settings.cutoff = model.cutoff();
  const double room = 0.5 * *std::min_element(model.box.edge, model.box.edge + 3) - settings.cutoff;
  settings.skin = deck.skin.value_or(std::min(0.5, 0.99 * room));
  settings.rebalance_every = 1000;
  return settings;
}

}  // namespace

System::System(const Communicator& communicator, const Deck& deck, const Model& model, std::int64_t replica,
               std::int64_t draw, const MemberState* resumed)
    : communicator_(communicator),
      model_(model),
      largest_displacement_(deck.largest_displacement),
      key_(random::make_key(deck.seed, static_cast<std::uint32_t>(replica), static_cast<std::uint32_t>(draw))),
      particles_(make_particles(communicator, model, key_, resumed)),
      neighbourhood_(communicator, model.box, neighbour_settings(deck, model), particles_),
      tunes_skin_(!deck.skin),
      forces_(model.potentials.potential, model.potentials.draws[static_cast<std::size_t>(draw)].parameters,
              model.element) {
  if (resumed == nullptr) {
    require_apart(deck.start_file);
  } else if (const auto& put_down = resumed->shared.at("blown_up"); !put_down.is_null()) {
    blown_up_ = BlowUp{put_down.at(0).get<std::int64_t>(), put_down.at(1).get<std::int32_t>()};
  }
}

void System::require_apart(const std::string& start_file) {
  rebuild(0, 0.0);
  const double* const position = particles_.now().position;
  const NeighbourList lists = list();
  const Box<3> box = model_.box;
  const std::int32_t* const id = particles_.id();
  // The least id that has a neighbour too near.
  std::int64_t nobody = model_.atoms();
  std::int64_t first = nobody;
  Kokkos::parallel_reduce(
      "atoms too near", IndexRange(0, particles_.owned()),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & least) {
        const std::int64_t slice = i / slice_lanes;
        for (int k = 0; k < lists.length[slice]; ++k) {
          const std::int64_t j = lists.neighbour[(slice * lists.capacity + k) * slice_lanes + i % slice_lanes];
          double square = 0.0;
          for (int axis = 0; axis < 3; ++axis) {
            const double apart = minimum_image(
                position[j * packed_stride<3> + axis] - position[i * packed_stride<3> + axis], box.edge[axis]);
            square += apart * apart;
          }
          if (j != i && square < potentials::nearest_atoms * potentials::nearest_atoms && id[i] < least) least = id[i];
        }
      },
      Kokkos::Min<std::int64_t>(first));
  if (particles_.owned() == 0) first = nobody;
  first = -communicator_.maximum(-first);
  communicator_.together([&] {
    if (first < nobody)
      fail(ExitCode::bad_input, "system.start_file = {}: atom {} is less than {} Angstrom from another", start_file,
           first + 1, potentials::nearest_atoms);
  });
}

SkinTuner System::skin_tuner() const {
  const double room = 0.5 * *std::min_element(model_.box.edge, model_.box.edge + 3) - model_.cutoff();
  return {tunes_skin_, neighbourhood_.settings().skin, 0.1, std::min(2.0, 0.99 * room)};
}

void System::rebuild(std::int64_t step, double reach) {
  neighbourhood_.rebuild(particles_, step, reach);
  forces_.prepare(particles_, list());
}

void System::compute_forces(bool excess) {
  forces_.compute(particles_, model_.box, neighbourhood_.halo(), list(), excess);
}

StepAlarm System::advance(std::int64_t step, bool early) {
  StepLimits limits = neighbourhood_.limits(early);
  limits.displacement = largest_displacement_ * largest_displacement_;
  const StepArrays<3> arrays{particles_.now(),           particles_.next(), particles_.force(),
                             particles_.list_position(), particles_.id(),   particles_.owned()};
  return starling::advance<3>(model_.dynamics, arrays, model_.box, limits, key_, static_cast<std::uint64_t>(step));
}

std::optional<FarMove> System::far_move() const { return far_move_of(particles_, model_.box, largest_displacement_); }

void System::blow_up(std::int64_t step, const FarMove& first) {
  blown_up_ = BlowUp{step, first.id};
  std::vector<double> records = save_records(particles_);
  const int width = record_layout(particles_).size();
  for (std::size_t at = 0; at < records.size(); at += static_cast<std::size_t>(width))
    std::fill_n(records.begin() + static_cast<std::ptrdiff_t>(at) + Record::position, 9, 0.0);
  load_records(particles_, records);
}

MemberColumn System::full_step_velocity() const {
  const std::vector<double> records = save_records(particles_);
  const auto width = static_cast<std::size_t>(record_layout(particles_).size());
  const std::vector<double> force = to_host<double>(particles_.force(), 3 * particles_.stride());
  MemberColumn velocity{"full_step_velocity", 3, {}};
  for (std::size_t i = 0; i * width < records.size(); ++i)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double* const record = records.data() + i * width + Record::activity;
      const double of = force[axis * static_cast<std::size_t>(particles_.stride()) + i];
      velocity.values.push_back(model_.dynamics.kick(static_cast<int>(record[3]), record[axis], of));
    }
  return velocity;
}

MemberState System::save() const {
  MemberState state;
  state.shared = {{"blown_up", nullptr}};
  if (blown_up_) state.shared["blown_up"] = {blown_up_->step, blown_up_->atom};
  const std::vector<double> records = save_records(particles_);
  const auto width = static_cast<std::size_t>(record_layout(particles_).size());
  auto& rows = state.rows.emplace();
  for (std::size_t at = 0; at < records.size(); at += width)
    rows.push_back(static_cast<std::int64_t>(records[at + Record::id]));
  for (const SavedColumn& column : saved_columns) {
    MemberColumn& cut = state.columns.emplace_back(MemberColumn{column.name, 3, {}, column.element});
    for (std::size_t at = 0; at < records.size(); at += width) {
      const auto from = records.begin() + static_cast<std::ptrdiff_t>(at) + column.first;
      cut.values.insert(cut.values.end(), from, from + 3);
    }
  }
  return state;
}

}  // namespace starling::md
