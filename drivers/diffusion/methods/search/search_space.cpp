// Counting, naming and breeding schedules.
#include "drivers/diffusion/methods/search/search_space.hpp"

#include <algorithm>
#include <functional>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling::diffusion {

namespace {

constexpr double change_probability = 0.3;
/// Of the range of log sigma: the largest move of a grid point, and how near two may lie.
constexpr double largest_move = 0.03;
constexpr double least_gap = 1e-3;
/// Orders 1 to 4 are drawn with these weights, as published.
constexpr double order_weight[most_scheduled_order] = {0.2, 0.4, 0.3, 0.1};

/// Uniform numbers of one child, in turn.
class Draws {
 public:
  Draws(random::Key key, std::int64_t generation, std::int64_t number)
      : key_(key), generation_(generation), number_(number) {}
  double operator()() {
    return random::slot_uniform(number_, key_, static_cast<std::uint64_t>(generation_), random::Purpose::schedule_child,
                                taken_++);
  }
  bool happens(double probability) { return (*this)() < probability; }

 private:
  random::Key key_;
  std::int64_t generation_;
  std::int64_t number_;
  int taken_ = 0;
};

int draw_order(Draws& draws, int most) {
  double total = 0.0;
  for (int order = 1; order <= most; ++order) total += order_weight[order - 1];
  double left = draws() * total;
  int order = 1;
  while (order < most && left >= order_weight[order - 1]) left -= order_weight[order++ - 1];
  return order;
}

/// Moves one interior point, unless it would come too near to its neighbours.
void move_point(Draws& draws, std::vector<double>& sigma, std::size_t n) {
  const double range = math::log(sigma.front()) - math::log(sigma.back());
  // From coarse to fine, so that a search can settle.
  const double scale = largest_move * math::exp(-5.0 * draws());
  const double moved = math::log(sigma[n]) + (2.0 * draws() - 1.0) * scale * range;
  const double gap = least_gap * range;
  if (moved + gap > math::log(sigma[n - 1]) || moved - gap < math::log(sigma[n + 1])) return;
  sigma[n] = math::exp(moved);
}

}  // namespace

SearchSpace::SearchSpace(const SearchSettings& settings, const Path& path) : settings_(settings) {
  const auto add = [&](const GridSettings& grid) {
    std::vector<double>& ratios = grids_.emplace_back();
    const Grid laid = make_grid(path, grid);
    for (std::int64_t n = 0; n <= laid.steps(); ++n) ratios.push_back(laid.sigma(n));
    ratios.front() = path.first();
    ratios.back() = path.last();
  };
  add({settings.steps, Spacing::lambda, GridSettings().rho});
  for (const double rho : settings.rhos) add({settings.steps, Spacing::edm, rho});
}

int SearchSpace::orders_at(std::int64_t step) const {
  return static_cast<int>(std::min<std::int64_t>(step + 1, settings_.most_order));
}

double SearchSpace::count() const {
  auto found = static_cast<double>(grids_.size());
  for (std::int64_t n = 0; n < settings_.steps; ++n) {
    const bool correctable = settings_.corrects && n + 1 < settings_.steps;
    if (n == 0) {
      found *= correctable ? 3.0 : 1.0;
    } else {
      found *= orders_at(n) * 2.0 * (correctable ? 2.0 : 1.0);
    }
  }
  return found;
}

Schedule SearchSpace::candidate(std::int64_t index) const {
  const auto digit = [&](std::int64_t base) {
    const std::int64_t value = index % base;
    index /= base;
    return value;
  };
  Schedule schedule;
  schedule.sigma = grids_[static_cast<std::size_t>(digit(static_cast<std::int64_t>(grids_.size())))];
  for (std::int64_t n = 0; n < settings_.steps; ++n) {
    ScheduledStep step;
    const bool correctable = settings_.corrects && n + 1 < settings_.steps;
    if (n == 0) {
      // Of the first step only a correction depends on the prediction.
      const std::int64_t choice = correctable ? digit(3) : 0;
      step.corrects = choice > 0;
      step.prediction = choice == 2 ? Prediction::noise : Prediction::data;
    } else {
      step.order = 1 + static_cast<int>(digit(orders_at(n)));
      step.prediction = digit(2) == 0 ? Prediction::data : Prediction::noise;
      step.corrects = correctable && digit(2) == 1;
    }
    schedule.step.push_back(step);
  }
  return schedule;
}

std::vector<Schedule> SearchSpace::uniform() const {
  std::vector<Schedule> found;
  for (const std::vector<double>& sigma : grids_) {
    for (int order = 1; order <= settings_.most_order; ++order) {
      for (const Prediction prediction : {Prediction::data, Prediction::noise}) {
        for (const bool corrects : {false, true}) {
          Schedule schedule{sigma, {}};
          for (std::int64_t n = 0; n < settings_.steps; ++n)
            schedule.step.push_back({std::min(order, orders_at(n)), prediction, corrects && n + 1 < settings_.steps});
          found.push_back(std::move(schedule));
        }
      }
    }
  }
  return found;
}

Schedule SearchSpace::child(const std::vector<Schedule>& parents, random::Key key, std::int64_t generation,
                            std::int64_t number) const {
  Draws draws(key, generation, number);
  const auto any_parent = [&] {
    const auto count = static_cast<double>(parents.size());
    return parents[std::min(parents.size() - 1, static_cast<std::size_t>(draws() * count))];
  };
  Schedule schedule = any_parent();
  if (draws.happens(0.5)) {
    const Schedule other = any_parent();
    if (draws.happens(0.5)) schedule.sigma = other.sigma;
    for (std::size_t n = 0; n < schedule.step.size(); ++n)
      if (draws.happens(0.5)) schedule.step[n] = other.step[n];
  }
  for (std::int64_t n = 0; n < settings_.steps; ++n) {
    ScheduledStep& step = schedule.step[static_cast<std::size_t>(n)];
    if (draws.happens(change_probability)) step.order = draw_order(draws, orders_at(n));
    if (n > 0 && draws.happens(change_probability))
      step.prediction = draws.happens(0.5) ? Prediction::data : Prediction::noise;
    if (settings_.corrects && n + 1 < settings_.steps && draws.happens(change_probability))
      step.corrects = draws.happens(0.5);
    if (n > 0 && draws.happens(change_probability)) move_point(draws, schedule.sigma, static_cast<std::size_t>(n));
  }
  return schedule;
}

std::string name_of(const Schedule& uniform, const SearchSettings& settings, std::size_t grid) {
  const ScheduledStep& step = uniform.step.back();
  const bool corrects = uniform.step.front().corrects;
  return fmt::format("{} order {}{}, {}", step.prediction == Prediction::data ? "data" : "noise", step.order,
                     corrects ? " with corrector" : "",
                     grid == 0 ? "lambda" : fmt::format("rho {}", settings.rhos[grid - 1]));
}

}  // namespace starling::diffusion
