// Searching.
#include "drivers/diffusion/methods/search/searcher.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "drivers/diffusion/sampling/population.hpp"

namespace starling::diffusion {

namespace {

/// Parents that evolve, as published.
constexpr std::size_t most_parents = 15;
/// Candidates of a unit of an exhaustive search.
constexpr std::int64_t points_at_once = 2048;

/// A solver that needs no search, on one of the space's kinds of grids.
struct Fixed {
  std::shared_ptr<const Solver> solver;
  Grid grid;
  std::string name;
};

void add_runge_kutta(std::unique_ptr<Chosen> chosen, const std::string& name, int cost, const SearchSettings& settings,
                     const Path& path, std::vector<Fixed>& list) {
  if (settings.steps % cost != 0) return;
  const std::shared_ptr<const Solver> solver(dynamic_cast<Solver*>(chosen.release()));
  const std::int64_t steps = settings.steps / cost;
  list.push_back({solver, make_grid(path, {steps, Spacing::lambda, GridSettings().rho}), name + ", lambda"});
  for (const double rho : settings.rhos)
    list.push_back({solver, make_grid(path, {steps, Spacing::edm, rho}), fmt::format("{}, rho {}", name, rho)});
}

/// Of the solvers that need no search: every order and corrector, on the usual grids and those of the search.
SearchSettings fixed_settings(const SearchSettings& searched) {
  SearchSettings fixed;
  fixed.steps = searched.steps;
  fixed.most_order = most_scheduled_order;
  for (const double rho : searched.rhos)
    if (std::find(fixed.rhos.begin(), fixed.rhos.end(), rho) == fixed.rhos.end()) fixed.rhos.push_back(rho);
  return fixed;
}

bool is_better(const Tried& one, const Tried& other) { return one.error < other.error; }

}  // namespace

std::int64_t SearchTask::units() const {
  if (kind == SearchKind::evolution) return generations;
  const auto count = static_cast<std::int64_t>(SearchSpace(settings, *path).count());
  return (count + points_at_once - 1) / points_at_once;
}

std::int64_t SearchTask::candidates_each() const { return kind == SearchKind::evolution ? children : points_at_once; }

Searcher::Searcher(const SearchTask& task, const MemberPlace& place, const MemberState* resumed)
    : task_(task),
      group_(place.group),
      timer_(place.timer),
      key_(random::make_key(task.seed, static_cast<std::uint32_t>(place.replica))),
      trial_(task.path, task.points, task.seed, "target.name"),
      space_(task.settings, *task.path) {
  timer_.enter(Phase::stepping);
  if (task.other_path) other_trial_.emplace(task.other_path, task.points, task.seed, "second.name");
  if (resumed == nullptr) {
    const auto fixed = best_fixed_of(trial_);
    fixed_error_ = fixed.first;
    fixed_name_ = fixed.second;
    try_uniform();
    return;
  }
  const nlohmann::json& shared = resumed->shared;
  done_ = shared.at("done").get<std::int64_t>();
  tried_ = shared.at("tried").get<std::int64_t>();
  fixed_error_ = shared.at("fixed_error").get<double>();
  fixed_name_ = shared.at("fixed_name").get<std::string>();
  for (const nlohmann::json& each : shared.at("found"))
    found_.push_back({schedule_of(each, "checkpoint"), each.at("error").get<double>()});
  if (finished()) finish();
}

double Searcher::work_per_unit() const {
  return static_cast<double>(task_.candidates_each() * task_.points * task_.settings.steps);
}

std::vector<double> Searcher::errors_of(std::int64_t count, const std::function<double(std::int64_t)>& error_of) {
  std::vector<double> own;
  for (std::int64_t n = group_.rank(); n < count; n += group_.size()) own.push_back(error_of(n));
  timer_.enter(Phase::communication);
  const std::vector<std::vector<double>> all =
      group_.exchange(std::vector<std::vector<double>>(static_cast<std::size_t>(group_.size()), own));
  timer_.enter(Phase::stepping);
  std::vector<double> errors;
  for (std::int64_t n = 0; n < count; ++n)
    errors.push_back(all[static_cast<std::size_t>(n % group_.size())][static_cast<std::size_t>(n / group_.size())]);
  return errors;
}

void Searcher::try_all(std::int64_t count, const Candidate& candidate) {
  const std::vector<double> errors = errors_of(count, [&](std::int64_t n) {
    const ScheduledSolver solver(candidate(n));
    return trial_.error_of(solver, solver.lay_out(trial_.path()));
  });
  tried_ += count;
  for (std::int64_t n = 0; n < count; ++n) {
    const double error = errors[static_cast<std::size_t>(n)];
    if (!std::isfinite(error) || (found_.size() == most_parents && error >= found_.back().error)) continue;
    Tried one{candidate(n), error};
    const auto place = std::upper_bound(found_.begin(), found_.end(), one, is_better);
    const bool known = std::any_of(found_.begin(), place, [&](const Tried& old) { return old.error == error; });
    if (known) continue;  // the same, or one that differs in what has no effect
    found_.insert(place, std::move(one));
    if (found_.size() > most_parents) found_.pop_back();
  }
}

std::pair<double, std::string> Searcher::best_fixed_of(Trial& trial) {
  const SearchSettings settings = fixed_settings(task_.settings);
  std::vector<Fixed> list;
  const std::vector<Schedule> uniform = SearchSpace(settings, trial.path()).uniform();
  const std::size_t per_grid = uniform.size() / (settings.rhos.size() + 1);
  for (std::size_t n = 0; n < uniform.size(); ++n) {
    const auto solver = std::make_shared<const ScheduledSolver>(uniform[n]);
    list.push_back({solver, solver->lay_out(trial.path()), name_of(uniform[n], settings, n / per_grid)});
  }
  add_runge_kutta(chosen_heun(), "heun", 2, settings, trial.path(), list);
  add_runge_kutta(chosen_runge_kutta_4(), "rk4", 4, settings, trial.path(), list);
  const std::vector<double> errors = errors_of(static_cast<std::int64_t>(list.size()), [&](std::int64_t n) {
    const Fixed& one = list[static_cast<std::size_t>(n)];
    return trial.error_of(*one.solver, one.grid);
  });
  const auto best = static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) - errors.begin());
  return {errors[best], list[best].name};
}

void Searcher::try_uniform() {
  const std::vector<Schedule> uniform = space_.uniform();
  try_all(static_cast<std::int64_t>(uniform.size()), [&](std::int64_t n) {
    Schedule schedule = uniform[static_cast<std::size_t>(n)];
    for (ScheduledStep& step : schedule.step) step.corrects = step.corrects && task_.settings.corrects;
    return schedule;
  });
}

void Searcher::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  timer_.enter(Phase::stepping);
  const std::int64_t last = std::min(units, task_.units());
  if (done_ >= last) return;
  for (; done_ < last; ++done_) {
    if (task_.kind == SearchKind::exhaustive) {
      const auto all = static_cast<std::int64_t>(space_.count());
      const std::int64_t first = done_ * points_at_once;
      try_all(std::min(points_at_once, all - first), [&](std::int64_t n) { return space_.candidate(first + n); });
      continue;
    }
    std::vector<Schedule> parents;
    for (const Tried& each : found_) parents.push_back(each.schedule);
    try_all(task_.children, [&](std::int64_t n) { return space_.child(parents, key_, done_, n); });
  }
  if (finished()) finish();
}

void Searcher::finish() {
  if (!other_trial_) return;
  const ScheduledSolver solver(best().schedule);
  other_error_ = other_trial_->error_of(solver, solver.lay_out(other_trial_->path()));
  other_fixed_error_ = best_fixed_of(*other_trial_).first;
}

void Searcher::observe(std::vector<TableRow>& rows) {
  rows.push_back({done_, {static_cast<double>(tried_), best().error}});
}

std::vector<Result> Searcher::results() const {
  if (!finished()) return {};
  std::vector<Result> found{{"evaluations", static_cast<double>(task_.settings.steps)},
                            {"candidates", static_cast<double>(tried_)},
                            {"best_error", best().error},
                            {"best_fixed_error", fixed_error_}};
  if (!task_.other_path) return found;
  found.push_back({"other_error", other_error_});
  found.push_back({"other_best_fixed_error", other_fixed_error_});
  return found;
}

MemberState Searcher::save() const {
  nlohmann::json found = nlohmann::json::array();
  for (const Tried& each : found_) {
    nlohmann::json one = to_json(each.schedule);
    one["error"] = each.error;
    found.push_back(std::move(one));
  }
  return {{{"done", done_},
           {"tried", tried_},
           {"fixed_error", fixed_error_},
           {"fixed_name", fixed_name_},
           {"found", std::move(found)}},
          {}};
}

}  // namespace starling::diffusion
