// Scores of positions and drives where both are known: a trap, the exact control, and the ring.
#include <gtest/gtest.h>

#include "tests/physics/score/trainings.hpp"

namespace starling {
namespace {

using namespace testing_support;

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

/// Most particles touch nobody: their forces, and what networks see of them, are exactly zero. Without a least softness the
/// certificate rose above what is known, with errors as large.
TEST(ScoreOfADiluteGas, IsCertifiedWithinItsBound) {
  const Communicator world(MPI_COMM_WORLD);
  const Found found =
      train(world,
            "job = score\n[run]\nupdates = 600\n[system]\ndimension = 2\nparticles = 256\nradius = 0.5\n"
            "packing_fraction = 0.05\nstart = lattice\n[dynamics]\nmodel = active_brownian\n"
            "time_step = 1e-4\nself_propulsion = 20\ntranslational_diffusion = 1\n"
            "rotational_diffusion = 1\n[force]\npair = wca\nstrength = 1\ndiameter = 1\n"
            "[data]\nequilibration = 3000\nframes = 48\nframe_every = 300\nheld_out_frames = 32\n"
            "held_out_every = 600\n[network]\nname = equivariant\nedge_range = 2\n"
            "[optimiser]\nbatch = 512\n[output]\nobserve_every = 600\n",
            1);
  expect_equal("captured fraction", found.at("captured_fraction"), 0.98, 0.08);
}

}  // namespace
}  // namespace starling
