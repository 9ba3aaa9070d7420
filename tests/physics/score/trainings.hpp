// Trainings of the score job in process, and the linear systems that they are compared with.
#pragma once

#include <cmath>
#include <functional>
#include <map>

#include "drivers/score/phases.hpp"
#include "drivers/score/training.hpp"
#include "tests/physics/active/population.hpp"

namespace starling::testing_support {

/// What a training says at its end, by name.
using Found = std::map<std::string, Estimate>;

inline Found train(const Communicator& group, const std::string& text, std::uint64_t seed) {
  const std::vector<Assignment> command_line{{"run.seed", std::to_string(seed), "", 0}};
  std::string network = "equivariant";
  for (const char* const other : {"linear", "filter_bank"}) {
    if (text.find(fmt::format("name = {}\n", other)) != std::string::npos) network = other;
  }
  const std::vector<Assignment> named{{"network.name", network, "", 0}};
  score::Deck deck;
  deck.network.choose(named);
  Schema schema("score", "a test's deck");
  score::describe(schema, deck);
  schema.read(text, "test.ini", command_line);
  score::check(schema, deck);
  PhaseTimer timer(score::phase_plan().labels);
  const auto training = score::make_training(deck, schema, {group, timer, 0, 0}, nullptr);
  std::vector<TableRow> rows;
  training->advance_to(score::planned_units(deck), rows);
  Found found;
  for (const Result& result : training->results()) found[result.name] = {result.mean, result.error};
  return found;
}

/// Of `seeds` trainings, spread over the ranks, what take(found) gives: on every rank, in the order of the seeds.
inline std::vector<std::vector<double>> of_seeds(const std::string& text, int seeds,
                                                 const std::function<std::vector<double>(const Found&)>& take) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  std::vector<std::vector<double>> all;
  for (int seed = 0; seed < seeds; ++seed) {
    std::vector<double> own;
    if (seed % world.size() == world.rank()) own = take(train(alone, text, static_cast<std::uint64_t>(seed + 1)));
    const auto width = static_cast<std::size_t>(world.maximum(static_cast<double>(own.size())));
    own.resize(width, 0.0);
    for (double& each : own) each = exact_sum(world, std::vector<double>{each});
    all.push_back(own);
  }
  return all;
}

inline constexpr double kappa = 0.05;
inline constexpr double relaxation = 0.1;
inline constexpr double v0 = 0.2;

/// The drive's rate that the exact score of one mode of stiffness h certifies, of one dimension: gamma xg^2/(xx - xg^2) with
/// the covariances of the time step's own recursion, which is h in the limit of dt -> 0.
inline double mode_rate(double h, double dt) {
  const double a = std::exp(-relaxation * dt);
  const double b = 1.0 - h * dt;
  const double xg = a * dt * v0 / (1.0 - a * b);
  const double xx = (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0) / (1.0 - b * b);
  return relaxation * xg * xg / (xx - xg * xg);
}

/// A trap with these data.
inline std::string linear_deck(int dimension, int particles, const std::string& box, const std::string& dt,
                               const std::string& data) {
  return fmt::format(
      "job = score\n[system]\ndimension = {}\nparticles = {}\nbox = {}\nstart = blob\n"
      "[dynamics]\nmodel = active_ou\ntime_step = {}\nself_propulsion = 0.2\nrelaxation_rate = 0.1\n"
      "largest_displacement = {}\n[force]\nexternal = harmonic_trap\ntrap_stiffness = 0.05\n[network]\nname = "
      "linear\n{}",
      dimension, particles, box, dt, box == "400" ? 100 : 5, data);
}

}  // namespace starling::testing_support
