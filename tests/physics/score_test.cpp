// Learned scores where they are known: linear systems, whose exact score the closed form holds, the certificate's bound, and
// the coverage of its errors.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "drivers/score/phases.hpp"
#include "drivers/score/training.hpp"
#include "tests/physics/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

/// What a training says at its end, by name.
using Found = std::map<std::string, Estimate>;

Found train(const Communicator& group, const std::string& text, std::uint64_t seed) {
  const std::vector<Assignment> command_line{{"run.seed", std::to_string(seed), "", 0}};
  const std::vector<Assignment> named{
      {"network.name", text.find("name = linear") == std::string::npos ? "equivariant" : "linear", "", 0}};
  score::Deck deck;
  score::choose(deck, named);
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
std::vector<std::vector<double>> of_seeds(const std::string& text, int seeds,
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

constexpr double kappa = 0.05;
constexpr double relaxation = 0.1;
constexpr double v0 = 0.2;

/// The drive's rate that the exact score of one mode of stiffness h certifies, of one dimension: gamma xg^2/(xx - xg^2) with
/// the covariances of the time step's own recursion, which is h in the limit of dt -> 0.
double mode_rate(double h, double dt) {
  const double a = std::exp(-relaxation * dt);
  const double b = 1.0 - h * dt;
  const double xg = a * dt * v0 / (1.0 - a * b);
  const double xx = (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0) / (1.0 - b * b);
  return relaxation * xg * xg / (xx - xg * xg);
}

std::string linear_deck(int dimension, int particles, const std::string& box, const std::string& dt,
                        const std::string& data) {
  return fmt::format(
      "job = score\n[system]\ndimension = {}\nparticles = {}\nbox = {}\nstart = blob\n"
      "[dynamics]\nmodel = active_ou\ntime_step = {}\nself_propulsion = 0.2\nrelaxation_rate = 0.1\n"
      "largest_displacement = {}\n[force]\nexternal = harmonic_trap\ntrap_stiffness = 0.05\n[network]\nname = "
      "linear\n{}",
      dimension, particles, box, dt, box == "400" ? 100 : 5, data);
}

/// The closed form holds the exact score s = -(1 + kappa/gamma) r, and with it certifies all of the known rate d kappa.
template <int D>
void expect_trap_certified() {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double dt = 0.4;
  const std::string data = "[data]\nequilibration = 500\nframes = 40\nframe_every = 50\nheld_out_frames = 80\n";
  const Found found = train(world, linear_deck(D, 1000, "12", "0.4", data), 3);
  const double exact = D * mode_rate(kappa, dt);
  EXPECT_NEAR(found.at("known_rate").value, D * kappa, 1e-12);
  // The ceiling is that of the first order in the time step.
  EXPECT_NEAR(found.at("captured_fraction_ceiling").value, 1.0 - dt * (0.5 * kappa + relaxation), 1e-12);
  EXPECT_NEAR(found.at("captured_fraction_ceiling").value, exact / (D * kappa), 0.002);
  expect_equal("certified rate", found.at("certified_rate"), exact, 0.06);
  // To this and to g . s the errors of the coefficients add in the first order, not in the second.
  expect_equal("plug-in rate", found.at("plug_in_rate"), exact, 0.1, 0.05 * exact);
  expect_equal("captured fraction", found.at("captured_fraction"), exact / (D * kappa), 0.06);
  expect_equal("g . s", found.at("drive_dot_score"), -D, 0.1, 0.02 * D);
  expect_equal("loss", found.at("held_out_loss"), -D - exact / relaxation, 0.1);
}

TEST(ScoreOfATrap, IsCertifiedOnALine) { expect_trap_certified<1>(); }
TEST(ScoreOfATrap, IsCertifiedInThePlane) { expect_trap_certified<2>(); }
TEST(ScoreOfATrap, IsCertifiedInSpace) { expect_trap_certified<3>(); }

/// Of springs the score is -r + Hr up to the time step: two modes, stiff by kappa and by kappa + N k. Everybody touches
/// everybody: a class of contacts that a few particles are in would be fitted to their noise.
TEST(ScoreOfSprings, IsCertified) {
  constexpr double particles = 8.0;
  // Too weak to hold two particles together through a face of the box, against the trap.
  constexpr double strength = 0.005;
  constexpr double dt = 0.2;
  const std::string data =
      "contact_range = 100\n[data]\nequilibration = 2000\nframes = 400\nframe_every = 100\nheld_out_frames = 400\n"
      "[force]\npair = spring\nstrength = 0.005\n";
  const auto found = of_seeds(linear_deck(2, 8, "400", "0.2", data), 8, [](const Found& one) {
    return std::vector<double>{one.at("certified_rate").value, one.at("known_rate").value,
                               one.at("certified_rate").error};
  });
  const double stiff = kappa + particles * strength;
  const double exact = 2.0 * (mode_rate(kappa, dt) + (particles - 1.0) * mode_rate(stiff, dt)) / particles;
  Estimate mean;
  double squares = 0.0;
  for (const auto& one : found) {
    mean.value += one[0] / 8.0;
    squares += one[2] * one[2];
    EXPECT_NEAR(one[1], 2.0 * (kappa + (particles - 1.0) * strength), 1e-12);
  }
  mean.error = std::sqrt(squares) / 8.0;
  // What a fit to finite frames and a coefficient of g that both modes share leave is below a per cent.
  expect_equal("certified rate", mean, exact, 0.1, 0.01 * exact);
}

/// With noise on positions the exact scores of both are -C^-1 z, C the covariance of the step's own recursion.
template <int D>
void expect_both_blocks_certified() {
  constexpr double dt = 0.2;
  constexpr double eps = 0.1;
  const std::string data =
      "[data]\nequilibration = 1000\nframes = 40\nframe_every = 100\nheld_out_frames = 80\n"
      "[dynamics]\ntranslational_diffusion = 0.1\n";
  const Communicator world(MPI_COMM_WORLD);
  const Found found = train(world, linear_deck(D, 1000, "14", "0.2", data), 5);
  const double a = std::exp(-relaxation * dt);
  const double b = 1.0 - kappa * dt;
  const double xg = a * dt * v0 / (1.0 - a * b);
  const double xx = (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0 + 2.0 * eps * dt) / (1.0 - b * b);
  const double determinant = xx - xg * xg;
  const double drive = D * relaxation * (xx / determinant - 1.0);
  const double drift = v0 * v0 - 2.0 * kappa * v0 * xg + kappa * kappa * xx;
  const double position = D * (drift / eps - 2.0 * kappa + eps / determinant);
  expect_equal("certified rate of drives", found.at("certified_rate_drive"), drive, 0.06);
  expect_equal("certified rate of positions", found.at("certified_rate_position"), position, 0.05);
  expect_equal("plug-in rate of positions", found.at("plug_in_rate_position"), position, 0.06, 0.02 * position);
  expect_equal("u . s of positions", found.at("drive_dot_score_position"), 0.0, 0.05, 0.01);
  expect_equal("certified rate", found.at("certified_rate"), drive + position, 0.05);
  // The stepped chain produces 1.0027 times what it would in continuous time.
  expect_equal("captured fraction", found.at("captured_fraction"), 1.0027, 0.05);
}

TEST(ScoreOfATrap, IsCertifiedWithNoiseOnALine) { expect_both_blocks_certified<1>(); }
TEST(ScoreOfATrap, IsCertifiedWithNoiseInThePlane) { expect_both_blocks_certified<2>(); }
TEST(ScoreOfATrap, IsCertifiedWithNoiseInSpace) { expect_both_blocks_certified<3>(); }

/// The control's scores are F and -g whatever the forces: the closed form holds both rates, omega^2 d/eps of positions and
/// omega^2 E|F|^2/gamma of drives.
TEST(ScoreOfTheControl, IsCertified) {
  constexpr double coupling = 0.7;
  const Communicator world(MPI_COMM_WORLD);
  const Found found = train(world,
                            "job = score\n[system]\ndimension = 2\nparticles = 400\npacking_fraction = 0.5\n"
                            "[dynamics]\nmodel = exact_control\ntime_step = 1e-3\nrelaxation_rate = 1\n"
                            "translational_diffusion = 1\ncoupling = 0.7\n[force]\npair = softplus\nstrength = 10\n"
                            "steepness = 7.5\ncutoff = 3.5\n[network]\nname = linear\n"
                            "[data]\nequilibration = 2000\nframes = 30\nframe_every = 200\nheld_out_frames = 60\n",
                            2);
  const double position = 2.0 * coupling * coupling;
  const Estimate& known = found.at("known_rate");
  expect_equal("certified rate of positions", found.at("certified_rate_position"), position, 0.2, 0.02 * position);
  expect_equal("plug-in rate of positions", found.at("plug_in_rate_position"), position, 0.1, 0.02 * position);
  expect_equal("plug-in rate of drives", found.at("plug_in_rate_drive"), known.value - position, 0.12,
               0.02 * known.value);
  expect_equal("captured fraction", found.at("captured_fraction"), 1.0, 0.03, 0.01);
}

/// The Fokker-Planck solution on a grid gives 0.3645 for positions and 0.0324 for drives; see inputs/score/ring.ini.
TEST(ScoreOnARing, IsLearned) {
  const Communicator world(MPI_COMM_WORLD);
  const Found found = train(world,
                            "job = score\n[run]\nupdates = 500\n[system]\ndimension = 1\nparticles = 4000\nradius = 1\n"
                            "box = 16\nstart = uniform\n[dynamics]\nmodel = active_ou\ntime_step = 0.01\n"
                            "self_propulsion = 0.25\nrelaxation_rate = 0.1\ntranslational_diffusion = 0.1\n"
                            "[force]\npair = none\nstrength = 2.5\nsteepness = 7.5\nexternal = ring_pair\n"
                            "[data]\nequilibration = 8000\nframes = 60\nframe_every = 500\nheld_out_frames = 60\n"
                            "held_out_every = 1000\n[network]\nname = equivariant\n[optimiser]\nbatch = 1024\n"
                            "rate = 5e-3\naverage = 0.99\n[output]\nobserve_every = 500\n",
                            1);
  expect_equal("certified rate of positions", found.at("certified_rate_position"), 0.3645, 0.06, 0.01);
  expect_equal("certified rate of drives", found.at("certified_rate_drive"), 0.0324, 0.15, 0.002);
  expect_equal("plug-in rate of positions", found.at("plug_in_rate_position"), 0.3645, 0.06, 0.01);
  expect_equal("plug-in rate of drives", found.at("plug_in_rate_drive"), 0.0324, 0.12, 0.002);
  EXPECT_LT(found.at("captured_fraction").value, 1.0 + 4.0 * found.at("captured_fraction").error);
}

/// Nobody touches anybody, for the same reason.
const std::string crowd =
    "job = score\n[run]\nupdates = 120\n[system]\ndimension = 2\nparticles = 64\nradius = 1\npacking_fraction = 0.5\n"
    "[dynamics]\nmodel = active_ou\ntime_step = 0.05\nself_propulsion = 0.2\nrelaxation_rate = 0.1\n"
    "[force]\npair = softplus\nsteepness = 7.5\ncutoff = 3.5\n[optimiser]\nbatch = 256\nwarm_up = 20\nrate = 5e-3\n"
    "[data]\nequilibration = 2000\nframes = 120\nframe_every = 50\nheld_out_frames = 48\nheld_out_every = 300\n"
    "[network]\nname = equivariant\nwidth = 16\ncontact_range = 0.2\n[output]\nobserve_every = 120\n";

/// C <= sigma holds for any score; what training has seen must not help it.
TEST(Certificate, StaysBelowTheKnownRate) {
  constexpr int seeds = 10;
  const auto found = of_seeds(crowd, seeds, [](const Found& one) {
    return std::vector<double>{one.at("captured_fraction").value, one.at("captured_fraction").error};
  });
  double mean = 0.0;
  double squares = 0.0;
  for (const auto& one : found) {
    EXPECT_LT(one[0], 1.0 + 5.0 * one[1]);
    mean += one[0] / seeds;
    squares += one[0] * one[0] / seeds;
  }
  const double error = std::sqrt((squares - mean * mean) / (seeds - 1));
  EXPECT_LT(mean, 1.0 + 4.0 * error) << mean << " +- " << error;
  EXPECT_GT(mean, 0.3) << "so little is learned that the bound is not tested";
  EXPECT_LT(error, 0.1) << mean;
  testing::Test::RecordProperty("captured fraction", fmt::format("{:.4f} +- {:.2g}", mean, error));
}

/// The spread of `column` over seeds against the errors that the runs gave: (n - 1) S^2/E[e^2] is chi^2 of n - 1 degrees.
void expect_covered(const std::string& name, const std::vector<std::vector<double>>& found, std::size_t column) {
  const auto n = static_cast<double>(found.size());
  double mean = 0.0;
  double squares = 0.0;
  double errors = 0.0;
  for (const auto& one : found) {
    mean += one[column] / n;
    errors += one[column + 1] * one[column + 1] / n;
  }
  for (const auto& one : found) squares += (one[column] - mean) * (one[column] - mean);
  const double ratio = squares / (n - 1.0) / errors;
  // Wilson & Hilferty 1931: the cube root is normal. That a jackknife over 16 blocks knows its own error to 18 % only averages
  // out over the seeds.
  const double spread = 2.0 / (9.0 * (n - 1.0));
  const double deviations = (std::cbrt(ratio) - (1.0 - spread)) / std::sqrt(spread);
  EXPECT_LT(std::abs(deviations), 4.5) << name << ": variances' ratio " << ratio;
  testing::Test::RecordProperty(
      name, fmt::format("variance over mean squared error {:.3f}, {:.2f} deviations", ratio, deviations));
}

TEST(Certificate, ErrorsCoverTheSpreadInATrap) {
  const std::string data =
      "[data]\nequilibration = 100\nframes = 64\nframe_every = 20\nheld_out_frames = 48\nheld_out_every = 60\n";
  expect_covered("C",
                 of_seeds(linear_deck(1, 32, "12", "1", data), 60,
                          [](const Found& one) {
                            return std::vector<double>{one.at("certified_rate").value, one.at("certified_rate").error};
                          }),
                 0);
}

TEST(Certificate, ErrorsCoverTheSpreadOfBothBlocksInATrap) {
  const std::string data =
      "[data]\nequilibration = 200\nframes = 64\nframe_every = 40\nheld_out_frames = 48\nheld_out_every = 120\n"
      "[dynamics]\ntranslational_diffusion = 0.1\n";
  const auto found = of_seeds(linear_deck(1, 32, "14", "0.5", data), 40, [](const Found& one) {
    const Estimate& both = one.at("certified_rate");
    const Estimate& position = one.at("certified_rate_position");
    return std::vector<double>{both.value, both.error, position.value, position.error};
  });
  expect_covered("C of both blocks", found, 0);
  expect_covered("C of positions", found, 2);
}

TEST(Certificate, ErrorsCoverTheSpreadInACrowd) {
  std::string linear = crowd;
  linear.replace(linear.find("equivariant\nwidth = 16"), std::string("equivariant\nwidth = 16").size(), "linear");
  linear.replace(linear.find("updates = 120"), std::string("updates = 120").size(), "updates = 0");
  const auto found = of_seeds(linear, 20, [](const Found& one) {
    const Estimate& rate = one.at("certified_rate");
    const Estimate& fraction = one.at("captured_fraction");
    const Estimate& known = one.at("known_rate");
    return std::vector<double>{rate.value, rate.error, fraction.value, fraction.error, known.value, known.error};
  });
  expect_covered("C", found, 0);
  expect_covered("captured fraction", found, 2);
  expect_covered("known rate", found, 4);
}

}  // namespace
}  // namespace starling
