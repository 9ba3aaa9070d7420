// The published program of Levenberg-Marquardt-Langevin (arXiv 2505.24222), by reading: a solver's increment is bent.
#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

namespace {

/// Steps of ddim whose increments bend. Vectors: place, evaluation, place before, the last increment.
class LmlPublished final : public Solver {
 public:
  void describe(Schema& schema) override {
    describe_grid(schema);
    schema.key("kappa", kappa_, "part of the last increment in what is bent away from; with 0 the step is ddim's")
        .at_least(0)
        .at_most(1)
        .symbol("kappa");
    schema.key("damping", damping_, "lambda beside the square of the increment")
        .greater_than(0)
        .at_most(1e12)
        .symbol("lambda");
  }
  [[nodiscard]] int vectors() const override { return 4; }
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool remembers() const override { return kappa_ > 0.0; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const NoiseLevel& from = grid.level[static_cast<std::size_t>(n)];
    const NoiseLevel& to = grid.level[static_cast<std::size_t>(n) + 1];
    const double keep = to.noise / from.noise;
    Stage before;
    before.work.result = 2;
    before.add(0, 1.0);
    Stage step;
    step.time = grid.time[static_cast<std::size_t>(n)];
    step.wish.data = 1.0;
    step.work.output = 1;
    step.work.result = 0;
    step.add(0, keep);
    step.add(1, to.signal - from.signal * keep);
    step.bend = IncrementBend{kappa_, damping_, 2, 3, n == 0};
    return {before, step};
  }

 private:
  double kappa_ = 0.0;
  double damping_ = 1e-3;
};

}  // namespace

std::unique_ptr<Chosen> chosen_lml_published() { return std::make_unique<LmlPublished>(); }

}  // namespace starling::diffusion
