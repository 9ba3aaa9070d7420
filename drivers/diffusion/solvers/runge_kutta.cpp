// Runge-Kutta methods for the probability flow dx/dt: Euler, Heun, and the classical one of order 4.
#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

namespace {

/// Stage i is evaluated at x + h sum_j before[i][j] k_j, at time + node[i] h; x' = x + h sum_j last[j] k_j.
struct Tableau {
  std::vector<double> node;
  std::vector<std::vector<double>> before;
  std::vector<double> last;
};

Tableau euler() { return {{0.0}, {{}}, {1.0}}; }
Tableau heun() { return {{0.0, 1.0}, {{}, {1.0}}, {0.5, 0.5}}; }
Tableau classical() {
  return {{0.0, 0.5, 0.5, 1.0}, {{}, {0.5}, {0.0, 0.5}, {0.0, 0.0, 1.0}}, {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}};
}

/// Vectors: place, the point of the present stage, and a velocity per stage.
template <Tableau (*Method)()>
class RungeKutta final : public Solver {
 public:
  [[nodiscard]] int vectors() const override { return 2 + static_cast<int>(Method().node.size()); }
  [[nodiscard]] bool needs_noising() const override { return false; }
  [[nodiscard]] bool remembers() const override { return false; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const Tableau method = Method();
    const double start = grid.time[static_cast<std::size_t>(n)];
    const double end = grid.time[static_cast<std::size_t>(n) + 1];
    const double h = end - start;
    std::vector<Stage> stages;
    for (std::size_t i = 0; i < method.node.size(); ++i) {
      const bool is_last = i + 1 == method.node.size();
      Stage stage;
      stage.time = method.node[i] == 1.0 ? end : start + method.node[i] * h;
      stage.wish.velocity = 1.0;
      stage.work.input = i == 0 ? 0 : 1;
      stage.work.output = 2 + static_cast<int>(i);
      stage.work.result = is_last ? 0 : 1;
      stage.add(0, 1.0);
      const std::vector<double>& weights = is_last ? method.last : method.before[i + 1];
      for (std::size_t j = 0; j < weights.size(); ++j)
        if (weights[j] != 0.0) stage.add(2 + static_cast<int>(j), h * weights[j]);
      stages.push_back(stage);
    }
    return stages;
  }
};

}  // namespace

std::unique_ptr<Chosen> chosen_euler() { return std::make_unique<RungeKutta<euler>>(); }
std::unique_ptr<Chosen> chosen_heun() { return std::make_unique<RungeKutta<heun>>(); }
std::unique_ptr<Chosen> chosen_runge_kutta_4() { return std::make_unique<RungeKutta<classical>>(); }

}  // namespace starling::diffusion
