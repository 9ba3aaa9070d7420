// Exact laws, in closed form or by quadrature.
#include "drivers/diffusion/targets/exact_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::diffusion {

namespace {

/// Beyond so many deviations of every component nothing is left.
constexpr double reach = 14.0;

TabulatedLaw tabulate(const std::vector<Factor>& factors) {
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
  return {[factors](double x) {
            double sum = 0.0;
            for (const Factor& factor : factors) sum += factor.exponent * log_density(factor.mixture, &x);
            return sum;
          },
          low, high, detail};
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

TabulatedLaw law_on_line(const Mixture& mixture) { return tabulate({{mixture, 1.0}}); }

ExactLaw exact_law(const Mixture& mixture, const Modes& modes) {
  ExactLaw law;
  law.mixture = mixture;
  if (mixture.dimension == 1) {
    add_line(std::make_shared<const TabulatedLaw>(law_on_line(mixture)), modes, law);
    return law;
  }
  for (int c = 0; c < std::min(mixture.dimension, most_watched); ++c) {
    law.mean.push_back(first_moment(mixture, c));
    law.second_moment.push_back(second_moment(mixture, c));
  }
  return law;
}

ExactLaw exact_law(const std::vector<Factor>& factors, const Modes& modes) {
  ExactLaw law;
  if (factors.front().mixture.dimension > 1) return law;
  auto line = std::make_shared<const TabulatedLaw>(tabulate(factors));
  law.log_z = line->log_total();
  add_line(std::move(line), modes, law);
  return law;
}

}  // namespace starling::diffusion
