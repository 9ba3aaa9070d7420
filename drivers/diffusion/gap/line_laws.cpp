// What a perturbed score makes of a flow and of a diffusion.
#include "drivers/diffusion/gap/line_laws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "drivers/diffusion/gap/fokker_planck.hpp"
#include "drivers/diffusion/gap/line_score.hpp"
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

/// The flow in sigma, dx/dsigma = -sigma s, by the classical method of Runge and Kutta on a grid even in sigma^(1/7).
void follow_flow(const Problem& problem, LineScore& score, std::vector<double>& x) {
  GridSettings settings;
  settings.steps = flow_steps;
  const Grid grid = make_grid(*problem.path, settings);
  const auto moved = [&](double by, const std::vector<double>& slope) {
    std::vector<double> there = x;
    for (std::size_t j = 0; j < x.size(); ++j) there[j] += by * slope[j];
    return there;
  };
  const auto slope = [&](double sigma, const std::vector<double>& at) {
    std::vector<double> k = score(sigma, at);
    for (double& each : k) each *= -sigma;
    return k;
  };
  for (std::int64_t n = 0; n < flow_steps; ++n) {
    const double from = grid.sigma(n);
    const double h = grid.sigma(n + 1) - from;
    const double middle = from + 0.5 * h;
    const std::vector<double> k1 = slope(from, x);
    const std::vector<double> k2 = slope(middle, moved(0.5 * h, k1));
    const std::vector<double> k3 = slope(middle, moved(0.5 * h, k2));
    const std::vector<double> k4 = slope(from + h, moved(h, k3));
    for (std::size_t j = 0; j < x.size(); ++j) x[j] += h / 6.0 * (k1[j] + 2.0 * k2[j] + 2.0 * k3[j] + k4[j]);
  }
}

double root_mean_square(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += (a[n] - b[n]) * (a[n] - b[n]);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

/// The length of even cells whose sum sees a ripple and its overtones, to the fourth, as what they are: where it would leave them
/// out, the largest one below `cell` of a whole number and a fifth of waves.
double seen_cell(double cell, double pitch) {
  constexpr double part = 0.2;
  const double waves = cell * pitch / (2.0 * std::numbers::pi);
  return waves <= part ? cell : cell * (std::floor(waves - part) + part) / waves;
}

/// Values of a function of an array, and of that moved by -2 h, -h, h and 2 h; with its derivatives, by differences of fourth
/// order.
struct Differences {
  std::vector<double> far_below, below, value, above, far_above;
  [[nodiscard]] double first(std::size_t k, double h) const {
    return (8.0 * (above[k] - below[k]) - (far_above[k] - far_below[k])) / (12.0 * h);
  }
  [[nodiscard]] double second(std::size_t k, double h) const {
    return (16.0 * (above[k] + below[k]) - (far_above[k] + far_below[k]) - 30.0 * value[k]) / (12.0 * h * h);
  }
};

double residual_at(const Problem& problem, LineScore& score, double sigma) {
  const double variance = sigma * sigma;
  const LineField truth(problem.path->field(sigma, {}));
  const double pitch = score.pitch(sigma);
  const double by = 1e-3 * (variance + truth.width() * truth.width());
  const double step = std::min(by, 0.4 * variance);
  const Mixture law = problem.path->law(sigma);
  const double mean = first_moment(law, 0);
  const double reach = 10.0 * std::sqrt(marginal_variance(law, 0));
  const double cell = seen_cell(2.0 * reach / 2048.0, pitch);
  const int points = static_cast<int>(std::ceil(2.0 * reach / cell));
  double apart = 0.02 * truth.width();
  if (pitch > 0.0) apart = std::min(apart, 0.05 / pitch);
  std::vector<double> x;
  std::vector<double> mass;
  for (int k = 0; k < points; ++k) {
    const double here = mean - reach + cell * (k + 0.5);
    const double inside = cell * truth.density(here);
    if (inside < 1e-16) continue;
    x.push_back(here);
    mass.push_back(inside);
  }
  const auto moved = [&](double h) {
    std::vector<double> there = x;
    for (double& each : there) each += h;
    return score(sigma, there);
  };
  const auto at_level = [&](int k) { return score(std::sqrt(variance + k * step), x); };
  const Differences s{moved(-2.0 * apart), moved(-apart), score(sigma, x), moved(apart), moved(2.0 * apart)};
  const Differences near{at_level(-2), at_level(-1), {}, at_level(1), at_level(2)};
  double sum = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double residual = near.first(k, step) - 0.5 * (s.second(k, apart) + 2.0 * s.value[k] * s.first(k, apart));
    sum += mass[k] * residual * residual;
  }
  return std::sqrt(sum);
}

/// The mismatch of the score from that of `start`, in L2 of it, by its even quantiles.
double start_mismatch(const Problem& problem, LineScore& score, const Mixture& start,
                      const std::vector<double>& quantiles) {
  FieldWish wish;
  wish.score = 1.0;
  const LineField own(noised_field(start, {1.0, 0.0, 0.0, 1.0}, wish));
  std::vector<double> wanted;
  for (const double x : quantiles) wanted.push_back(own(x));
  return root_mean_square(wanted, score(problem.grid.sigma(0), quantiles));
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
  LineScore score(problem);
  laws.start_mismatch = start_mismatch(problem, score, start, flow);
  follow_flow(problem, score, flow);
  laws.w2_ode = root_mean_square(flow, problem.exact.quantile);

  const double step = math::log(before / (last * last + spread)) / diffusion_steps;
  FokkerPlanck density(below, eta);
  std::vector<double> gained;
  std::vector<double> slope;
  for (int n = 0; n < diffusion_steps; ++n) {
    const double square = before * math::exp(-(n + 0.5) * step);
    const double radius = std::sqrt(square);
    density.advance(score(std::sqrt(square - spread), FokkerPlanck::faces(radius)), radius, step);
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
    laws.residual.push_back(residual_at(problem, score, laws.sigma.back()));
  }
  return laws;
}

}  // namespace starling::diffusion
