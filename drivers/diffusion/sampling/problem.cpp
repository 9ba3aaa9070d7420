// From a deck to what members compute with.
#include "drivers/diffusion/sampling/problem.hpp"

#include <algorithm>

#include "kernels/diffusion/weighted_step.hpp"

namespace starling::diffusion {

Problem::Problem(const Deck& of) : deck(of) {
  const Mixture target = deck.target->make("target");
  const Mixture second = deck.second->make("second");
  path = deck.process->make(target, second);
  grid = make_grid(*path, deck.solver->grid());
  factors = deck.correction->factors(target, second);
  modes = modes_of(target);
  exact = corrects() ? exact_law(noised(factors, grid.sigma(grid.steps())), modes)
                     : exact_law(path->law(grid.time.back()), modes);
}

int Problem::columns() const {
  return corrects() ? weighted_columns(dimension()) : deck.solver->vectors() * dimension();
}

double Problem::largest_step() const {
  const double churn = 1.0 + deck.solver->weighed_churn().value_or(0.0);
  double largest = 0.0;
  for (std::int64_t n = 0; n < grid.steps(); ++n) {
    const double variance = grid.sigma(n) * grid.sigma(n);
    double precision = 0.0;
    for (const Factor& factor : factors) {
      const auto& variances = factor.mixture.variance;
      precision += factor.exponent / (*std::min_element(variances.begin(), variances.end()) + variance);
    }
    const double fall = variance - grid.sigma(n + 1) * grid.sigma(n + 1);
    largest = std::max(largest, 0.25 * churn * churn * fall * precision);
  }
  return largest;
}

std::vector<Factor> noised(const std::vector<Factor>& factors, double sigma) {
  std::vector<Factor> there;
  for (const Factor& factor : factors)
    there.push_back({noised_field(factor.mixture, {1.0, sigma, 0.0, 1.0}, {}).law, factor.exponent});
  return there;
}

}  // namespace starling::diffusion
