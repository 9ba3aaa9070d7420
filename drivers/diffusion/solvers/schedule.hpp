// Schedules: solvers of which each step has its own order, prediction, corrector and length. The unified sampling framework of
// Liu et al., arXiv 2312.07243.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "drivers/diffusion/solvers/exponential.hpp"

namespace starling::diffusion {

/// Evaluations that a step may interpolate.
inline constexpr int most_scheduled_order = 4;

/// From one grid point to the next: the polynomial through the last `order` evaluations, and whether the evaluation at the next
/// point corrects that point, by one node more.
struct ScheduledStep {
  int order = 1;
  Prediction prediction = Prediction::data;
  bool corrects = false;

  bool operator==(const ScheduledStep&) const = default;
};

/// Steps between ratios that fall: one more of these.
struct Schedule {
  std::vector<double> sigma;
  std::vector<ScheduledStep> step;

  bool operator==(const Schedule&) const = default;
};

/// As files and checkpoints have it.
[[nodiscard]] nlohmann::ordered_json to_json(const Schedule& schedule);
/// Fails with bad_input about `key` if there is no schedule in it, or an impossible one.
[[nodiscard]] Schedule schedule_of(const nlohmann::json& json, const std::string& key);

/// Vectors: predicted place, corrected place, the last 5 evaluations of E[x_0 | x], and of E[z | x] that follow from them.
class ScheduledSolver : public Solver {
 public:
  ScheduledSolver() = default;
  explicit ScheduledSolver(Schedule schedule) : schedule_(std::move(schedule)) {}

  [[nodiscard]] Grid lay_out(const Path& path) const override;
  [[nodiscard]] int vectors() const override;
  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override;
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool remembers() const override { return true; }

 protected:
  /// What is to be followed.
  [[nodiscard]] virtual const Schedule& schedule() const { return schedule_; }

 private:
  Schedule schedule_;
};

}  // namespace starling::diffusion
