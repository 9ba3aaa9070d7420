// Orders of convergence of all solvers of the variance-preserving flow, by regression of log errors against the exact map.
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

struct SolverOfOrder {
  std::string solver, order, prediction;
  int cost;  ///< evaluations of a step
  double nominal;
  std::string sigma_max, sigma_min, grid;
};

/// Minus the slope of log error against log evaluations, 40 to 320.
double slope_of(const SolverOfOrder& one, const Communicator& alone) {
  double mean_x = 0.0;
  double mean_y = 0.0;
  std::vector<std::pair<double, double>> points;
  for (const int evaluations : {40, 80, 160, 320}) {
    Changes changes{{"process.name", "vp"},
                    {"process.sigma_max", one.sigma_max},
                    {"process.sigma_min", one.sigma_min},
                    {"solver.name", one.solver},
                    {"solver.order", one.order},
                    {"solver.grid", one.grid},
                    {"solver.steps", std::to_string(evaluations / one.cost)},
                    {"ensemble.particles", "100"},
                    {"output.distances", "false"}};
    if (!one.prediction.empty()) changes.emplace_back("solver.prediction", one.prediction);
    if (one.solver == "euler_maruyama" || one.solver == "ancestral") changes.emplace_back("solver.eta", "0");
    const auto found = ReadyRun("solver_orders", changes).results(alone);
    EXPECT_EQ(found.at("evaluations").front(), evaluations) << one.solver;
    points.emplace_back(std::log(evaluations), std::log(found.at("map_error").front()));
    mean_x += 0.25 * points.back().first;
    mean_y += 0.25 * points.back().second;
  }
  double product = 0.0;
  double square = 0.0;
  for (const auto& point : points) {
    product += (point.first - mean_x) * (point.second - mean_y);
    square += (point.first - mean_x) * (point.first - mean_x);
  }
  return -product / square;
}

/// A multistep solver of order 3 or more shows its order where its first step, of order 1, costs nothing: from a large sigma. A
/// UniPC corrector has the order p + 1.
TEST(DiffusionOrders, AreNominal) {
  const std::vector<SolverOfOrder> all{{"euler", "", "", 1, 1, "10", "0.01", "edm"},
                                       {"heun", "", "", 2, 2, "10", "0.01", "edm"},
                                       {"rk4", "", "", 4, 4, "3", "0.3", "edm"},
                                       {"ddim", "", "", 1, 1, "10", "0.01", "edm"},
                                       {"ancestral", "", "", 1, 1, "10", "0.01", "edm"},
                                       {"euler_maruyama", "", "", 1, 1, "3", "0.3", "edm"},
                                       {"dpm_multistep", "1", "data", 1, 1, "10", "0.01", "edm"},
                                       {"dpm_multistep", "1", "noise", 1, 1, "10", "0.01", "edm"},
                                       {"dpm_multistep", "2", "data", 1, 2, "10", "0.01", "edm"},
                                       {"dpm_multistep", "2", "noise", 1, 2, "10", "0.01", "edm"},
                                       {"dpm_multistep", "3", "data", 1, 3, "80", "0.002", "lambda"},
                                       {"dpm_multistep", "3", "noise", 1, 3, "80", "1", "lambda"},
                                       {"dpm_multistep", "4", "data", 1, 4, "80", "0.002", "lambda"},
                                       {"dpm_multistep", "4", "noise", 1, 4, "80", "0.002", "lambda"},
                                       {"unipc", "1", "", 1, 2, "10", "0.01", "edm"},
                                       {"unipc", "2", "", 1, 3, "10", "0.01", "edm"},
                                       {"unipc", "3", "", 1, 4, "10", "0.01", "edm"}};
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (static_cast<int>(k) % world.size() != world.rank()) continue;
    EXPECT_NEAR(slope_of(all[k], alone), all[k].nominal, 0.15)
        << all[k].solver << " " << all[k].order << " " << all[k].prediction;
  }
}

}  // namespace
}  // namespace starling::diffusion
