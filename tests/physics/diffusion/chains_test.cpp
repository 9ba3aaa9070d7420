// Chains against their exact laws, and against the biases that their published forms have: levels by chi-square, moments at
// 4.5 standard errors over replicas with fixed seeds.
#include "drivers/diffusion/chains/level_store.hpp"
#include "engine/failure.hpp"
#include "kernels/diffusion/preconditioner.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

using Averages = std::map<std::string, Average>;

void expect_near(const Averages& found, const std::string& name, double exact, double slack = 0.0) {
  const auto [mean, error] = found.at(name);
  EXPECT_NEAR(mean, exact, 4.5 * error + slack) << name << " +- " << error;
}

/// 40 levels, half as many chains and moves.
const Changes shorter{{"solver.steps", "39"}, {"ensemble.particles", "2000"}, {"method.moves", "100"}};

/// The joint law is kept and reached: every tenth of the levels is as likely, x at a level has that level's law, and what is
/// denoised is the target.
TEST(DiffusionGibbs, ExactMovesReachTheJointLaw) {
  const std::vector<std::pair<std::string, std::string>> forms = {{"0.8", "heun"}, {"0.2", "rk4"}};
  for (const auto& [step, solver] : forms) {
    const Averages found = averages("dlg", joined(shorter, {{"method.step", step}, {"solver.name", solver}}));
    for (int tenth = 0; tenth < 10; ++tenth) expect_near(found, "level_share_" + std::to_string(tenth), 0.1);
    // Mean 9 and variance 18 per replica, of which there are 8.
    EXPECT_LT(found.at("level_chi_square").value, 9.0 + 4.5 * std::sqrt(18.0 / 8.0)) << step;
    expect_near(found, "start_moment_ratio", 1.0);
    expect_near(found, "mode_mass_1", 0.7);
    expect_near(found, "second_moment_0", 4.25);
    EXPECT_LT(found.at("mode_mass_1").error, 0.01);
  }
}

/// From the joint law, in the plane with unequal widths, a few moves leave it as it was.
TEST(DiffusionGibbs, ExactMovesKeepTheJointLaw) {
  const Averages found = averages("dlg", {{"target.name", "two"},
                                          {"ensemble.start", "exact"},
                                          {"ensemble.particles", "10000"},
                                          {"method.moves", "5"},
                                          {"method.step", "1.5"}});
  EXPECT_LT(found.at("level_chi_square").value, 9.0 + 4.5 * std::sqrt(18.0 / 8.0));
  expect_near(found, "start_moment_ratio", 1.0);
  expect_near(found, "mode_mass_1", 0.7, 0.002);  // modes of the target, nearest centres
  EXPECT_GT(found.at("acceptance").value, 0.3);
  EXPECT_LT(found.at("acceptance").value, 0.999);
}

/// An independent program: a long step without Metropolis, argmax, and the smallest level of a window have these laws.
TEST(DiffusionGibbs, BiasedFormsHaveTheirBias) {
  const std::vector<double> unadjusted = {.082, .083, .084, .080, .085, .087, .091, .100, .122, .186};
  const Averages plain = averages("dlg", joined(shorter, {{"method.metropolis", "false"}, {"method.step", "2.4"}}));
  for (std::size_t tenth = 0; tenth < 10; ++tenth)
    expect_near(plain, "level_share_" + std::to_string(tenth), unadjusted[tenth], 0.008);
  const Averages argmax = averages("dlg", joined(shorter, {{"method.level", "argmax"}}));
  EXPECT_GT(argmax.at("level_share_0").value, 0.97);
  EXPECT_GT(argmax.at("level_chi_square").value, 1000.0);
  const Averages smallest = averages("dlg", joined(shorter, {{"method.keep", "smallest"}}));
  expect_near(smallest, "mode_mass_1", 0.6758, 0.0037 * 4.5);
  expect_near(smallest, "second_moment_0", 4.332, 0.018 * 4.5);
  EXPECT_LT(smallest.at("mode_mass_1").value + 4.5 * smallest.at("mode_mass_1").error, 0.7);
}

/// A Gaussian of condition number 10^6 at full rank: A/(1 - e/(4 (1 + lambda a))) along each axis.
TEST(DiffusionLangevin, GaussiansHaveTheirLawAtAnyStep) {
  const Averages found = averages("lml", {{"target.weights", "1"},
                                          {"target.means", "0 0 0"},
                                          {"target.deviations", "1 0.05 0.001"},
                                          {"method.rank", "3"},
                                          {"method.step", "1"},
                                          {"method.damping", "0.5"},
                                          {"method.steps", "40"},
                                          {"method.corrects", "false"}});
  const std::vector<double> variance = {1.0, 0.0025, 1e-6};
  for (std::size_t c = 0; c < 3; ++c) {
    const double exact = variance[c] / (1.0 - 1.0 / (4.0 * (1.0 + 0.5 * variance[c])));
    expect_near(found, "second_moment_" + std::to_string(c), exact);
    EXPECT_LT(found.at("second_moment_" + std::to_string(c)).error, 0.02 * exact);
  }
  // One direction finds the axis that the step would be far too long for: plain Langevin needs a step below 4e-6.
  const Averages one = averages("lml", {{"target.weights", "1"},
                                        {"target.means", "0 0 0"},
                                        {"target.deviations", "1 0.8 0.001"},
                                        {"method.rank", "1"},
                                        {"method.step", "0.1"},
                                        {"method.damping", "1"},
                                        {"method.steps", "40"},
                                        {"ensemble.particles", "1000"},
                                        {"method.corrects", "false"}});
  expect_near(one, "second_moment_2", 1e-6 / (1.0 - 0.1 / 4.0), 1e-8);
  expect_near(one, "second_moment_0", 1.0 / (1.0 - 0.1 / 4.0), 0.01);
}

/// On a line without the correction the law is p/P, P = 1/(lambda + max(-s', 0)); with it p, as steps become short.
TEST(DiffusionLangevin, TheDivergenceOfPKeepsTheLaw) {
  const Changes line{{"target.means", "-1 1"}, {"target.deviations", "0.6 0.6"}, {"method.rank", "1"},
                     {"method.steps", "300"},  {"method.step", "0.15"},          {"ensemble.particles", "2500"},
                     {"method.damping", "3"}};
  const Averages right = averages("lml", line);
  expect_near(right, "second_moment_0", 1.36, 0.01);  // the step has a part of e/8 in a mode's variance
  expect_near(right, "mode_mass_1", 0.7 * 0.952210 + 0.3 * 0.047790, 0.004);

  double mass = 0.0;
  double second = 0.0;
  for (int n = 0; n < 4000; ++n) {
    const double x = -8.0 + 16.0 * (n + 0.5) / 4000.0;
    const double low = 0.3 * std::exp(-0.5 * (x + 1.0) * (x + 1.0) / 0.36);
    const double high = 0.7 * std::exp(-0.5 * (x - 1.0) * (x - 1.0) / 0.36);
    const double part = high / (low + high);
    const double curvature = 1.0 / 0.36 - part * (1.0 - part) * 4.0 / (0.36 * 0.36);
    const double here = (low + high) * (3.0 + std::max(curvature, 0.0));
    mass += here;
    second += here * x * x;
  }
  Changes biased = line;
  biased.emplace_back("method.corrects", "false");
  const Averages wrong = averages("lml", biased);
  expect_near(wrong, "second_moment_0", second / mass, 0.01);
  EXPECT_GT(second / mass, 1.36 + 0.1) << "visibly another law";
}

/// With one of two directions: the target with the correction; without it the law in which ½ div(P s p - div(P p)) = 0, P averaged
/// over the directions, on a grid of 180 x 160 by another program. In E x_0^2 the two are seven errors apart.
TEST(DiffusionLangevin, OneDirectionOfTwoHasItsLaws) {
  const Changes plane{{"target.means", "-1 -0.5 1 0.5"},
                      {"target.deviations", "0.6 0.5 0.6 0.5"},
                      {"ensemble.start", "exact"},
                      {"ensemble.particles", "800"},
                      {"ensemble.replicas", "96"},
                      {"method.rank", "1"},
                      {"method.step", "0.05"},
                      {"method.steps", "500"},
                      {"method.damping", "3"}};
  const auto expect_law = [](const Averages& found, const std::vector<double>& first,
                             const std::vector<double>& second) {
    for (std::size_t c = 0; c < 2; ++c) {
      expect_near(found, "mean_" + std::to_string(c), first[c], 0.002);
      expect_near(found, "second_moment_" + std::to_string(c), second[c], 0.008);  // the step's part
    }
    EXPECT_LT(found.at("second_moment_0").error, 0.006);
  };
  expect_law(averages("lml", plane), {0.4, 0.2}, {1.36, 0.5});
  expect_law(averages("lml", joined(plane, {{"method.corrects", "false"}})), {0.4163, 0.2088}, {1.3984, 0.5119});
}

/// P of a point in five dimensions by its definition: with full rank (lambda + H)^-1, its root, and with less the projection.
TEST(DiffusionLangevin, PreconditionersAreInverses) {
  constexpr int d = 5;
  const Mixture target{d, {0.4, 0.6}, {0, 1, -1, 2, 0.5, 0.3, 0, 1, 1, -1}, {1, 0.25, 4, 0.5, 2, 0.7, 0.3, 1, 2, 0.1}};
  FieldWish wish;
  wish.score = 1.0;
  DeviceField field;
  field.load(noised_field(target, {1.0, 0.3, 0.0, 1.0}, wish));
  ScorePoint at;
  at.field = field.view();
  const double place[d] = {0.35, 0.1, 0.9, 1.1, -0.9};
  const double first[d] = {1, -2, 0.5, 0.3, 1};
  std::copy(place, place + d, at.x);
  at.find();
  double jacobian[d][d];
  for (int j = 0; j < d; ++j) {
    double unit[d] = {};
    unit[j] = 1.0;
    double product[d];
    at.multiply(unit, product);
    constexpr double h = 1e-5;
    ScorePoint side[2] = {at, at};
    side[0].x[j] -= h;
    side[1].x[j] += h;
    side[0].find();
    side[1].find();
    for (int i = 0; i < d; ++i) {
      jacobian[i][j] = product[i];
      EXPECT_NEAR(product[i], (side[1].score[i] - side[0].score[i]) / (2.0 * h), 1e-8);
    }
  }
  for (const int rank : {2, d}) {
    Preconditioner matrix;
    matrix.dimension = d;
    matrix.rank = rank;
    matrix.damping = 0.7;
    matrix.find(at, first);
    const double z[d] = {0.3, -1, 2, 0.1, -0.6};
    double once[d];
    double half[d];
    double twice[d];
    matrix.apply(z, false, once);
    matrix.apply(z, true, half);
    matrix.apply(half, true, twice);
    for (int i = 0; i < d; ++i) EXPECT_NEAR(twice[i], once[i], 1e-12);
    for (int k = 0; k < rank; ++k) {
      ASSERT_GT(matrix.value[k], 0.0) << "this point has positive curvature along all directions that are looked at";
      double along = 0.0;  // v' (lambda + H) P z = v' z for v among the directions
      double image[d];
      for (int i = 0; i < d; ++i) {
        image[i] = 0.7 * matrix.direction[k][i];
        for (int j = 0; j < d; ++j) image[i] -= jacobian[i][j] * matrix.direction[k][j];
      }
      double wanted = 0.0;
      for (int i = 0; i < d; ++i) {
        double inside = 0.0;  // P z within the directions
        for (int l = 0; l < rank; ++l) {
          double part = 0.0;
          for (int j = 0; j < d; ++j) part += matrix.direction[l][j] * once[j];
          inside += part * matrix.direction[l][i];
        }
        along += image[i] * inside;
        wanted += matrix.direction[k][i] * z[i];
      }
      EXPECT_NEAR(along, wanted, 1e-11) << rank << ", direction " << k;
    }
  }
}

/// Steps that throw the chains away are what the sentence names.
TEST(DiffusionLangevin, StepsThatAreTooLongAreNamed) {
  try {
    averages("lml", {{"method.step", "100"}, {"method.corrects", "false"}, {"ensemble.particles", "64"}});
    FAIL() << "chains are finite after steps of 100";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::blow_up);
    EXPECT_NE(std::string(failure.what()).find("method.step is too long"), std::string::npos) << failure.what();
  }
}

/// The parts of levels are as large as levels allow: tenths of 40 and of 64, and each of 5.
TEST(DiffusionGibbs, PartsOfLevelsHoldAllOfThem) {
  EXPECT_EQ(exact_level_shares(40), std::vector<double>(10, 4.0 / 40.0));
  EXPECT_EQ(exact_level_shares(5), std::vector<double>(5, 1.0 / 5.0));
  const std::vector<double> uneven = exact_level_shares(64);
  ASSERT_EQ(uneven.size(), 10U);
  EXPECT_EQ(uneven[0], 7.0 / 64.0);
  EXPECT_EQ(uneven[1], 6.0 / 64.0);
  // What a run counts with 13 levels are those parts.
  const Averages found = averages("dlg", {{"ensemble.start", "exact"}, {"solver.steps", "12"}, {"method.moves", "2"}});
  for (std::size_t part = 0; part < 10; ++part)
    expect_near(found, "level_share_" + std::to_string(part), exact_level_shares(13)[part]);
  EXPECT_LT(found.at("level_chi_square").value, 9.0 + 4.5 * std::sqrt(18.0 / 8.0));
}

/// kappa = 0 gives back the base solver; kappa > 0 another one.
TEST(DiffusionLangevin, ThePublishedProgramIsItsBaseSolver) {
  const Communicator world(MPI_COMM_WORLD);
  const auto particles = [&](const Changes& changes) {
    Changes all{{"ensemble.particles", "64"}, {"ensemble.replicas", "1"}};
    all.insert(all.end(), changes.begin(), changes.end());
    const ReadyRun run("edm_heun", all);
    const Communicator alone(MPI_COMM_SELF);
    PhaseTimer timer(phase_plan().labels);
    const RunPlan plan = run.plan();
    const auto member = plan.make({alone, timer, 0, 0}, nullptr);
    std::vector<TableRow> rows;
    member->advance_to(*member->planned(), rows);
    return dynamic_cast<const Population&>(*member).particles().front().values;
  };
  const std::vector<double> base = particles({{"solver.name", "ddim"}});
  const std::vector<double> same = particles({{"solver.name", "lml_published"}});
  const std::vector<double> bent = particles({{"solver.name", "lml_published"}, {"solver.kappa", "0.5"}});
  double apart = 0.0;
  for (std::size_t k = 0; k < base.size(); ++k) {
    EXPECT_NEAR(same[k], base[k], 1e-8 * (1.0 + std::abs(base[k])));
    apart = std::max(apart, std::abs(bent[k] - base[k]));
  }
  EXPECT_GT(apart, 1.0);
}

}  // namespace
}  // namespace starling::diffusion
