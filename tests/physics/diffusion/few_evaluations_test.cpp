// Consistency maps and schedules against numbers of independent programs, and each other.
#include <algorithm>

#include "drivers/diffusion/methods/search/searcher.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

struct RecordedDistances {
  std::string sigmas;
  double w2, second;  ///< with a map of eight Heun steps
  double mean_w2;     ///< with posterior means as the map
};

/// The deviation of x^2 under the target, by which means of so many samples are judged: two replicas tell no error.
constexpr double deviation_of_square = 2.03;

/// Distances of samples are within their floor, of .01 to .05, of those recorded, moments within 5 errors of both.
TEST(DiffusionConsistency, FewStepsHaveTheirRecordedErrors) {
  const std::vector<RecordedDistances> all{{"", 0.420, 5.93, 1.86},
                                           {"2", 0.182, 4.77, 0.92},
                                           {"5 1", 0.114, 4.56, 0.91},
                                           {"10 3 1 0.3", 0.056, 4.44, 0.82},
                                           {"20 10 5 2.5 1.2 0.6 0.3", 0.051, 4.35, 0.83}};
  const Communicator world(MPI_COMM_WORLD);
  const auto results = [&](const std::string& sigmas, const Changes& changes) {
    Changes more{{"method.sigmas", sigmas}, {"ensemble.particles", "40000"}, {"ensemble.replicas", "2"}};
    more.insert(more.end(), changes.begin(), changes.end());
    return ReadyRun("few_steps", more).results(world);
  };
  for (const RecordedDistances& one : all) {
    const auto solved =
        results(one.sigmas,
                {{"method.map", "solver"}, {"solver.name", "heun"}, {"solver.steps", "8"}, {"solver.grid", "lambda"}});
    EXPECT_NEAR(average(world, solved.at("w2")).value, one.w2, 0.05) << one.sigmas;
    const auto second = average(world, solved.at("second_moment_0"));
    EXPECT_NEAR(second.value, one.second, 5.0 * std::sqrt(2.0) * 1.5 * deviation_of_square / std::sqrt(80000.0) + 0.005)
        << one.sigmas;
    const auto means = results(one.sigmas, {{"method.map", "posterior_mean"}});
    EXPECT_NEAR(average(world, means.at("w2")).value, one.mean_w2, 0.03) << one.sigmas;
  }
  for (const std::string sigmas : {"", "5 1"}) {
    const auto exact = results(sigmas, {{"method.tolerance", "1e-4"}, {"ensemble.particles", "4000"}});
    const auto second = average(world, exact.at("second_moment_0"));
    EXPECT_NEAR(second.value, 4.25, 5.0 * deviation_of_square / std::sqrt(8000.0)) << sigmas;
    EXPECT_LT(average(world, exact.at("w2")).value, 3.0 * average(world, exact.at("w2_floor")).value + 0.01) << sigmas;
  }
}

/// The exact map takes quantiles to quantiles, to its tolerance, also of the variance-preserving flow.
TEST(DiffusionConsistency, TheExactMapIsExact) {
  const Communicator alone(MPI_COMM_SELF);
  for (const std::string process : {"ve", "vp"}) {
    const auto found = ReadyRun("few_steps", {{"process.name", process},
                                              {"method.sigmas", ""},
                                              {"ensemble.start", "quantiles"},
                                              {"ensemble.particles", "64"},
                                              {"ensemble.replicas", "1"},
                                              {"method.tolerance", "1e-8"},
                                              {"output.distances", "false"}})
                           .results(alone);
    EXPECT_LT(found.at("map_error").front(), 1e-9) << process;
  }
}

std::shared_ptr<const Path> path_of(const Problem& problem, const Mixture& target) {
  return problem.deck.process->make(target, {});
}

/// The paths live as long as the run.
struct SearchRun {
  ReadyRun run{"solver_orders", {{"ensemble.particles", "200"}}};
  SearchTask task;
  MemberState state;  ///< where the last search ended

  SearchRun(std::int64_t steps, SearchKind kind) {
    task.settings.steps = steps;
    task.kind = kind;
    task.generations = 40;
    task.points = 200;
    task.seed = 1;
    task.path = path_of(run.problem(), run.problem().deck.target->make("target"));
    task.other_path = path_of(run.problem(), {1, {0.6, 0.4}, {-1.0, 3.0}, {0.64, 0.36}});
  }
  std::map<std::string, double> results(const Communicator& group, const MemberState* resumed = nullptr) {
    PhaseTimer timer(phase_plan().labels);
    Searcher searcher(task, {group, timer, 0, 0}, resumed);
    std::vector<TableRow> rows;
    searcher.advance_to(task.units(), rows);
    state = searcher.save();
    std::map<std::string, double> found;
    for (const Result& result : searcher.results()) found[result.name] = result.mean;
    return found;
  }
};

double error_of(const SearchRun& search, std::int64_t points, std::int64_t steps, const GridSettings& grid,
                const ScheduledStep& every) {
  Trial trial(search.task.path, points, 1, "");
  const Grid laid = make_grid(trial.path(), grid);
  Schedule schedule{{}, std::vector<ScheduledStep>(static_cast<std::size_t>(steps), every)};
  for (std::int64_t n = 0; n <= steps; ++n) schedule.sigma.push_back(laid.sigma(n));
  const ScheduledSolver solver(schedule);
  return trial.error_of(solver, solver.lay_out(trial.path()));
}

/// In the plane points are drawn and followed. The flow of a Gaussian is linear, and so is every solver: errors of two are as the
/// errors of their factors.
TEST(DiffusionSchedules, TrialsInThePlaneSeeTheExactMap) {
  const ReadyRun run("solver_orders", {});
  const double deviation = 0.8;
  const std::shared_ptr<const Path> path =
      path_of(run.problem(), {2, {1.0}, {0.0, 0.0}, {deviation * deviation, deviation * deviation}});
  Trial trial(path, 64, 5, "");
  const auto factor_error = [&](const Solver& solver, const GridSettings& settings) {
    const Grid grid = make_grid(*path, settings);
    Flow unit(*path, 2, {1.0, 1.0});
    const double ends = unit.end_of(solver, grid)[0];
    const auto width = [&](double sigma) { return std::sqrt(deviation * deviation + sigma * sigma); };
    return std::abs(ends - width(path->last()) / width(path->first()));
  };
  const auto made = [](std::unique_ptr<Chosen> chosen) {
    return std::shared_ptr<const Solver>(dynamic_cast<Solver*>(chosen.release()));
  };
  const auto euler = made(chosen_euler());
  const auto heun = made(chosen_heun());
  const GridSettings settings{20, Spacing::edm, 7.0};
  const Grid grid = make_grid(*path, settings);
  const double ratio = factor_error(*heun, settings) / factor_error(*euler, settings);
  EXPECT_NEAR(trial.error_of(*heun, grid) / trial.error_of(*euler, grid), ratio, 1e-4 * ratio);
  // Points of a law of variance v on each of two components are sqrt(2 v) from 0.
  const double spread = std::sqrt(2.0 * (deviation * deviation + path->first() * path->first()));
  EXPECT_NEAR(trial.error_of(*euler, grid), factor_error(*euler, settings) * spread,
              4.5 / std::sqrt(4.0 * 64.0) * factor_error(*euler, settings) * spread);
}

/// Uniform schedules are the multistep solvers and UniPC, whose errors are recorded.
TEST(DiffusionSchedules, UniformOnesAreTheSolvers) {
  const SearchRun search(5, SearchKind::evolution);
  const GridSettings lambda{20, Spacing::lambda, 7.0};
  EXPECT_NEAR(error_of(search, 400, 20, lambda, {3, Prediction::data, false}), 3.36e-2, 2e-4);
  EXPECT_NEAR(error_of(search, 400, 20, lambda, {4, Prediction::data, false}), 2.42e-2, 1.5e-4);
  EXPECT_NEAR(error_of(search, 400, 20, lambda, {2, Prediction::data, true}), 2.40e-2, 1.5e-4);
  EXPECT_NEAR(error_of(search, 400, 20, lambda, {3, Prediction::data, true}), 2.74e-2, 1.5e-4);
  EXPECT_NEAR(error_of(search, 200, 5, {5, Spacing::edm, 10.0}, {3, Prediction::noise, false}), 0.2924, 6e-5);
}

/// All schedules of five evaluations on even grids, by an independent program: .1349, and .177 against .219 on another target.
TEST(DiffusionSchedules, SearchFindsTheRecordedBest) {
  const Communicator world(MPI_COMM_WORLD);
  SearchRun search(5, SearchKind::exhaustive);
  search.task.settings.corrects = false;
  const auto found = search.results(world);
  EXPECT_EQ(found.at("candidates"), 6 * (54 * 16 + 12));
  EXPECT_NEAR(found.at("best_error"), 0.1349, 6e-5);
  EXPECT_NEAR(found.at("other_error"), 0.177, 6e-4);
  // That program's best there of orders up to 3; of order 4 there is a better one.
  EXPECT_LE(found.at("other_best_fixed_error"), 0.219 + 6e-4);
}

/// Whatever a search may use, with correctors every schedule with the same choice at each step is a candidate, and none is twice.
TEST(DiffusionSchedules, ExhaustiveSearchesLeaveNothingOut) {
  const SearchRun search(3, SearchKind::exhaustive);
  SearchSettings settings;
  settings.steps = 3;
  settings.most_order = 2;
  settings.rhos = {5.0, 15.0};
  const SearchSpace space(settings, *search.task.path);
  std::vector<Schedule> all;
  for (std::int64_t n = 0; n < static_cast<std::int64_t>(space.count()); ++n) {
    const Schedule one = space.candidate(n);
    EXPECT_EQ(std::count(all.begin(), all.end(), one), 0) << n;
    all.push_back(one);
  }
  EXPECT_EQ(all.size(), 3U * 3U * 8U * 4U);
  for (Schedule uniform : space.uniform()) {
    if (!uniform.step.front().corrects) uniform.step.front().prediction = Prediction::data;
    EXPECT_EQ(std::count(all.begin(), all.end(), uniform), 1) << to_json(uniform);
  }
}

/// A search that goes on is the search that was longer.
TEST(DiffusionSchedules, EvolutionsGoOn) {
  const Communicator world(MPI_COMM_WORLD);
  SearchRun search(4, SearchKind::evolution);
  search.task.children = 10;
  search.task.generations = 6;
  const auto longer = search.results(world);
  const MemberState end = search.state;
  search.task.generations = 3;
  static_cast<void>(search.results(world));
  const MemberState middle = search.state;
  search.task.generations = 6;
  EXPECT_EQ(search.results(world, &middle), longer);
  EXPECT_EQ(search.state.shared, end.shared);
}

/// Weights integrate powers of u/h, also over short steps, where integration by parts would lose all digits.
TEST(DiffusionSchedules, WeightsOfShortStepsAreExact) {
  for (const double h : {1.0, 0.1, 0.05, 0.01, 1e-3, 1e-4}) {
    for (const double sign : {1.0, -1.0}) {
      const std::vector<double> nodes{0.0, -h, -1.9 * h, -3.1 * h, -4.3 * h};
      const std::vector<double> weights = exponential_weights(nodes, h, sign);
      for (int power = 0; power < 5; ++power) {
        double sum = 0.0;
        double size = 0.0;
        for (std::size_t j = 0; j < nodes.size(); ++j) {
          sum += weights[j] * std::pow(nodes[j] / h, power);
          size += std::abs(weights[j] * std::pow(nodes[j] / h, power));
        }
        // Simpson's rule over [-1, 0].
        double integral = 0.0;
        constexpr int cells = 200;
        for (int n = 0; n <= cells; ++n) {
          const double t = -static_cast<double>(n) / cells;
          const double factor = n == 0 || n == cells ? 1.0 : n % 2 == 1 ? 4.0 : 2.0;
          integral += factor / (3.0 * cells) * std::exp(sign * h * t) * std::pow(t, power);
        }
        EXPECT_NEAR(sum / h, integral, 2e-9 + 1e-9 * size / h) << h << " " << sign << " " << power;
      }
    }
  }
}

TEST(DiffusionSchedules, EvolutionBeatsEveryFixedSolver) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t evaluations : {5, 6, 8, 10}) {
    const auto found = SearchRun(evaluations, SearchKind::evolution).results(world);
    EXPECT_LT(found.at("best_error"), 0.8 * found.at("best_fixed_error")) << evaluations;
  }
}

/// A schedule that a file held is the one that was written, and what is none is refused.
TEST(DiffusionSchedules, SurviveTheirFiles) {
  const Schedule schedule{{80.0, 1.0 / 3.0, 0.002}, {{1, Prediction::data, true}, {2, Prediction::noise, false}}};
  EXPECT_EQ(schedule_of(nlohmann::json::parse(to_json(schedule).dump()), "file"), schedule);
  const auto refused = [&](const char* part, const nlohmann::json& value) {
    nlohmann::json json = to_json(schedule);
    json[part] = value;
    EXPECT_THROW(static_cast<void>(schedule_of(json, "file")), Failure) << json;
  };
  refused("sigma", {80.0, 0.002});
  refused("sigma", {80.0, 90.0, 0.002});
  refused("sigma", {80.0, "one", 0.002});
  refused("steps", nlohmann::json::array());
  refused("steps", 3);
  nlohmann::json step = to_json(schedule).at("steps").at(1);
  for (const nlohmann::json& order :
       {nlohmann::json(2.9), nlohmann::json(1e300), nlohmann::json(5), nlohmann::json(0)}) {
    step["order"] = order;
    refused("steps", {to_json(schedule).at("steps").at(0), step});
  }
}

}  // namespace
}  // namespace starling::diffusion
