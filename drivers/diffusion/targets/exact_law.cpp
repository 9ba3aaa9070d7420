// Exact laws, in closed form or by quadrature.
#include "drivers/diffusion/targets/exact_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "drivers/diffusion/targets/product_law.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// Beyond so many deviations of every component nothing is left.
constexpr double reach = 14.0;

/// log of a product of powers of mixtures on a line, with what does not depend on x computed once.
class LineDensity {
 public:
  explicit LineDensity(const std::vector<Factor>& factors) {
    for (const Factor& factor : factors) {
      const Mixture& mixture = factor.mixture;
      Terms terms{factor.exponent, {}};
      for (int k = 0; k < mixture.components(); ++k) {
        const double variance = mixture.variance_of(k, 0);
        terms.gaussian.push_back({log_peak(mixture, k), mixture.mean_of(k, 0), 0.5 / variance});
      }
      factors_.push_back(std::move(terms));
    }
  }

  double operator()(double x) const {
    double sum = 0.0;
    for (const Terms& terms : factors_) sum += terms.exponent * log_mixture(terms, x);
    return sum;
  }

 private:
  struct Gaussian {
    double log_scale, mean, half_precision;
    [[nodiscard]] double at(double x) const { return log_scale - half_precision * (x - mean) * (x - mean); }
  };
  struct Terms {
    double exponent;
    std::vector<Gaussian> gaussian;
  };

  [[nodiscard]] static double log_mixture(const Terms& terms, double x) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const Gaussian& one : terms.gaussian) largest = std::max(largest, one.at(x));
    double density = 0.0;
    for (const Gaussian& one : terms.gaussian) density += math::exp(one.at(x) - largest);
    return largest + math::log(density);
  }

  std::vector<Terms> factors_;
};

/// Log densities this far below the largest count as nothing.
constexpr double negligible = 90.0;

/// Moves the ends out until nothing is left beyond them: powers below 1 and quotients are wider than their factors. Where a
/// density is negligible but rises outwards, more may follow.
void widen(const LineDensity& log_density, double& low, double& high) {
  constexpr int points = 4096;
  for (int tries = 0; tries < 64; ++tries) {
    double largest = -std::numeric_limits<double>::infinity();
    for (int k = 0; k <= points; ++k) largest = std::max(largest, log_density(low + (high - low) * k / points));
    const double width = high - low;
    const auto ends = [&](double end, double beyond) {
      return log_density(end) < largest - negligible && log_density(beyond) < log_density(end);
    };
    const bool wide_below = ends(low, low - width / points);
    const bool wide_above = ends(high, high + width / points);
    if (wide_below && wide_above) return;
    if (!wide_below) low -= width;
    if (!wide_above) high += width;
  }
}

std::optional<TabulatedLaw> tabulate(const std::vector<Factor>& factors) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double detail = low;
  for (const Factor& factor : factors) {
    for (int k = 0; k < factor.mixture.components(); ++k) {
      const double deviation = std::sqrt(factor.mixture.variance_of(k, 0));
      low = std::min(low, factor.mixture.mean_of(k, 0) - reach * deviation);
      high = std::max(high, factor.mixture.mean_of(k, 0) + reach * deviation);
      detail = std::min(detail, deviation / std::max(1.0, std::sqrt(std::abs(factor.exponent))));
    }
  }
  const LineDensity log_density(factors);
  widen(log_density, low, high);
  if (!TabulatedLaw::resolves(low, high, detail)) return std::nullopt;
  TabulatedLaw law(log_density, low, high, detail);
  if (!law.is_law()) return std::nullopt;
  return law;
}

/// Masses between the middles of neighbouring centres.
std::vector<double> masses_on_line(const TabulatedLaw& law, const Modes& modes) {
  std::vector<double> sorted = modes.centre;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> masses;
  for (const double centre : modes.centre) {
    const auto place = std::find(sorted.begin(), sorted.end(), centre);
    const double low = place == sorted.begin() ? 0.0 : law.below(0.5 * (*(place - 1) + centre));
    const double high = place + 1 == sorted.end() ? 1.0 : law.below(0.5 * (centre + *(place + 1)));
    masses.push_back(high - low);
  }
  return masses;
}

void add_line(std::shared_ptr<const TabulatedLaw> line, const Modes& modes, ExactLaw& law) {
  law.mean = {line->mean()};
  law.second_moment = {line->second_moment()};
  law.mode_mass = masses_on_line(*line, modes);
  for (int n = 0; n < even_quantiles; ++n) law.quantile.push_back(line->quantile((n + 0.5) / even_quantiles));
  for (int n = 1; n < line_bins; ++n) law.bin_edge.push_back(line->quantile(static_cast<double>(n) / line_bins));
  law.line = std::move(line);
}

}  // namespace

Modes modes_of(const Mixture& target) {
  Modes modes{target.dimension, {}};
  for (int k = 0; k < target.components(); ++k) {
    const auto* const first = target.mean.data() + static_cast<std::ptrdiff_t>(k) * target.dimension;
    const std::vector<double> centre(first, first + target.dimension);
    bool is_new = true;
    for (int other = 0; other < modes.count(); ++other)
      is_new = is_new && !std::equal(centre.begin(), centre.end(), modes.centre.begin() + other * target.dimension);
    if (is_new) modes.centre.insert(modes.centre.end(), centre.begin(), centre.end());
  }
  return modes;
}

std::optional<TabulatedLaw> law_on_line(const Mixture& mixture) { return tabulate({{mixture, 1.0}}); }

ExactLaw exact_law(const Mixture& mixture, const Modes& modes) {
  ExactLaw law;
  law.mixture = mixture;
  if (mixture.dimension == 1) {
    if (auto line = law_on_line(mixture)) {
      add_line(std::make_shared<const TabulatedLaw>(*std::move(line)), modes, law);
      return law;
    }
  }
  for (int c = 0; c < std::min(mixture.dimension, most_watched); ++c) {
    law.mean.push_back(first_moment(mixture, c));
    law.second_moment.push_back(second_moment(mixture, c));
  }
  return law;
}

ExactLaw stepped_law(const Mixture& mixture, double low, double high, double gain, const Modes& modes) {
  double from = std::numeric_limits<double>::infinity();
  double to = -from;
  double detail = from;
  for (int k = 0; k < mixture.components(); ++k) {
    const double deviation = std::sqrt(mixture.variance_of(k, 0));
    const double range = deviation * std::sqrt(reach * reach + 2.0 * std::abs(gain));
    from = std::min(from, mixture.mean_of(k, 0) - range);
    to = std::max(to, mixture.mean_of(k, 0) + range);
    detail = std::min(detail, deviation);
  }
  const double step_low = std::clamp(low, from, to);
  const double step_high = std::clamp(high, from, to);
  ExactLaw law;
  if (!(step_high > step_low)) return exact_law(mixture, modes);
  // The steps are at edges of cells, within which the density is smooth.
  const double inside = std::ceil((step_high - step_low) / std::min(0.25 * detail, (to - from) / 4096.0));
  const double cell = (step_high - step_low) / inside;
  from = step_low - cell * std::ceil((step_low - from) / cell);
  to = step_high + cell * std::ceil((to - step_high) / cell);
  detail = 4.0 * cell * (1.0 - 1e-9);
  if (!TabulatedLaw::resolves(from, to, detail)) return law;
  const LineDensity log_density({{mixture, 1.0}});
  const auto stepped = [log_density, step_low, step_high, gain](double x) {
    return log_density(x) + (x > step_low && x < step_high ? gain : 0.0);
  };
  auto line = std::make_shared<const TabulatedLaw>(stepped, from, to, detail);
  if (line->is_law()) add_line(std::move(line), modes, law);
  return law;
}

ExactLaw exact_law(const std::vector<Factor>& factors, const Modes& modes) {
  ExactLaw law;
  if (factors.front().mixture.dimension > 1) {
    const auto product = product_law(factors);
    if (!product) return law;
    law = exact_law(product->mixture, modes);
    law.log_z = product->log_total;
    return law;
  }
  auto found = tabulate(factors);
  if (!found) return law;
  auto line = std::make_shared<const TabulatedLaw>(*std::move(found));
  law.log_z = line->log_total();
  add_line(std::move(line), modes, law);
  return law;
}

}  // namespace starling::diffusion
