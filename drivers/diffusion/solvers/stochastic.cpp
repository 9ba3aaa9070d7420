// Solvers that draw noise: Euler and Maruyama in the variance, ancestral sampling, and the diffusion of an interpolant.
#include <cmath>

#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

namespace {

/// Vectors: place, evaluation.
class Stochastic : public Solver {
 public:
  [[nodiscard]] int vectors() const override { return 2; }
  [[nodiscard]] bool remembers() const override { return false; }

 protected:
  /// y' = keep y + mean D + spread xi for y = x/a, as a stage.
  static Stage scaled(const Grid& grid, std::int64_t n, double keep, double mean, double spread) {
    const NoiseLevel& from = grid.level[static_cast<std::size_t>(n)];
    const NoiseLevel& to = grid.level[static_cast<std::size_t>(n) + 1];
    Stage stage;
    stage.time = grid.time[static_cast<std::size_t>(n)];
    stage.wish.data = 1.0;
    stage.work.output = 1;
    stage.work.result = 0;
    stage.add(0, to.signal / from.signal * keep);
    stage.add(1, to.signal * mean);
    stage.work.noise = to.signal * spread;
    return stage;
  }
};

/// y' = y + (1 + eta)/2 dl s + sqrt(eta dl) xi with y = x/a, v = (b/a)^2, dl = v - v' and s = (D - y)/v its score. eta = 0 is
/// the probability flow, eta = 1 the reverse diffusion.
class EulerMaruyama final : public Stochastic {
 public:
  void describe(Schema& schema) override {
    describe_grid(schema);
    schema.key("eta", eta_, "noise: 0 none, 1 that of the reverse diffusion").at_least(0).at_most(100).symbol("eta");
  }
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool draws() const override { return eta_ > 0.0; }
  [[nodiscard]] std::optional<double> weighed_churn() const override { return eta_; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const double variance = grid.sigma(n) * grid.sigma(n);
    const double fall = variance - grid.sigma(n + 1) * grid.sigma(n + 1);
    const double pull = 0.5 * (1.0 + eta_) * (fall / variance);
    return {scaled(grid, n, 1.0 - pull, pull, std::sqrt(eta_ * fall))};
  }

 private:
  double eta_ = 1.0;
};

/// y' = D + r (y - D) + u xi, u = eta sigma' sqrt(1 - (sigma'/sigma)^2), r = sqrt(sigma'^2 - u^2)/sigma.
class Ancestral final : public Stochastic {
 public:
  void describe(Schema& schema) override {
    describe_grid(schema);
    schema.key("eta", eta_, "part of the noise that is drawn anew: 0 is ddim, 1 ancestral sampling")
        .at_least(0)
        .at_most(1)
        .symbol("eta");
  }
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool draws() const override { return eta_ > 0.0; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const double now = grid.sigma(n);
    const double next = grid.sigma(n + 1);
    const double fresh = eta_ * next * std::sqrt(1.0 - next / now * (next / now));
    const double keep = std::sqrt(next * next - fresh * fresh) / now;
    return {scaled(grid, n, keep, 1.0 - keep, fresh)};
  }

 private:
  double eta_ = 1.0;
};

/// x' = x + b dt + eps s |dt| + sqrt(2 eps |dt|) xi: of the same marginals for every eps, forwards and backwards.
class InterpolantSde final : public Stochastic {
 public:
  void describe(Schema& schema) override {
    describe_grid(schema);
    schema.key("epsilon", epsilon_, "strength of the noise").greater_than(0).at_most(1e4).symbol("eps");
  }
  [[nodiscard]] bool needs_noising() const override { return false; }
  [[nodiscard]] bool draws() const override { return true; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const double from = grid.time[static_cast<std::size_t>(n)];
    const double h = grid.time[static_cast<std::size_t>(n) + 1] - from;
    Stage stage;
    stage.time = from;
    stage.wish.velocity = h;
    stage.wish.score = epsilon_ * std::abs(h);
    stage.work.output = 1;
    stage.work.result = 0;
    stage.add(0, 1.0);
    stage.add(1, 1.0);
    stage.work.noise = std::sqrt(2.0 * epsilon_ * std::abs(h));
    return {stage};
  }

 private:
  double epsilon_ = 1.0;
};

}  // namespace

std::unique_ptr<Chosen> chosen_euler_maruyama() { return std::make_unique<EulerMaruyama>(); }
std::unique_ptr<Chosen> chosen_ancestral() { return std::make_unique<Ancestral>(); }
std::unique_ptr<Chosen> chosen_interpolant_sde() { return std::make_unique<InterpolantSde>(); }

}  // namespace starling::diffusion
