// Simulating frames, and reading them.
#include "drivers/score/data/frame_source.hpp"

#include <fstream>
#include <sstream>

#include "drivers/active/score/score_physics.hpp"
#include "drivers/active/start/push_off.hpp"
#include "engine/population/id_order.hpp"

namespace starling::score {

namespace {

/// The replicas of held-out systems, and of each density's, are numbered from here on, so that no two systems share a random
/// number: ensemble.replicas is less than the distance of two densities.
constexpr std::uint32_t first_held_out = 0x80000000u;
constexpr std::uint32_t first_of_density = std::uint32_t{1} << 20;

template <int D>
Frame frame_of(const Communicator& group, const active::Simulation<D>& simulation) {
  const auto& model = simulation.model();
  const int width = model.record.size();
  const std::vector<double> rows = rows_by_id(group, save_records(simulation.particles()), width, model.particles);
  const int components = frame_components(model);
  const std::size_t count = rows.size() / static_cast<std::size_t>(width);
  Frame frame;
  frame.values.resize(count * static_cast<std::size_t>(components));
  for (std::size_t j = 0; j < count; ++j) {
    for (int c = 0; c < components; ++c) frame.values[c * count + j] = rows[j * width + model.record.position + c];
  }
  return frame;
}

/// The deck that a run was made with.
active::Deck deck_of_run(const Communicator& world, const std::string& key, const std::string& run) {
  const std::string path = run + "/deck.ini";
  std::string text;
  world.together([&] {
    if (!world.is_root()) return;
    std::ifstream file(path);
    if (!file) fail(ExitCode::bad_input, "{} = {}: there is no finished run: '{}' cannot be read", key, run, path);
    std::ostringstream all;
    all << file.rdbuf();
    text = all.str();
  });
  text = world.broadcast(text);
  active::Deck deck;
  world.together([&] { deck = active::read_deck(text, path); });
  return deck;
}

}  // namespace

std::int64_t steps_between_frames(const Deck& deck, System system) {
  return system == System::training ? deck.frame_every : deck.held_out_interval();
}

std::int64_t equilibration_intervals(const Deck& deck, System system) {
  const std::int64_t every = steps_between_frames(deck, system);
  return (deck.equilibration + every - 1) / every;
}

template <int D>
SimulatedFrames<D>::SimulatedFrames(const Deck& deck, const Schema& schema, const MemberPlace& place,
                                    SystemPlace system, std::int64_t intervals, const MemberState* resumed)
    : deck_(deck),
      place_(place),
      system_(system),
      every_(steps_between_frames(deck, system.system)),
      intervals_(intervals),
      equilibration_(equilibration_intervals(deck, system.system)) {
  open(resumed);
  if (resumed == nullptr && active::needs_push_off(own_)) active::push_off(schema, *simulation_);
}

template <int D>
active::Deck SimulatedFrames<D>::system_deck(bool equilibrating) const {
  active::Deck own = deck_.system_at(system_.density);
  if (equilibrating) own.time_step = deck_.equilibration_time_step.value_or(own.time_step);
  return own;
}

template <int D>
void SimulatedFrames<D>::open(const MemberState* resumed) {
  stepper_.reset();
  own_ = system_deck(intervals_ < equilibration_);
  const auto replica = static_cast<std::uint32_t>(place_.replica) +
                       first_of_density * static_cast<std::uint32_t>(system_.density) +
                       (system_.system == System::held_out ? first_held_out : 0u);
  simulation_ = std::make_unique<active::Simulation<D>>(place_.group, own_, replica, resumed);
  stepper_ = std::make_unique<Stepper>(*simulation_, place_.timer, simulation_->skin_tuner(), intervals_ * every_);
}

template <int D>
void SimulatedFrames<D>::advance() {
  if (intervals_ == equilibration_ && intervals_ > 0 && deck_.equilibration_time_step) {
    MemberState state;
    state.shared = {{"start_digest", start_digest()}};
    save(state.columns);
    open(&state);
  }
  ++intervals_;
  stepper_->advance(intervals_ * every_);
  stepper_->settle(0.0);
}

template <int D>
Frame SimulatedFrames<D>::frame() const {
  return frame_of(place_.group, *simulation_);
}

template <int D>
void SimulatedFrames<D>::save(std::vector<MemberColumn>& columns) const {
  for (MemberColumn& column : columns_of(simulation_->model(), {frame().values})) columns.push_back(std::move(column));
}

template <int D>
std::uint64_t SimulatedFrames<D>::start_digest() const {
  return simulation_->start_digest();
}

template <int D>
std::vector<MemberColumn> columns_of(const active::Model<D>& model, const std::vector<std::vector<double>>& parts) {
  const int components = frame_components(model);
  std::vector<MemberColumn> columns{
      {"position", D, {}}, {"image", D, {}, hdf5::Element::int32}, {"activity", model.record.activity_components, {}}};
  for (const std::vector<double>& part : parts) {
    const std::size_t rows = part.size() / static_cast<std::size_t>(components);
    for (std::size_t j = 0; j < rows; ++j) {
      int c = 0;
      for (MemberColumn& column : columns) {
        for (int k = 0; k < column.components; ++k) column.values.push_back(part[c++ * rows + j]);
      }
    }
  }
  return columns;
}

template <int D>
Frame read_frame(const Deck& deck, const Communicator& group, System system, std::int64_t number) {
  const bool training = system == System::training;
  const std::string& run = training ? deck.run : deck.held_out_run;
  active::Deck own = deck.system;
  own.start = active::Start::file;
  own.start_file = run + "/trajectory.h5";
  own.start_frame = number - (training ? deck.frames : deck.held_out_frames);
  own.start_box = active::StartBox::refuse;
  try {
    const active::Simulation<D> simulation(group, own);
    return frame_of(group, simulation);
  } catch (const Failure& failure) {
    throw failure.reworded(fmt::format("data.{} = {}: {}", training ? "run" : "held_out_run", run, failure.what()));
  }
}

void check_runs(const Communicator& world, const Schema& schema, const Deck& deck) {
  if (deck.simulates()) return;
  const active::Deck learned = deck_of_run(world, "data.run", deck.run);
  const active::Deck held_out = deck_of_run(world, "data.held_out_run", deck.held_out_run);
  world.together([&] {
    if (learned.seed == held_out.seed) {
      schema.refuse(
          "data.held_out_run",
          fmt::format("has the seed {} of data.run: a certificate needs frames of another seed", learned.seed));
    }
    active::in_dimension(deck.system, [&](auto dimension) {
      const nlohmann::json own = active::describe_physics<dimension()>(deck.system);
      for (const auto& [key, run] : {std::pair("data.run", &learned), std::pair("data.held_out_run", &held_out)}) {
        nlohmann::json other = active::describe_physics<dimension()>(*run);
        other["system.dimension"] = run->dimension;
        const std::string difference = active::physics_difference(own, other);
        if (!difference.empty()) schema.refuse(key, "is a run of other physics: " + difference);
      }
    });
  });
  // The first frames; the others have as many particles.
  active::in_dimension(deck.system, [&](auto dimension) {
    for (const System system : {System::training, System::held_out}) {
      static_cast<void>(read_frame<dimension()>(deck, world, system, 0));
    }
  });
}

template class SimulatedFrames<1>;
template class SimulatedFrames<2>;
template class SimulatedFrames<3>;
template std::vector<MemberColumn> columns_of<1>(const active::Model<1>&, const std::vector<std::vector<double>>&);
template std::vector<MemberColumn> columns_of<2>(const active::Model<2>&, const std::vector<std::vector<double>>&);
template std::vector<MemberColumn> columns_of<3>(const active::Model<3>&, const std::vector<std::vector<double>>&);
template Frame read_frame<1>(const Deck&, const Communicator&, System, std::int64_t);
template Frame read_frame<2>(const Deck&, const Communicator&, System, std::int64_t);
template Frame read_frame<3>(const Deck&, const Communicator&, System, std::int64_t);

}  // namespace starling::score
