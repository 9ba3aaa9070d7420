// Virtual jumps, filtering forward, sampling backward, and rates.
#include "drivers/jump/posterior/gibbs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/failure.hpp"
#include "engine/io/rows.hpp"
#include "kernels/jump/draws.hpp"
#include "kernels/random/gamma.hpp"
#include "kernels/random/pick.hpp"

namespace starling::jump {

namespace {

/// Rates that observations so far apart could tell of: up to a hundred jumps between the nearest two, down to one in a thousand
/// times as long as all.
double in_reach(double rate, const std::vector<double>& times, std::int64_t states) {
  double gap = times.front() > 0.0 ? times.front() : times.back();
  for (std::size_t k = 1; k < times.size(); ++k) gap = std::min(gap, times[k] - times[k - 1]);
  return std::clamp(rate, 1e-3 / times.back(), 100.0 / (gap * static_cast<double>(states - 1)));
}

}  // namespace

GibbsChain::GibbsChain(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
    : problem_(problem),
      settings_(*problem.deck.method->posterior()),
      timer_(place.timer),
      share_(rows_of(std::ssize(problem.transitions), place.group)),
      key_(random::make_key(problem.deck.seed, static_cast<std::uint32_t>(place.replica))),
      matrix_(*problem.matrix()) {
  if (resumed == nullptr) {
    // Rates of the prior as far as data could tell of them, and a path that never leaves state 0: the first sweep forgets it.
    path_ = {{0.0}, {0}};
    for (std::size_t k = 0; k < problem.transitions.size(); ++k) {
      const double draw =
          random::gamma(settings_.shape, static_cast<std::uint32_t>(k), key_, 0, random::Purpose::rate_draw);
      matrix_.rate[problem.transitions[k]] = in_reach(draw / settings_.rate, problem.observations.time, matrix_.states);
    }
    return;
  }
  done_ = resumed->shared.at("done").get<std::int64_t>();
  path_.time = resumed->shared.at("time").get<std::vector<double>>();
  path_.state = resumed->shared.at("state").get<std::vector<std::int64_t>>();
  matrix_.rate = resumed->shared.at("rates").get<std::vector<double>>();
  draws_ = resumed->shared.at("draws").get<std::vector<double>>();
}

double GibbsChain::work_per_unit() const {
  return 100.0 * static_cast<double>(problem_.observations.time.size()) * static_cast<double>(matrix_.states);
}

std::vector<std::string> GibbsChain::columns() const {
  std::vector<std::string> names;
  for (const std::size_t pair : problem_.transitions) {
    const auto states = static_cast<std::size_t>(matrix_.states);
    names.push_back(fmt::format("rate_{}_{}", pair / states, pair % states));
  }
  return names;
}

ObservedPath GibbsChain::with_virtual_jumps(double clock) const {
  const double last = problem_.observations.time.back();
  ObservedPath all;
  std::uint32_t number = 0;
  for (std::size_t k = 0; k < path_.time.size(); ++k) {
    const double end = k + 1 < path_.time.size() ? path_.time[k + 1] : last;
    const double rate = clock - matrix_.exit_rate(path_.state[k]);
    double time = path_.time[k];
    while (time < end) {
      all.time.push_back(time);
      all.state.push_back(path_.state[k]);
      const double uniform =
          random::uniform(number++, key_, static_cast<std::uint64_t>(done_), random::Purpose::virtual_jump, 0);
      time += exponential(uniform) / rate;
    }
  }
  return all;
}

void GibbsChain::require_short_path(double clock) const {
  const double jumps = clock * problem_.observations.time.back();
  // What a path of so many jumps takes: a law, a time and a state of each.
  constexpr double most_numbers = 1e8;
  if (clock > 0.0 && jumps * static_cast<double>(matrix_.states + 2) < most_numbers) return;
  throw Failure(
      ExitCode::blow_up,
      fmt::format("sweep {}: the rates, up to {:.3g}, have come to where a path has some {:.3g} jumps: "
                  "the observations do not tell how fast the process is, take a narrower prior (method.shape, "
                  "method.rate)",
                  done_ + 1, 0.5 * clock, jumps),
      FailureScope::every_rank);
}

void GibbsChain::draw_path() {
  const auto n = static_cast<std::size_t>(matrix_.states);
  const StateObservations& data = problem_.observations;
  const double clock = 2.0 * matrix_.fastest();
  require_short_path(clock);
  const ObservedPath all = with_virtual_jumps(clock);
  // Of the states after each jump, given what is seen until the next.
  std::vector<double> filtered;
  std::vector<double> p(n, 1.0 / static_cast<double>(n));
  std::size_t next = 0;
  for (std::size_t k = 0; k < all.time.size(); ++k) {
    if (k > 0) {
      std::vector<double> after(n, 0.0);
      for (std::size_t i = 0; i < n; ++i) {
        after[i] += p[i] * (1.0 - matrix_.exit_rate(static_cast<std::int64_t>(i)) / clock);
        for (std::size_t j = 0; j < n; ++j) after[j] += p[i] * matrix_.rate[i * n + j] / clock;
      }
      p = std::move(after);
    }
    const bool is_last = k + 1 == all.time.size();
    for (; next < data.time.size() && (is_last || data.time[next] < all.time[k + 1]); ++next) {
      const std::vector<double> factor = data.likelihood(next, matrix_.states);
      for (std::size_t i = 0; i < n; ++i) p[i] *= factor[i];
    }
    double total = 0.0;
    for (const double value : p) total += value;
    for (double& value : p) value /= total;
    filtered.insert(filtered.end(), p.begin(), p.end());
  }
  std::vector<std::int64_t> state(all.time.size());
  for (std::size_t k = all.time.size(); k-- > 0;) {
    // Weights, and then their sums.
    std::vector<double> weight(&filtered[k * n], &filtered[k * n] + n);
    if (k + 1 < all.time.size()) {
      const auto to = static_cast<std::size_t>(state[k + 1]);
      for (std::size_t i = 0; i < n; ++i)
        weight[i] *=
            i == to ? 1.0 - matrix_.exit_rate(static_cast<std::int64_t>(i)) / clock : matrix_.rate[i * n + to] / clock;
    }
    std::partial_sum(weight.begin(), weight.end(), weight.begin());
    const double uniform = random::uniform(static_cast<std::uint32_t>(k), key_, static_cast<std::uint64_t>(done_),
                                           random::Purpose::path_state, 0);
    state[k] = random::pick(weight.data(), std::ssize(weight), uniform * weight.back());
  }
  path_ = {};
  for (std::size_t k = 0; k < state.size(); ++k) {
    if (k > 0 && state[k] == path_.state.back()) continue;
    path_.time.push_back(all.time[k]);
    path_.state.push_back(state[k]);
  }
}

void GibbsChain::draw_rates() {
  const auto n = static_cast<std::size_t>(matrix_.states);
  std::vector<double> time(n, 0.0);
  std::vector<double> jumps(n * n, 0.0);
  for (std::size_t k = 0; k < path_.time.size(); ++k) {
    const auto here = static_cast<std::size_t>(path_.state[k]);
    const bool is_last = k + 1 == path_.time.size();
    time[here] += (is_last ? problem_.observations.time.back() : path_.time[k + 1]) - path_.time[k];
    if (!is_last) jumps[here * n + static_cast<std::size_t>(path_.state[k + 1])] += 1.0;
  }
  for (std::size_t k = 0; k < problem_.transitions.size(); ++k) {
    const std::size_t pair = problem_.transitions[k];
    const double draw = random::gamma(settings_.shape + jumps[pair], static_cast<std::uint32_t>(k), key_,
                                      static_cast<std::uint64_t>(done_) + 1, random::Purpose::rate_draw);
    matrix_.rate[pair] = draw / (settings_.rate + time[pair / n]);
  }
}

void GibbsChain::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  timer_.enter(Phase::jumping);
  for (const std::int64_t last = std::min(units, settings_.sweeps); done_ < last;) {
    draw_path();
    draw_rates();
    ++done_;
    if (done_ <= settings_.burn_in || (done_ - settings_.burn_in) % settings_.keep_every != 0) continue;
    TableRow row{done_, {}};
    for (const std::size_t pair : problem_.transitions) row.values.push_back(matrix_.rate[pair]);
    draws_.insert(draws_.end(), row.values.begin(), row.values.end());
    rows.push_back(std::move(row));
  }
}

MemberState GibbsChain::save() const {
  MemberState saved{
      {{"done", done_}, {"time", path_.time}, {"state", path_.state}, {"rates", matrix_.rate}, {"draws", draws_}},
      {{"rate", 1, {}}}};
  for (std::int64_t k = share_.first; k < share_.first + share_.count; ++k)
    saved.columns[0].values.push_back(matrix_.rate[problem_.transitions[static_cast<std::size_t>(k)]]);
  return saved;
}

}  // namespace starling::jump
