// What a perturbed score makes of a flow and of a diffusion.
#include "drivers/diffusion/gap/line_laws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "drivers/diffusion/gap/fokker_planck.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

constexpr int diffusion_steps = 1600;
constexpr int flow_steps = 400;
constexpr std::int64_t most_levels = 64;
/// Cells that the narrowest Gaussian of the end must span by its deviation.
constexpr double least_cells = 4.0;
/// Mass that may be beyond the sides.
constexpr double most_outside = 1e-9;

FieldTables score_at(const Problem& problem, double sigma) {
  FieldWish wish;
  wish.score = 1.0;
  return problem.field(sigma, wish);
}

/// The flow in sigma, dx/dsigma = -sigma s, by the classical method of Runge and Kutta on a grid even in sigma^(1/7).
void follow_flow(const Problem& problem, std::vector<double>& x) {
  GridSettings settings;
  settings.steps = flow_steps;
  const Grid grid = make_grid(*problem.path, settings);
  for (std::int64_t n = 0; n < flow_steps; ++n) {
    const double from = grid.sigma(n);
    const double h = grid.sigma(n + 1) - from;
    const double middle = from + 0.5 * h;
    const LineField first(score_at(problem, from));
    const LineField second(score_at(problem, middle));
    const LineField third(score_at(problem, from + h));
    for (double& each : x) {
      const double k1 = -from * first(each);
      const double k2 = -middle * second(each + 0.5 * h * k1);
      const double k3 = -middle * second(each + 0.5 * h * k2);
      const double k4 = -(from + h) * third(each + h * k3);
      each += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
  }
}

double root_mean_square(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += (a[n] - b[n]) * (a[n] - b[n]);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

/// f at x and its first two derivatives, by differences of fourth order.
struct Derivatives {
  double value, first, second;
  Derivatives(const LineField& f, double x, double h) {
    const double far_below = f(x - 2.0 * h);
    const double below = f(x - h);
    value = f(x);
    const double above = f(x + h);
    const double far_above = f(x + 2.0 * h);
    first = (8.0 * (above - below) - (far_above - far_below)) / (12.0 * h);
    second = (16.0 * (above + below) - (far_above + far_below) - 30.0 * value) / (12.0 * h * h);
  }
};

/// The length of even cells whose sum sees a ripple and its overtones, to the fourth, as what they are: where it would leave them
/// out, the largest one below `cell` of a whole number and a fifth of waves.
double seen_cell(double cell, double pitch) {
  constexpr double part = 0.2;
  const double waves = cell * pitch / (2.0 * std::numbers::pi);
  return waves <= part ? cell : cell * (std::floor(waves - part) + part) / waves;
}

double residual_at(const Problem& problem, double sigma) {
  const double variance = sigma * sigma;
  const LineField truth(problem.path->field(sigma, {}));
  const LineField score(score_at(problem, sigma));
  const double by = 1e-3 * (variance + truth.width() * truth.width());
  const double step = std::min(by, 0.4 * variance);
  std::vector<LineField> near;
  for (const int k : {-2, -1, 1, 2}) near.emplace_back(score_at(problem, std::sqrt(variance + k * step)));
  const Mixture law = problem.path->law(sigma);
  const double mean = first_moment(law, 0);
  const double reach = 10.0 * std::sqrt(second_moment(law, 0) - mean * mean);
  const double cell = seen_cell(2.0 * reach / 2048.0, score.pitch());
  const int points = static_cast<int>(std::ceil(2.0 * reach / cell));
  double apart = 0.02 * truth.width();
  if (score.pitch() > 0.0) apart = std::min(apart, 0.05 / score.pitch());
  double sum = 0.0;
  for (int k = 0; k < points; ++k) {
    const double x = mean - reach + cell * (k + 0.5);
    const double mass = cell * truth.density(x);
    if (mass < 1e-16) continue;
    const double rate = (8.0 * (near[2](x) - near[1](x)) - (near[3](x) - near[0](x))) / (12.0 * step);
    const Derivatives s(score, x, apart);
    const double residual = rate - 0.5 * (s.second + 2.0 * s.value * s.first);
    sum += mass * residual * residual;
  }
  return std::sqrt(sum);
}

/// The mismatch of the score from that of `start`, in L2 of it, by its even quantiles.
double start_mismatch(const Problem& problem, const Mixture& start, const std::vector<double>& quantiles) {
  FieldWish wish;
  wish.score = 1.0;
  const LineField own(noised_field(start, {1.0, 0.0, 0.0, 1.0}, wish));
  const LineField seen(score_at(problem, problem.grid.sigma(0)));
  std::vector<double> a;
  std::vector<double> b;
  for (const double x : quantiles) {
    a.push_back(own(x));
    b.push_back(seen(x));
  }
  return root_mean_square(a, b);
}

}  // namespace

std::optional<LineLaws> line_laws(const Problem& problem, const Mixture& start, double eta) {
  const double first = problem.grid.sigma(0);
  const double last = problem.grid.sigma(problem.grid.steps());
  const double spread = second_moment(problem.path->law(last), 0) - last * last;
  const auto line = law_on_line(start);
  if (!line || !problem.exact.line) return {};
  const double least = LineField(problem.path->field(last, {})).width();
  if (least < least_cells * FokkerPlanck::width * std::sqrt(last * last + spread)) return {};
  const double before = first * first + spread;
  std::vector<double> below;
  for (int k = 0; k <= FokkerPlanck::cells; ++k)
    below.push_back(line->below(std::sqrt(before) * FokkerPlanck::edge(k)));
  if (!(1.0 - (below.back() - below.front()) <= most_outside)) return {};

  LineLaws laws;
  std::vector<double> flow;
  for (int n = 0; n < even_quantiles; ++n) flow.push_back(line->quantile((n + 0.5) / even_quantiles));
  laws.start_mismatch = start_mismatch(problem, start, flow);
  follow_flow(problem, flow);
  laws.w2_ode = root_mean_square(flow, problem.exact.quantile);

  const double step = math::log(before / (last * last + spread)) / diffusion_steps;
  FokkerPlanck density(below, eta);
  std::vector<double> gained;
  std::vector<double> slope;
  for (int n = 0; n < diffusion_steps; ++n) {
    const double square = before * math::exp(-(n + 0.5) * step);
    density.advance(LineField(score_at(problem, std::sqrt(square - spread))), std::sqrt(square), step);
    gained.push_back(0.5 * eta * density.mismatch() * square * step);
    slope.push_back(0.5 * density.largest_slope() * square * step);
  }
  if (!(density.edge_mass() <= most_outside)) return {};
  double growth = 0.0;
  for (std::size_t n = gained.size(); n-- > 0;) {
    growth += slope[n];
    laws.bound += math::exp(growth) * gained[n];
    laws.mismatch_index += gained[n];
  }
  if (!std::isfinite(laws.mismatch_index)) return {};
  std::vector<double> diffused;
  const double radius = std::sqrt(last * last + spread);
  for (int n = 0; n < even_quantiles; ++n) diffused.push_back(radius * density.quantile((n + 0.5) / even_quantiles));
  laws.w2_sde = root_mean_square(diffused, problem.exact.quantile);
  laws.w2_ode_sde = root_mean_square(diffused, flow);

  const std::int64_t steps = problem.grid.steps();
  const std::int64_t every = (steps + most_levels - 1) / most_levels;
  for (std::int64_t n = 0; n <= steps; n += every) {
    laws.sigma.push_back(problem.grid.sigma(n));
    laws.residual.push_back(residual_at(problem, laws.sigma.back()));
  }
  return laws;
}

}  // namespace starling::diffusion
