// Pressure by parts against plain sums over all pairs, and against the force on walls.
#include <gtest/gtest.h>

#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"
#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

/// A crowd of soft discs or spheres, some of them slower than others.
active::Deck crowd(int dimension, const std::string& model) {
  active::Deck deck = bare_deck(dimension, 150, dimension == 2 ? 12.0 : 6.0, 0.005);
  deck.model = model;
  deck.start = active::Start::lattice;
  deck.pair = "softplus";
  deck.strength = 20.0;
  deck.force["steepness"] = 9.0;
  deck.diameter = 1.0;
  deck.force["cutoff"] = 2.0;
  deck.dynamics["translational_diffusion"] = 0.3;
  deck.species_fractions = {0.6, 0.4};
  deck.species_self_propulsion = {3.0, 0.5};
  return deck;
}

/// Pressure and energy from the records of all particles, by the formulas and nothing else.
struct Plain {
  double pressure = 0.0;
  double energy = 0.0;

  template <int D>
  Plain(const active::Deck& deck, active::Simulation<D>& simulation, double decay, double turn) {
    const std::vector<double> records = save_records(simulation.particles());
    const RecordLayout<D> layout = record_layout(simulation.particles());
    const auto count = static_cast<std::int64_t>(records.size()) / layout.size();
    const Softplus pair = std::get<Softplus>(active::make_pair_force(deck));
    std::vector<double> force(D * count, 0.0);
    double virial = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = 0; j < i; ++j) {
        double apart[D];
        double r2 = 0.0;
        for (int d = 0; d < D; ++d) {
          apart[d] =
              records[i * layout.size() + layout.position + d] - records[j * layout.size() + layout.position + d];
          apart[d] -= deck.box[0] * std::round(apart[d] / deck.box[0]);
          r2 += apart[d] * apart[d];
        }
        if (r2 >= 4.0) continue;
        const double over_distance = pair.force_over_distance(r2);
        virial += r2 * over_distance;
        energy += pair.energy(r2) / static_cast<double>(count);
        for (int d = 0; d < D; ++d) {
          force[D * i + d] += over_distance * apart[d];
          force[D * j + d] -= over_distance * apart[d];
        }
      }
    }
    double active = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
      const double* activity = records.data() + i * layout.size() + layout.activity;
      const double v0 =
          deck.species_self_propulsion[static_cast<std::size_t>(activity[layout.activity_components - 1])];
      double f[D];
      for (int d = 0; d < D; ++d) f[d] = v0 * activity[d];
      if (deck.model == "active_brownian" && D == 2) {
        f[0] = v0 * std::cos(activity[0]);
        f[1] = v0 * std::sin(activity[0]);
      }
      for (int d = 0; d < D; ++d) active += decay * f[d] * (f[d] + force[D * i + d]);
      if constexpr (D == 2) active += turn * (f[0] * force[D * i + 1] - f[1] * force[D * i]);
    }
    const double volume = std::pow(deck.box[0], D);
    const double ideal = static_cast<double>(count) * 0.3;
    pressure = (ideal + (active / (decay * decay + turn * turn) + virial) / D) / volume;
  }
};

template <int D>
void expect_plain(const active::Deck& deck, double decay, double turn = 0.0) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  Population<D> together(world, deck);
  Population<D> single(alone, deck);
  together.advance(200);
  single.advance(200);
  const active::Moments moments = together.moments();
  EXPECT_EQ(observable(deck, "pressure")(moments), observable(deck, "pressure")(single.moments()));
  const Plain plain(deck, single.simulation(), decay, turn);
  EXPECT_NEAR(observable(deck, "pressure")(moments), plain.pressure, 1e-12 * std::abs(plain.pressure)) << deck.model;
  EXPECT_NEAR(observable(deck, "potential_energy")(moments), plain.energy, 1e-12 * plain.energy) << deck.model;
}

TEST(Pressure, IsItsFormulaOverAllPairs) {
  active::Deck deck = crowd(2, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.8;
  deck.dynamics["chirality"] = -1.7;
  expect_plain<2>(deck, 0.8, -1.7);
  deck = crowd(3, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.8;
  expect_plain<3>(deck, 1.6);
  deck = crowd(2, "active_ou");
  deck.dynamics["relaxation_rate"] = 0.7;
  expect_plain<2>(deck, 0.7);
  deck = crowd(3, "run_and_tumble");
  deck.dynamics["tumble_rate"] = 1.3;
  expect_plain<3>(deck, 1.3);
}

/// Species of one speed are nothing: the same positions and the same numbers.
TEST(Species, OfEqualSpeedsMoveAsWithoutThem) {
  const Communicator world(MPI_COMM_WORLD);
  active::Deck mixture = crowd(2, "active_brownian");
  mixture.dynamics["rotational_diffusion"] = 0.8;
  mixture.species_self_propulsion = {3.0, 3.0};
  active::Deck plain = mixture;
  plain.species_fractions.clear();
  plain.species_self_propulsion.clear();
  plain.dynamics["self_propulsion"] = 3.0;
  Population<2> several(world, mixture);
  Population<2> one(world, plain);
  several.advance(200);
  one.advance(200);
  // Where a particle is stored depends on when lists were rebuilt, which is a matter of time.
  const auto positions = [&](Population<2>& population) {
    const auto& particles = population.simulation().particles();
    const std::vector<std::int32_t> id = to_host<std::int32_t>(particles.id(), particles.owned());
    const std::vector<double> position = to_host<double>(particles.now().position, 2 * particles.owned());
    std::vector<double> rows;
    for (std::size_t i = 0; i < id.size(); ++i) {
      rows.insert(rows.end(), {static_cast<double>(id[i]), position[2 * i], position[2 * i + 1]});
    }
    return rows_by_id(world, rows, 3, plain.particles);
  };
  EXPECT_EQ(positions(several), positions(one));
  const active::Moments a = several.moments();
  const active::Moments b = one.moments();
  EXPECT_EQ(a.drive_dot_force, b.drive_dot_force);
  for (const char* name : {"entropy_production_rate", "pressure", "effective_speed"}) {
    const double expected = observable(plain, name)(b);
    EXPECT_NEAR(observable(mixture, name)(a), expected, 1e-13 * std::abs(expected)) << name;
  }
}

constexpr double stiffness = 10.0;

/// Free particles between walls, 16 apart across x.
active::Deck walled(int dimension, const std::string& model, double dt) {
  active::Deck deck = bare_deck(dimension, 4000, 0.0, dt);
  deck.box = {20.0};
  deck.model = model;
  deck.external = "walls";
  deck.force["wall_stiffness"] = stiffness;
  deck.force["wall_margin"] = 2.0;
  deck.dynamics["translational_diffusion"] = 0.2;
  deck.largest_displacement = 5.0;
  return deck;
}

/// Wall pressure over bulk density, to second order in the time step where `extrapolated`. Every rank has a system of
/// its own.
template <int D>
Estimate wall_diffusion(const Communicator& world, active::Deck deck, double time, double dt) {
  const Communicator alone = world.split(world.rank());
  deck.seed += static_cast<std::uint64_t>(world.rank());
  deck.time_step = dt;
  Population<D> population(alone, deck);
  population.advance(std::llround(0.2 * time / dt));
  const auto pressure = observable(deck, "wall_pressure");
  const auto density = observable(deck, "bulk_density");
  const std::int64_t every = std::llround(0.5 / dt);
  const auto samples = static_cast<std::int64_t>(time / 0.5) / world.size();
  std::vector<active::Moments> all;
  BlockAverage densities;
  for (std::int64_t k = 0; k < samples; ++k) {
    population.advance(every);
    all.push_back(population.moments());
    densities.push(density(all.back()));
  }
  // The error of a ratio: of the pressure minus the ratio times the density.
  double sum = 0.0;
  for (const active::Moments& each : all) sum += pressure(each);
  const double ratio = sum / static_cast<double>(samples) / densities.mean();
  BlockAverage difference;
  for (const active::Moments& each : all) difference.push(pressure(each) - ratio * density(each));
  return combine(world, {{ratio, estimate(difference).error / densities.mean()}})[0];
}

TEST(WallPressure, OfFreeActiveParticlesIsTheirDensityTimesTheirDiffusion) {
  const Communicator world(MPI_COMM_WORLD);
  active::Deck deck = walled(2, "active_brownian", 0.0);
  deck.dynamics["self_propulsion"] = 1.0;
  deck.dynamics["rotational_diffusion"] = 1.0;
  expect_equal("ABP", wall_diffusion<2>(world, deck, 400.0, 0.01), 0.2 + 0.5, 0.08, 0.007);
  deck.dynamics["chirality"] = 1.0;
  expect_equal("chiral ABP", wall_diffusion<2>(world, deck, 400.0, 0.01), 0.2 + 0.25, 0.08, 0.007);
  deck = walled(1, "run_and_tumble", 0.0);
  deck.dynamics["self_propulsion"] = 1.0;
  deck.dynamics["tumble_rate"] = 1.0;
  expect_equal("run and tumble", wall_diffusion<1>(world, deck, 400.0, 0.01), 0.2 + 1.0, 0.08, 0.007);
  deck = walled(2, "active_ou", 0.0);
  deck.dynamics["self_propulsion"] = 0.7;
  deck.dynamics["relaxation_rate"] = 1.0;
  expect_equal("AOUP", wall_diffusion<2>(world, deck, 400.0, 0.01), 0.2 + 0.49, 0.08, 0.007);
}

/// Passive particles have the Boltzmann density, rho_b e^(-kappa y^2 / 2 D) at a depth y, so their number gives rho_b.
TEST(WallPressure, OfPassiveParticlesIsTheirDensityTimesTheirDiffusion) {
  const Communicator world(MPI_COMM_WORLD);
  active::Deck deck = walled(2, "brownian", 0.005);
  deck.dynamics["translational_diffusion"] = 0.5;
  deck.box = {10.0, 20.0};
  Population<2> population(world, deck);
  population.advance(4000);
  const auto found = population.average(1600, 20,
                                        {observable(deck, "wall_pressure"), observable(deck, "bulk_density"),
                                         [](const active::Moments& m) { return m.potential_energy; }});
  // 6 between the walls, and as much again behind them as the density there adds up to.
  const double behind = std::sqrt(3.141592653589793 * 0.5 / (2.0 * stiffness));
  const double density = 4000.0 / 20.0 / (6.0 + 2.0 * behind);
  // Steps of dt in a well of kappa widen it by kappa dt / 2.
  const double bias = 0.5 * stiffness * 0.005;
  expect_equal("density", found[1], density, 0.03, 0.1 * bias * density);
  expect_equal("pressure", found[0], 0.5 * density, 0.05, bias * 0.5 * density);
  const double energy = 0.25 * 2.0 * behind / (6.0 + 2.0 * behind);
  expect_equal("energy", found[2], energy, 0.15, 3.0 * bias * energy);
}

/// The walls feel what the parts add up to in a periodic box of the density between them, turning and all.
TEST(WallPressure, OfInteractingParticlesIsThePressureByParts) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  active::Deck deck = walled(2, "active_brownian", 0.004);
  deck.seed += static_cast<std::uint64_t>(world.rank());
  deck.particles = 500;
  deck.box = {30.0, 22.0};
  deck.start = active::Start::lattice;
  deck.pair = "harmonic";
  deck.strength = 20.0;
  deck.diameter = 1.0;
  deck.force["wall_stiffness"] = 20.0;
  deck.force["wall_margin"] = 1.5;
  deck.dynamics["self_propulsion"] = 2.0;
  deck.dynamics["rotational_diffusion"] = 1.0;
  deck.dynamics["chirality"] = 1.0;
  const std::int64_t samples = 800 / world.size();
  Population<2> between(alone, deck);
  between.advance(5000);
  const auto found = combine(
      world, between.average(samples, 50, {observable(deck, "wall_pressure"), observable(deck, "bulk_density")}));
  active::Deck periodic = deck;
  periodic.external = "none";
  const double edge = std::sqrt(500.0 / found[1].value);
  periodic.box = {edge, edge};
  Population<2> bulk(alone, periodic);
  bulk.advance(2500);
  const auto parts =
      combine(world, bulk.average(samples, 25,
                                  {observable(periodic, "pressure"), observable(periodic, "pressure_active"),
                                   observable(periodic, "pressure_virial")}));
  // The compressibility turns the density's error into one of the pressure: its slope is below three times P / rho.
  const double error =
      std::hypot(parts[0].error, found[0].error, 3.0 * found[0].value / found[1].value * found[1].error);
  expect_equal("wall pressure", {found[0].value, error}, parts[0].value, 0.17, 0.01 * parts[0].value);
  EXPECT_GT(parts[2].value, 0.2 * parts[0].value) << "collisions should count";
}

}  // namespace
}  // namespace starling
