// Exponential integrators of the probability flow in lambda = log(a/b): DPM-Solver++ of several steps (Lu et al., arXiv
// 2211.01095) and UniPC (Zhao et al., arXiv 2302.04867), by the exact integrals of interpolating polynomials.
#include "drivers/diffusion/solvers/exponential.hpp"

#include <algorithm>
#include <cmath>

#include "engine/failure.hpp"
#include "kernels/math/exponential.hpp"

namespace starling::diffusion {

namespace {

class Exponential : public Solver {
 public:
  void describe(Schema& schema) override {
    describe_grid(schema);
    schema.key("order", order_, "evaluations that are interpolated").at_least(1).at_most(most_order_);
  }
  void check() const override {
    if (order_ > grid_.steps) fail_about("solver.order", "is more than solver.steps = {}", grid_.steps);
  }
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool remembers() const override { return order_ > 1; }

 protected:
  Exponential(int order, double most_order) : order_(order), most_order_(most_order) {}

  /// Where the evaluation at grid point n is kept, of those behind vector `memory`.
  [[nodiscard]] int vector_of(std::int64_t n, int memory, int kept) const {
    return memory + static_cast<int>(n % static_cast<std::int64_t>(kept));
  }

  int order_;
  double most_order_;
};

/// Vectors: place, the last `order` evaluations in turn.
class DpmMultistep : public Exponential {
 public:
  DpmMultistep() : Exponential(3, 4) {}
  void describe(Schema& schema) override {
    Exponential::describe(schema);
    schema.key("prediction", prediction_, {{"data", Prediction::data}, {"noise", Prediction::noise}},
               "what is interpolated");
  }
  [[nodiscard]] int vectors() const override { return 1 + order_; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    Stage stage = evaluation(grid, n, prediction_, vector_of(n, 1, order_));
    stage.work.result = 0;
    const std::vector<std::int64_t> points = last_points(n, order_);
    std::vector<int> vectors;
    for (const std::int64_t point : points) vectors.push_back(vector_of(point, 1, order_));
    add_integral(grid, n, prediction_, 0, points, vectors, stage);
    return {stage};
  }

 protected:
  Prediction prediction_ = Prediction::data;
};

class Ddim final : public DpmMultistep {
 public:
  Ddim() { order_ = 1; }
  void describe(Schema& schema) override { describe_grid(schema); }
};

/// Vectors: predicted place, corrected place, the last order + 1 evaluations in turn. The evaluation at a predicted place
/// corrects that place and takes part in the next prediction.
class UniPc final : public Exponential {
 public:
  UniPc() : Exponential(3, 3) {}
  [[nodiscard]] int vectors() const override { return 3 + order_; }
  [[nodiscard]] bool remembers() const override { return true; }

  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override {
    const auto vectors_of = [&](const std::vector<std::int64_t>& points) {
      std::vector<int> vectors;
      for (const std::int64_t point : points) vectors.push_back(vector_of(point, 2, order_ + 1));
      return vectors;
    };
    Stage corrector = evaluation(grid, n, Prediction::data, vector_of(n, 2, order_ + 1));
    corrector.work.result = 1;
    if (n == 0) {
      corrector.add(0, 1.0);
    } else {
      const std::vector<std::int64_t> points = last_points(n, order_ + 1);
      add_integral(grid, n - 1, Prediction::data, 1, points, vectors_of(points), corrector);
    }
    Stage predictor;
    predictor.work.result = 0;
    const std::vector<std::int64_t> points = last_points(n, order_);
    add_integral(grid, n, Prediction::data, 1, points, vectors_of(points), predictor);
    return {corrector, predictor};
  }
};

/// Of h^count: by parts rounding, which grows as its inverse, would be more than some 1e-10 of a weight.
constexpr double least_power = 1e-6;

/// I_m = integral of e^(sign u) u^m over [-h, 0] by parts: I_m = ([e^(sign u) u^m] - m I_(m-1)) / sign.
std::vector<double> moments_by_parts(std::size_t count, double h, double sign) {
  std::vector<double> moment(count);
  const double edge = math::exp(-sign * h);
  double power = 1.0;  // (-h)^m
  for (std::size_t m = 0; m < count; ++m) {
    const double ends = (m == 0 ? 1.0 : 0.0) - edge * power;
    moment[m] = sign * (ends - (m == 0 ? 0.0 : static_cast<double>(m) * moment[m - 1]));
    power *= -h;
  }
  return moment;
}

/// I_m / h^(m + 1) by their series (-1)^m sum_k (-sign h)^k / (k! (m + k + 1)), for h below 1/2 or so.
std::vector<double> moments_in_units(std::size_t count, double h, double sign) {
  std::vector<double> moment(count, 0.0);
  for (std::size_t m = 0; m < count; ++m) {
    double term = m % 2 == 0 ? 1.0 : -1.0;
    for (int k = 0; k < 16; ++k) {
      moment[m] += term / (static_cast<double>(m) + k + 1.0);
      term *= -sign * h / (k + 1.0);
    }
  }
  return moment;
}

}  // namespace

void add_integral(const Grid& grid, std::int64_t n, Prediction prediction, int first,
                  const std::vector<std::int64_t>& points, const std::vector<int>& vectors, Stage& stage) {
  const NoiseLevel& from = grid.level[static_cast<std::size_t>(n)];
  const NoiseLevel& to = grid.level[static_cast<std::size_t>(n) + 1];
  const double end = grid.lambda(n + 1);
  std::vector<double> nodes;
  for (const std::int64_t point : points) nodes.push_back(grid.lambda(point) - end);
  const bool data = prediction == Prediction::data;
  const std::vector<double> weights = exponential_weights(nodes, end - grid.lambda(n), data ? 1.0 : -1.0);
  stage.add(first, data ? to.noise / from.noise : to.signal / from.signal);
  for (std::size_t j = 0; j < weights.size(); ++j)
    stage.add(vectors[j], data ? to.signal * weights[j] : -to.noise * weights[j]);
}

Stage evaluation(const Grid& grid, std::int64_t n, Prediction prediction, int output) {
  Stage stage;
  stage.time = grid.time[static_cast<std::size_t>(n)];
  (prediction == Prediction::data ? stage.wish.data : stage.wish.noise) = 1.0;
  stage.work.output = output;
  return stage;
}

std::vector<std::int64_t> last_points(std::int64_t n, int count) {
  std::vector<std::int64_t> points;
  for (std::int64_t k = n; k >= 0 && k > n - count; --k) points.push_back(k);
  return points;
}

std::vector<double> exponential_weights(const std::vector<double>& nodes, double h, double sign) {
  const std::size_t count = nodes.size();
  double power = 1.0;
  for (std::size_t m = 0; m < count; ++m) power *= h;
  // Short steps are taken in units of h.
  const bool is_short = power < least_power;
  const double unit = is_short ? h : 1.0;
  std::vector<double> moment = is_short ? moments_in_units(count, h, sign) : moments_by_parts(count, h, sign);
  // The Vandermonde system by elimination with row exchanges.
  std::vector<std::vector<double>> row(count, std::vector<double>(count, 1.0));
  for (std::size_t m = 1; m < count; ++m)
    for (std::size_t j = 0; j < count; ++j) row[m][j] = row[m - 1][j] * (nodes[j] / unit);
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t pivot = k;
    for (std::size_t m = k + 1; m < count; ++m)
      if (std::abs(row[m][k]) > std::abs(row[pivot][k])) pivot = m;
    std::swap(row[k], row[pivot]);
    std::swap(moment[k], moment[pivot]);
    for (std::size_t m = k + 1; m < count; ++m) {
      const double factor = row[m][k] / row[k][k];
      for (std::size_t j = k; j < count; ++j) row[m][j] -= factor * row[k][j];
      moment[m] -= factor * moment[k];
    }
  }
  for (std::size_t k = count; k-- > 0;) {
    for (std::size_t j = k + 1; j < count; ++j) moment[k] -= row[k][j] * moment[j];
    moment[k] /= row[k][k];
  }
  for (double& weight : moment) weight *= unit;
  return moment;
}

std::unique_ptr<Chosen> chosen_ddim() { return std::make_unique<Ddim>(); }
std::unique_ptr<Chosen> chosen_dpm_multistep() { return std::make_unique<DpmMultistep>(); }
std::unique_ptr<Chosen> chosen_unipc() { return std::make_unique<UniPc>(); }

}  // namespace starling::diffusion
