// Learned scores where they are known: linear systems, whose exact score the closed form holds, the certificate's bound, and
// the coverage of its errors.
#include <gtest/gtest.h>

#include "tests/physics/score/trainings.hpp"

namespace starling {
namespace {

using namespace testing_support;

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

/// Nobody touches anybody, for the same reason.
const std::string crowd_text =
    "job = score\n[run]\nupdates = 120\n[system]\ndimension = 2\nparticles = 64\nradius = 1\npacking_fraction = 0.5\n"
    "[dynamics]\nmodel = active_ou\ntime_step = 0.05\nself_propulsion = 0.2\nrelaxation_rate = 0.1\n"
    "[force]\npair = softplus\nsteepness = 7.5\ncutoff = 3.5\n[optimiser]\nbatch = 256\nwarm_up = 20\nrate = 5e-3\n"
    "[data]\nequilibration = 2000\nframes = 120\nframe_every = 50\nheld_out_frames = 48\nheld_out_every = 300\n"
    "[network]\nname = equivariant\nwidth = 16\ncontact_range = 0.2\n[output]\nobserve_every = 120\n";

/// The crowd_text, whose network is this one.
std::string crowd_with(const std::string& network) {
  std::string text = crowd_text;
  const std::string equivariant = "name = equivariant";
  return text.replace(text.find(equivariant), equivariant.size(), "name = " + network);
}

/// C <= sigma holds for any score; what training has seen must not help it.
void expect_below_the_known_rate(const std::string& text) {
  constexpr int seeds = 10;
  const auto found = of_seeds(text, seeds, [](const Found& one) {
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
  ::testing::Test::RecordProperty("captured fraction", fmt::format("{:.4f} +- {:.2g}", mean, error));
}

TEST(Certificate, StaysBelowTheKnownRate) { expect_below_the_known_rate(crowd_text); }
TEST(Certificate, WithProbesStaysBelowTheKnownRate) { expect_below_the_known_rate(crowd_with("filter_bank")); }

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
  ::testing::Test::RecordProperty(
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
  std::string linear = crowd_text;
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
