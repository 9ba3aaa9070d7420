// Learned scores and maps on targets with exact answers: what a network's error makes of samples, gaps and weights.
#include <unistd.h>
#include <filesystem>

#include "drivers/diffusion/gap/line_laws.hpp"
#include "drivers/diffusion/methods/training/trainer.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

/// A network file of a training, made by this rank alone, and what held-out points say of it.
class Trained {
 public:
  Trained(const std::string& deck, const Changes& changes)
      : file_((std::filesystem::temp_directory_path() / fmt::format("starling_network_{}_{}.h5", ::getpid(), made++))
                  .string()) {
    const Communicator alone(MPI_COMM_SELF);
    const ReadyRun run(deck, changes);
    PhaseTimer timer(phase_plan().labels);
    const auto member = run.member(timer, 0);
    std::vector<TableRow> rows;
    member->advance_to(*member->planned(), rows);
    for (const Result& result : member->results()) found_[result.name] = result;
    learning::write_network_file(alone, file_, dynamic_cast<Trainer&>(*member).network().value());
  }
  ~Trained() { std::filesystem::remove(file_); }
  Trained(const Trained&) = delete;
  Trained& operator=(const Trained&) = delete;

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] double excess() const { return found_.at("excess").mean; }
  [[nodiscard]] double residual() const { return found_.at("residual").mean; }

 private:
  inline static int made = 0;
  std::string file_;
  std::map<std::string, Result> found_;
};

/// The shape of a network that another one starts from.
const Changes as_it_is{{"method.width", ""}, {"method.hidden", ""}};

Changes updates(const std::string& number, const Changes& more) {
  return joined({{"method.updates", number},
                 {"method.batch", "256"},
                 {"method.held_out", "4096"},
                 {"method.tolerance", "1e-2"},
                 {"output.observe_every", "0"}},
                more);
}

/// Without a step that changes anything.
const Changes none{{"method.rate", "1e-300"}, {"method.warm_up", "0"}};

LineLaws laws_by(const std::string& file) {
  const ReadyRun run("learned_gap", {{"score.file", file}});
  const Problem& problem = run.problem();
  const auto laws = line_laws(problem, problem.path->law(problem.grid.time.front()), 1.0);
  EXPECT_TRUE(laws.has_value());
  return laws.value_or(LineLaws{});
}

double root_mean_square(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double each : values) sum += each * each;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

double map_error(const std::string& deck, const Changes& changes) {
  const Communicator alone(MPI_COMM_SELF);
  const ReadyRun run(deck, joined({{"ensemble.start", "quantiles"},
                                   {"ensemble.replicas", "1"},
                                   {"ensemble.particles", "2000"},
                                   {"method.sigmas", ""},
                                   {"output.distances", "false"}},
                                  changes));
  return run.results(alone).at("map_error").front();
}

/// From nothing to less than a third of the error that one Gaussian has: of a denoiser in the plane, and of a map.
TEST(DiffusionNetworks, TrainingFindsTheExactAnswer) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const Changes plane{{"target.name", "two"}, {"method.tolerance", "0.001"}, {"method.width", "24"}};
  const Trained start("denoiser", joined(updates("1", none), plane));
  const Trained end("denoiser", joined(updates("600", {}), plane));
  RecordProperty("plane", fmt::format("{:.4g} {:.4g}", start.excess(), end.excess()));
  EXPECT_LT(end.excess(), 0.3 * start.excess());
  const Trained map_start("consistency_map", updates("1", none));
  const Trained map_end("consistency_map", updates("250", {}));
  RecordProperty("map", fmt::format("{:.4g} {:.4g}", map_start.excess(), map_end.excess()));
  EXPECT_LT(map_end.excess(), 0.3 * map_start.excess());
}

/// The residual in the loss makes the residual smaller and, as the bound of arXiv 2311.15996 says, the gap between flow and diffusion
/// too; it brings neither nearer to the truth.
TEST(DiffusionNetworks, ALossWithTheResidualMakesTheGapSmaller) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const Changes little{{"method.width", "8"}, {"method.tolerance", "0.001"}};
  const Trained plain("denoiser", joined(updates("1500", little), {}));
  const Trained regularised("denoiser", joined(updates("1500", little), {{"method.regularisation", "1"}}));
  const LineLaws by_plain = laws_by(plain.file());
  const LineLaws by_regularised = laws_by(regularised.file());
  RecordProperty("excess", fmt::format("{:.4g} {:.4g}", plain.excess(), regularised.excess()));
  RecordProperty("residual", fmt::format("{:.4g} {:.4g}", plain.residual(), regularised.residual()));
  RecordProperty(
      "w2", fmt::format("{:.4g} {:.4g} {:.4g}, {:.4g} {:.4g} {:.4g}", by_plain.w2_ode, by_plain.w2_sde,
                        by_plain.w2_ode_sde, by_regularised.w2_ode, by_regularised.w2_sde, by_regularised.w2_ode_sde));
  // Modes are 4 apart, so that a mass wrong by .005 alone makes W2 .28.
  EXPECT_LT(by_plain.w2_ode, 0.5);
  EXPECT_LT(by_plain.w2_sde, 0.5);
  EXPECT_LT(by_plain.w2_ode_sde, by_plain.bound);
  EXPECT_LT(regularised.residual(), 0.7 * plain.residual());
  EXPECT_LT(root_mean_square(by_regularised.residual), root_mean_square(by_plain.residual));
  EXPECT_LT(by_regularised.w2_ode_sde, 0.85 * by_plain.w2_ode_sde);
}

/// One evaluation of a distilled map against one of the posterior mean and eight steps of Heun, by the distance from the exact map.
TEST(DiffusionNetworks, AMapTakesQuantilesNearWhereTheyShouldGo) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const double learned = map_error("learned_steps", {});
  const double heun =
      map_error("few_steps",
                {{"method.map", "solver"}, {"solver.name", "heun"}, {"solver.steps", "8"}, {"solver.grid", "lambda"}});
  const double mean = map_error("few_steps", {{"method.map", "posterior_mean"}});
  RecordProperty("map_error", fmt::format("{:.4g} {:.4g} {:.4g}", learned, heun, mean));
  EXPECT_LT(learned, 0.5 * heun);
  EXPECT_LT(learned, 0.1 * mean);
}

/// A network of one target learns another by changes of low rank.
TEST(DiffusionNetworks, LowRankChangesReachAnotherTarget) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const Changes other = joined(as_it_is, {{"target.name", "mixture"},
                                          {"target.weights", "0.6 0.4"},
                                          {"target.means", "-1 3"},
                                          {"target.deviations", "0.8 0.6"},
                                          {"method.from", "pair_map.h5"},
                                          {"method.rank", "4"}});
  const Trained unchanged("consistency_map", joined(updates("1", none), other));
  const Trained adapted("consistency_map", joined(updates("400", {}), other));
  RecordProperty("excess", fmt::format("{:.4g} {:.4g}", unchanged.excess(), adapted.excess()));
  EXPECT_LT(adapted.excess(), 0.1 * unchanged.excess());
}

/// Networks that start as one Gaussian each have the exact scores of Gaussian factors: the same particles and weights then, to
/// rounding, and the first network for the first factor.
TEST(DiffusionNetworks, NetworksOfGaussianFactorsAreTheExactScores) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const auto gaussian = [](const std::string& section, const std::string& mean, const std::string& deviation) {
    return Changes{{section + ".name", "mixture"},
                   {section + ".weights", "1"},
                   {section + ".means", mean},
                   {section + ".deviations", deviation}};
  };
  const Changes untaught = joined(updates("1", none), {{"method.tolerance", "0.001"}});
  const Trained first("denoiser", joined(untaught, gaussian("target", "0.5", "0.8")));
  const Trained second("denoiser", joined(untaught, gaussian("target", "-1", "2")));
  const Communicator alone(MPI_COMM_SELF);
  const auto found = [&](const Changes& score) {
    const ReadyRun run("learned_annealing",
                       joined(joined(gaussian("target", "0.5", "0.8"), gaussian("second", "-1", "2")),
                              joined({{"correction.name", "guidance"},
                                      {"correction.beta", ""},
                                      {"correction.start_variance", "150"},
                                      {"ensemble.particles", "500"},
                                      {"ensemble.replicas", "1"},
                                      {"solver.steps", "40"},
                                      {"output.distances", "false"}},
                                     score)));
    return run.results(alone);
  };
  const auto learned = found({{"score.file", first.file()}, {"score.second_file", second.file()}});
  const auto exact = found({{"score.name", "exact"}, {"score.file", ""}});
  ASSERT_EQ(learned.size(), exact.size());
  for (const auto& [name, values] : exact)
    EXPECT_NEAR(learned.at(name).front(), values.front(), 1e-8 * (1.0 + std::abs(values.front()))) << name;
}

/// Weights of Feynman and Kac by a learned score, on the way to the exact answer as steps become short.
TEST(DiffusionNetworks, FeynmanKacWeightsByALearnedScore) {
  const auto found = [&](const std::string& steps, const Changes& more) {
    return averages("learned_annealing", joined({{"solver.steps", steps}, {"ensemble.particles", "1000"}}, more));
  };
  const Changes exact_score{{"score.name", "exact"}, {"score.file", ""}};
  const auto learned = found("128", {});
  const auto exact = found("128", exact_score);
  for (const std::string name : {"mode_mass_1", "second_moment_0", "log_z"}) {
    const auto& one = learned.at(name);
    const auto& other = exact.at(name);
    RecordProperty(name, fmt::format("{:.4g} +- {:.2g}, exact score {:.4g} +- {:.2g}", one.value, one.error,
                                     other.value, other.error));
    EXPECT_NEAR(one.value, other.value, errors_allowed * std::hypot(one.error, other.error)) << name;
  }
  // What half the steps change is what a run in half the steps has.
  const auto halved = found("64", {});
  for (const std::string name : {"mode_mass_1", "second_moment_0"}) {
    const Average& change = learned.at(name + "_halving");
    EXPECT_NEAR(learned.at(name).value + change.value, halved.at(name).value,
                errors_allowed * std::hypot(learned.at(name).error, std::hypot(change.error, halved.at(name).error)))
        << name;
  }
  EXPECT_NEAR(learned.at("mode_mass_1").value, 0.844828, errors_allowed * learned.at("mode_mass_1").error);
}

}  // namespace
}  // namespace starling::diffusion
