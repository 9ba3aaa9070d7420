// Forces on a decomposed box are those of whole configurations, and have the same bits however it is cut.
#include "engine/potentials/domain_forces.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>

#include "engine/io/atomic_file.hpp"
#include "engine/io/rows.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"
#include "tests/engine/potentials/small_potential.hpp"

namespace starling::potentials {
namespace {

using namespace testing_support;

/// Rows by id of force (3), energy, part of tr W and excess; all atoms on every rank.
std::vector<double> on_domain(const Communicator& world, const Potential& potential,
                              const std::vector<double>& parameters, const AtomicConfiguration& configuration,
                              double skin) {
  Box<3> box{};
  std::copy(configuration.edge.begin(), configuration.edge.end(), box.edge);
  std::vector<std::int32_t> elements;
  for (const std::string& symbol : configuration.elements)
    elements.push_back(static_cast<std::int32_t>(
        std::find(potential.elements.begin(), potential.elements.end(), symbol) - potential.elements.begin()));
  Particles<3> particles(0, false);
  const auto atoms = static_cast<std::int64_t>(configuration.atoms());
  const RowBlock share = rows_of(atoms, world);
  const auto width = static_cast<std::size_t>(record_layout(particles).size());
  std::vector<double> records(static_cast<std::size_t>(share.count) * width, 0.0);
  for (std::int64_t k = 0; k < share.count; ++k) {
    double* const record = records.data() + static_cast<std::size_t>(k) * width;
    record[0] = static_cast<double>(share.first + k);
    std::copy_n(configuration.positions.begin() + 3 * (share.first + k), 3, record + RecordLayout<3>::position);
  }
  load_records(particles, records);
  NeighbourSettings settings;
  settings.cutoff = potential.reach();
  settings.skin = skin;
  Neighbourhood<3> neighbourhood(world, box, settings, particles);
  neighbourhood.rebuild(particles, 0);
  DomainForces forces(potential, parameters, elements);
  forces.prepare(particles, neighbourhood.list());
  forces.compute(particles, box, neighbourhood.halo(), neighbourhood.list(), true);
  const std::int64_t owned = particles.owned();
  const auto id = to_host(particles.id(), owned);
  const auto force = to_host(particles.force(), 3 * particles.stride());
  const auto energy = to_host(forces.energy().data(), owned);
  const auto virial = to_host(forces.virial().data(), owned);
  const auto excess = to_host(forces.excess().data(), owned);
  std::vector<double> rows;
  for (std::int64_t i = 0; i < owned; ++i) {
    rows.push_back(id[static_cast<std::size_t>(i)]);
    for (int axis = 0; axis < 3; ++axis) rows.push_back(force[static_cast<std::size_t>(axis * particles.stride() + i)]);
    for (const auto* of : {&energy, &virial, &excess}) rows.push_back((*of)[static_cast<std::size_t>(i)]);
  }
  const std::vector<double> sorted = rows_by_id(world, rows, 7, atoms);
  std::vector<std::vector<double>> messages(static_cast<std::size_t>(world.size()), sorted);
  std::vector<double> all;
  for (const auto& part : world.exchange(messages)) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// The same within 1e-12 of the largest force, and adding up to zero exactly.
void expect_as_whole(const Potential& potential, const std::vector<double>& parameters,
                     const AtomicConfiguration& configuration, double skin) {
  const Communicator world(MPI_COMM_WORLD);
  const auto whole = predictions(potential, parameters, {configuration}).front();
  const std::vector<double> rows = on_domain(world, potential, parameters, configuration, skin);
  double largest = 0.0;
  for (const double force : whole.forces) largest = std::max(largest, std::abs(force));
  double energy = 0.0;
  double virial = 0.0;
  double sum[3] = {};
  for (std::size_t i = 0; i < configuration.atoms(); ++i) {
    const double* const row = rows.data() + 7 * i;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(row[1 + axis], whole.forces[3 * i + axis], 1e-12 * largest) << i;
      sum[axis] += row[1 + axis];
    }
    energy += row[4];
    virial += row[5];
  }
  for (const double of_axis : sum) EXPECT_EQ(of_axis, 0.0);
  EXPECT_NEAR(energy, whole.energy, 1e-12 * std::abs(whole.energy));
  EXPECT_NEAR(virial, whole.virial[0] + whole.virial[4] + whole.virial[8], 1e-11 * std::abs(whole.energy));
  // Longer lists, which hold atoms beyond the reach, change nothing.
  EXPECT_EQ(on_domain(world, potential, parameters, configuration, 0.5 * skin), rows);
}

std::vector<AtomicConfiguration> water() {
  return parse_extended_xyz(read_text_file(STARLING_SOURCE_DIR "/inputs/data/mw64_train.extxyz"), "mw64_train.extxyz");
}

Potential mw24_potential(const std::vector<AtomicConfiguration>& configurations) {
  Potential potential;
  potential.elements = {"O"};
  potential.functions = mw24_functions(1);
  potential.cutoff = "polynomial";
  potential.hidden = {16, 16};
  potential.scale = 0.15;
  potential.repulsion = {0.1, 2.4, 3.2};
  put_in_order(potential, "test");
  potential.statistics = statistics_of(potential, configurations, "test");
  return potential;
}

TEST(DomainForces, AreThoseOfWholeConfigurations) {
  for (const char* cutoff : {"cosine", "tanh_cubed", "polynomial"}) {
    const AtomicConfiguration configuration = two_elements(40);
    Potential potential = small_potential(cutoff, "softplus");
    potential.statistics = statistics_of(potential, {configuration}, "test");
    expect_as_whole(potential, any_parameters(potential), configuration, 0.2);
  }
  const auto configurations = water();
  const Potential potential = mw24_potential(configurations);
  expect_as_whole(potential, any_parameters(potential), configurations[7], 1.1);
}

TEST(DomainForces, TellHowFarFunctionsAreOutOfTheirRange) {
  const Communicator world(MPI_COMM_WORLD);
  const auto configurations = water();
  Potential potential = mw24_potential(configurations);
  const auto worst = [&](const Potential& of) {
    const std::vector<double> rows = on_domain(world, of, any_parameters(of), configurations[3], 0.5);
    double most = 0.0;
    for (std::size_t k = 6; k < rows.size(); k += 7) most = std::max(most, rows[k]);
    return most;
  };
  // Rounding apart, nothing is beyond the range of data that it is among.
  EXPECT_LT(worst(potential), 1e-12);
  const double top = potential.statistics[0].largest;
  const double range = top - potential.statistics[0].smallest;
  const auto one = statistics_of(potential, {configurations[3]}, "test");
  potential.statistics[0].largest = one[0].largest - 0.25 * range;
  EXPECT_NEAR(worst(potential), 0.25 * range / (potential.statistics[0].largest - potential.statistics[0].smallest),
              1e-9);
}

TEST(DomainForces, AreNoNumbersWhereAtomsRunIntoEachOther) {
  const Communicator world(MPI_COMM_WORLD);
  const auto configurations = water();
  const Potential potential = mw24_potential(configurations);
  AtomicConfiguration crowded = configurations[0];
  for (std::size_t axis = 0; axis < 3; ++axis) crowded.positions[axis] = crowded.positions[3 + axis] + 0.05;
  const std::vector<double> rows = on_domain(world, potential, any_parameters(potential), crowded, 0.5);
  EXPECT_TRUE(std::isnan(rows[1]));
  EXPECT_TRUE(std::isnan(rows[7 + 1]));
  EXPECT_TRUE(std::isfinite(rows[7 * 40 + 1]));
}

}  // namespace
}  // namespace starling::potentials
