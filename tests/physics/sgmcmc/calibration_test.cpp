// Simulation-based calibration of the job's own chains: the right gradient passes, one that is wrong by 2 % does not.
#include "engine/io/atomic_file.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/uniform.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;

constexpr int pairs_an_edge = 6;
constexpr std::int64_t components = 3 * 2 * pairs_an_edge * pairs_an_edge * pairs_an_edge;
constexpr std::int64_t replicates = 250;

/// Pairs of atoms, 2.5 to 4.5 Angstrom long, on a lattice on which pairs do not see each other: as many forces for as few
/// neighbours as there can be.
std::string pairs_of_atoms() {
  constexpr double apart = 10.0;
  const auto any = [](std::uint32_t pair, std::uint64_t number) {
    return random::uniform(pair, random::make_key(23), number, random::Purpose::initial_position, 0);
  };
  const double edge = apart * pairs_an_edge;
  std::string text = fmt::format("{}\nLattice=\"{} 0 0 0 {} 0 0 0 {}\"\n", components / 3, edge, edge, edge);
  for (std::uint32_t pair = 0; pair < components / 6; ++pair) {
    const double at[3] = {apart * (pair % pairs_an_edge), apart * (pair / pairs_an_edge % pairs_an_edge),
                          apart * (pair / pairs_an_edge / pairs_an_edge)};
    const double length = 2.5 + 2.0 * any(pair, 0);
    double axis[3] = {any(pair, 1) - 0.5, any(pair, 2) - 0.5, any(pair, 3) - 0.5};
    const double norm = std::sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    text += fmt::format("O {} {} {}\n", at[0], at[1], at[2]);
    text += "O";
    for (int k = 0; k < 3; ++k) text += fmt::format(" {}", at[k] + length * axis[k] / norm);
    text += "\n";
  }
  return text;
}

/// A target whose slope by u counts the components of forces 2 % too high.
class WrongSlope final : public Target {
 public:
  explicit WrongSlope(std::unique_ptr<Target> right) : right_(std::move(right)) {}
  [[nodiscard]] const learning::ParameterLayout& layout() const override { return right_->layout(); }
  [[nodiscard]] std::vector<double> start(random::Key key) const override { return right_->start(key); }
  [[nodiscard]] std::int64_t items() const override { return right_->items(); }
  void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) override {
    right_->gradient(points, requests, gradient);
    const std::int64_t u = layout().offset("log_force_noise");
    const std::int64_t stride = points.stride;
    Kokkos::parallel_for(
        "a wrong slope", IndexRange(0, points.chains),
        KOKKOS_LAMBDA(std::int64_t c) { gradient[c * stride + u] += 0.02 * static_cast<double>(components); });
  }
  void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) override {
    right_->energy(points, requests, energy);
  }
  [[nodiscard]] std::vector<std::string> functions() const override { return right_->functions(); }
  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    right_->evaluate_functions(points, values);
  }
  [[nodiscard]] std::vector<KnownValue> known(random::Key key) override { return right_->known(key); }

 private:
  std::unique_ptr<Target> right_;
};

// u has the posterior deviation 1 / sqrt(2 n) with n = 1296 components, and the wrong slope moves it by 0.02 n / 2 n = 0.01:
// 0.51 deviations. The mean rank then moves by Phi(0.51 / sqrt(2)) - 1/2 = 0.140 of 19, and z to 0.140 * 19 sqrt(250) / sqrt(399 / 12) = 7.3;
// it is below 4 once in 2000 times. The right form has a fault among its five functions once in 900.
TEST(Calibration, PassesTheRightSlopeAndFailsOneThatIsWrongByTwoPerCent) {
  const Communicator world(MPI_COMM_WORLD);
  const starling::testing_support::Folder folder(world);
  const auto data = folder.path() / "pairs.extxyz";
  const auto functions = folder.path() / "input.nn";
  starling::testing_support::on_root(world, [&] {
    write_file_atomically(data, pairs_of_atoms());
    write_file_atomically(functions,
                          "number_of_elements 1\nelements O\ncutoff_type 1\n"
                          "symfunction_short O 2 O 0.05 0.0 5.0\nsymfunction_short O 2 O 1.0 3.0 5.0\n");
  });
  const std::string deck = sgmcmc_text(
      fmt::format("name = teacher\nfile = {}\nfunctions_file = {}\nhidden = 2\nenergy_scale = 0.03\nspread = 0.3\n"
                  "noise_median = 0.05\nnoise_spread = 0.3\ntest_forces = 2",
                  data.string(), functions.string()),
      "name = baoab\nstep = 0.025\nfriction = 5",
      fmt::format("count = {}\nburn_in = 60\nsteps = {}\nkeep_every = 60", replicates, 19 * 60));
  const auto judge = [&](const DeckChains::TargetChange& change) {
    return DeckChains(deck, {}, change).run().diagnosis(Judgement::replicates);
  };
  const Diagnosis right = judge({});
  const Diagnosis wrong = judge([](auto target) { return std::make_unique<WrongSlope>(std::move(target)); });
  if (!world.is_root()) return;
  const auto tell = [](const Calibration& calibration) {
    for (const CalibratedFunction& of : calibration.functions) {
      std::printf("    %s: z = %.2f, chi-square = %.1f, moved by %.2g +- %.1g\n", of.name.c_str(), of.ranks.z,
                  of.ranks.chi_square, of.moved.mean, of.moved.error);
    }
  };
  tell(right.calibration.value());
  EXPECT_EQ(right.calibration->faults, std::vector<std::string>{});
  EXPECT_EQ(right.calibration->replicates, replicates);
  tell(wrong.calibration.value());
  ASSERT_FALSE(wrong.calibration->faults.empty());
  EXPECT_GT(wrong.calibration->functions.front().ranks.z, most_rank_z);
  EXPECT_NEAR(wrong.calibration->functions.front().moved.mean, -0.01,
              4.0 * wrong.calibration->functions.front().moved.error);
}

}  // namespace
}  // namespace starling::sgmcmc
