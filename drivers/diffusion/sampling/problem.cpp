// From a deck to what members compute with.
#include "drivers/diffusion/sampling/problem.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "drivers/diffusion/rewards/tilted_law.hpp"
#include "kernels/diffusion/decoding.hpp"
#include "kernels/diffusion/weighted_step.hpp"

namespace starling::diffusion {

Problem::Problem(const Deck& of) : Problem(of, std::shared_ptr<const Solver>(std::shared_ptr<void>(), &*of.solver)) {}

Problem::Problem(const Deck& of, std::shared_ptr<const Solver> mover)
    : deck(of), solver(std::move(mover)), compares(of.distances) {
  const Mixture target = deck.target->make("target");
  const Mixture second = deck.second->make("second");
  modes = modes_of(target);
  path = deck.process->make(target, second);
  modes = modes_of(target);
  if (path == nullptr) return;
  followed = deck.process->make(deck.score->mixture(target), second);
  network = deck.score->network();
  second_network = deck.score->second_network();
  grid = solver->lay_out(*path);
  factors = deck.correction->factors(target, second);
  reward = deck.reward->of_points(target.dimension);
  if (reward) {
    const double last = grid.sigma(grid.steps());
    exact = tilted_law(noised_field(target, {1.0, last, 0.0, 1.0}, {}).law, grid.level.back().signal, *reward,
                       deck.reward->alpha(), modes);
    return;
  }
  exact = corrects() ? exact_law(noised(factors, grid.sigma(grid.steps())), modes)
                     : exact_law(path->law(grid.time.back()), modes);
  // What does not exist, or is that of far tails, is not that of the sum of Gaussians that stands for the law.
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (path->moments_below() <= 1.0) std::fill(exact.mean.begin(), exact.mean.end(), none);
  if (const auto variance = path->noise_variance()) {
    const NoiseLevel& last = grid.level.back();
    for (std::size_t c = 0; c < exact.second_moment.size(); ++c)
      exact.second_moment[c] =
          last.signal * last.signal * second_moment(target, static_cast<int>(c)) + last.noise * last.noise * *variance;
  }
}

FieldTables Problem::field(double time, FieldWish wish) const {
  if (const NoiseSchedule* const schedule = path->schedule()) deck.score->perturb(schedule->level(time), wish);
  return followed->field(time, wish);
}

int Problem::columns() const {
  if (reward) return decoded_columns(dimension());
  return corrects() ? weighted_columns(dimension()) : solver->vectors() * dimension();
}

double Problem::largest_step() const {
  const double churn = 1.0 + solver->weighed_churn().value_or(0.0);
  double largest = 0.0;
  for (std::int64_t n = 0; n < grid.steps(); ++n) {
    const double fall = grid.sigma(n) * grid.sigma(n) - grid.sigma(n + 1) * grid.sigma(n + 1);
    const std::vector<Factor> there = noised(factors, grid.sigma(n));
    for (int c = 0; c < dimension(); ++c)
      largest = std::max(largest, 0.25 * churn * churn * fall * precision_of(there, c, Place::centre));
  }
  return largest;
}

double Problem::start_variance() const {
  double exponents = 0.0;
  for (const Factor& factor : factors) exponents += factor.exponent;
  return deck.correction->settings().start_variance.value_or(grid.sigma(0) * grid.sigma(0) / exponents);
}

double Problem::least_start_variance() const {
  const std::vector<Factor> there = noised(factors, grid.sigma(0));
  double least = 0.0;
  for (int c = 0; c < dimension(); ++c) least = std::max(least, 0.5 / precision_of(there, c, Place::tail));
  return least;
}

std::vector<Factor> noised(const std::vector<Factor>& factors, double sigma) {
  std::vector<Factor> there;
  for (const Factor& factor : factors)
    there.push_back({noised_field(factor.mixture, {1.0, sigma, 0.0, 1.0}, {}).law, factor.exponent});
  return there;
}

}  // namespace starling::diffusion
