// Scores of smoothed data in a trap, where Y = Z + sigma zeta is normal with the covariance C + Sigma.
#include <gtest/gtest.h>

#include "tests/physics/score/trainings.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr double smoothed_time_step = 0.4;
constexpr double sigma_drive = 0.4;
constexpr double sigma_position = 0.8;

/// Per dimension, of the time step's own recursion: what the exact score of smoothed drives has.
struct Smoothed {
  double score_squared;  ///< E|s|^2
  double certified;      ///< gamma (E|g|^2 - 2 - J), of the drives without noise
  double plug_in;        ///< E|v|^2/gamma with v = -gamma (y + (1 + sigma^2) s)

  Smoothed(double noise_drive, double noise_position) {
    const double a = std::exp(-relaxation * smoothed_time_step);
    const double b = 1.0 - kappa * smoothed_time_step;
    const double xg = a * smoothed_time_step * v0 / (1.0 - a * b);
    const double xx =
        (2.0 * b * smoothed_time_step * v0 * xg + smoothed_time_step * smoothed_time_step * v0 * v0) / (1.0 - b * b) +
        noise_position * noise_position;
    const double gg = 1.0 + noise_drive * noise_drive;
    score_squared = xx / (xx * gg - xg * xg);
    certified = relaxation * (score_squared - 1.0);
    plug_in = relaxation * gg * (gg * score_squared - 1.0);
  }
};

std::string trap(const std::string& more) {
  // A box that particles leave, and that noise takes others out of: the trap pulls where they are, not at their image.
  return linear_deck(2, 1000, "10.5", "0.4",
                     "[data]\nequilibration = 500\nframes = 40\nframe_every = 50\nheld_out_frames = 320\n" + more);
}

/// The closed form holds the score of smoothed data, too; the known rate stays that of the system.
void expect_smoothed(double noise_drive, double noise_position) {
  const Communicator world(MPI_COMM_WORLD);
  const Smoothed exact(noise_drive, noise_position);
  const Found found =
      train(world, trap(fmt::format("noise = {}\nnoise_position = {}\n", noise_drive, noise_position)), 7);
  EXPECT_NEAR(found.at("known_rate").value, 2.0 * kappa, 1e-12);
  expect_equal("loss", found.at("held_out_loss"), -2.0 * exact.score_squared, 0.05);
  expect_equal("certified rate", found.at("certified_rate"), 2.0 * exact.certified, 0.06);
  expect_equal("plug-in rate", found.at("plug_in_rate"), 2.0 * exact.plug_in, 0.1, 0.03 * exact.plug_in);
  expect_equal("g . s", found.at("drive_dot_score"), -2.0, 0.1, 0.04);
}

TEST(ScoreOfSmoothedData, IsKnownWithNoiseOnDrives) { expect_smoothed(sigma_drive, 0.0); }
TEST(ScoreOfSmoothedData, IsKnownWithNoiseOnPositions) { expect_smoothed(0.0, sigma_position); }
TEST(ScoreOfSmoothedData, IsKnownWithNoiseOnBoth) { expect_smoothed(sigma_drive, sigma_position); }

/// A network that is given nothing learns it from targets alone.
TEST(ScoreOfSmoothedData, IsLearnedByDenoising) {
  std::string deck = trap(fmt::format("noise = {}\nnoise_position = {}\n", sigma_drive, sigma_position)) +
                     "[run]\nupdates = 600\n[score]\nbase = none\nloss = denoising\n"
                     "[optimiser]\nbatch = 512\nrate = 1e-2\naverage = 0.99\n[output]\nobserve_every = 600\n";
  const std::string linear = "name = linear";
  deck.replace(deck.find(linear), linear.size(), "name = equivariant\nwidth = 16");
  const Communicator world(MPI_COMM_WORLD);
  const Smoothed exact(sigma_drive, sigma_position);
  const Found found = train(world, deck, 7);
  // J is least for the exact score, and a factor 1 + e before it costs e^2: a wrong target would cost more.
  const double least = -2.0 * exact.score_squared;
  expect_equal("loss", found.at("held_out_loss"), least, 0.05, -0.02 * least);
  expect_equal("g . s", found.at("drive_dot_score"), -2.0, 0.1, 0.06);
  // Drives alone, s = -y/(1 + sigma^2), would certify less than nothing.
  EXPECT_GT(found.at("captured_fraction").value, 0.2);
}

}  // namespace
}  // namespace starling
