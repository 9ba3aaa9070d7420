// Stages and files of schedules.
#include "drivers/diffusion/solvers/schedule.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/hashed_bytes.hpp"

namespace starling::diffusion {

namespace {

constexpr int kept = most_scheduled_order + 1;
constexpr int data_memory = 2;
constexpr int noise_memory = data_memory + kept;

int memory_of(std::int64_t point, Prediction prediction) {
  return (prediction == Prediction::data ? data_memory : noise_memory) + static_cast<int>(point % kept);
}

/// From V[1] at grid point n to the next into `result`.
Stage integral(const Grid& grid, std::int64_t n, Prediction prediction, const std::vector<std::int64_t>& points,
               int result) {
  Stage stage;
  stage.work.result = result;
  std::vector<int> vectors;
  for (const std::int64_t point : points) vectors.push_back(memory_of(point, prediction));
  add_integral(grid, n, prediction, 1, points, vectors, stage);
  return stage;
}

/// A schedule that a file holds.
class FiledSchedule final : public ScheduledSolver {
 public:
  void describe(Schema& schema) override {
    schema
        .key("file", file_,
             "schedule.json of a run with method.name = schedule_search, from the working directory or the deck's "
             "folder")
        .required();
  }
  void check() const override { static_cast<void>(schedule()); }
  void look_beside(const std::filesystem::path& deck) override { deck_ = deck; }

  [[nodiscard]] std::string objection(const std::string& process, const Path& path) const override {
    const std::vector<double>& sigma = schedule().sigma;
    if (process_ != process) return fmt::format("is a schedule for process.name = {}, not {}", process_, process);
    if (extra_dimensions_ != path.moments_below()) {
      return fmt::format("is a schedule for {} with process.extra_dimensions = {}, not {}", process, extra_dimensions_,
                         path.moments_below());
    }
    if (sigma.front() == path.first() && sigma.back() == path.last()) return {};
    return fmt::format("is a schedule from sigma = {} to {}, and the process goes from {} to {}", sigma.front(),
                       sigma.back(), path.first(), path.last());
  }

  [[nodiscard]] std::string content_hash() const override {
    HashedBytes bytes;
    bytes.add(to_json(schedule()).dump());
    return bytes.hash();
  }

 private:
  [[nodiscard]] const Schedule& schedule() const override {
    if (!read_) {
      std::string text;
      try {
        text = read_text_file(find_file("solver.file", file_, deck_));
      } catch (const Failure& failure) {
        fail_about("solver.file", "cannot be read: {}", failure.what());
      }
      const auto json = nlohmann::json::parse(text, nullptr, false);
      if (!json.is_object() || !json.contains("process") || !json.at("process").is_string())
        fail_about("solver.file", "{} holds no schedule", file_);
      process_ = json.at("process").get<std::string>();
      if (const auto extra = json.find("extra_dimensions"); extra != json.end() && extra->is_number())
        extra_dimensions_ = extra->get<double>();
      read_ = schedule_of(json, "solver.file");
    }
    return *read_;
  }

  std::string file_;
  std::filesystem::path deck_;
  mutable std::optional<Schedule> read_;  ///< once, when it is first asked for
  mutable std::string process_;
  mutable double extra_dimensions_ = std::numeric_limits<double>::infinity();  ///< of a process that has none: infinite
};

}  // namespace

nlohmann::ordered_json to_json(const Schedule& schedule) {
  nlohmann::ordered_json json;
  json["sigma"] = schedule.sigma;
  json["steps"] = nlohmann::ordered_json::array();
  for (const ScheduledStep& step : schedule.step) {
    json["steps"].push_back({{"order", step.order},
                             {"prediction", step.prediction == Prediction::data ? "data" : "noise"},
                             {"corrector", step.corrects}});
  }
  return json;
}

Schedule schedule_of(const nlohmann::json& json, const std::string& key) {
  Schedule schedule;
  try {
    schedule.sigma = json.at("sigma").get<std::vector<double>>();
    for (const nlohmann::json& step : json.at("steps")) {
      const std::string prediction = step.at("prediction").get<std::string>();
      if (prediction != "data" && prediction != "noise") fail_about(key, "has the prediction '{}'", prediction);
      const nlohmann::json& order = step.at("order");
      if (!order.is_number_integer() || order < 1 || order > most_scheduled_order)
        fail_about(key, "has a step of order {}; 1 to {} are possible", order.dump(), most_scheduled_order);
      schedule.step.push_back({order.get<int>(), prediction == "data" ? Prediction::data : Prediction::noise,
                               step.at("corrector").get<bool>()});
    }
  } catch (const nlohmann::json::exception&) {
    fail_about(key, "holds no schedule: sigma, and steps of an order, a prediction and a corrector");
  }
  if (schedule.step.empty() || schedule.sigma.size() != schedule.step.size() + 1)
    fail_about(key, "has {} levels for {} steps; one more is needed", schedule.sigma.size(), schedule.step.size());
  for (std::size_t n = 0; n < schedule.step.size(); ++n) {
    if (!(schedule.sigma[n + 1] > 0.0) || !(schedule.sigma[n] > schedule.sigma[n + 1]) ||
        !std::isfinite(schedule.sigma[n]))
      fail_about(key, "has levels that do not fall: {} to {}", schedule.sigma[n], schedule.sigma[n + 1]);
  }
  return schedule;
}

Grid ScheduledSolver::lay_out(const Path& path) const { return grid_through(*path.schedule(), schedule().sigma); }

int ScheduledSolver::vectors() const { return noise_memory + kept; }

std::vector<Stage> ScheduledSolver::step(const Grid& grid, std::int64_t n) const {
  const std::vector<ScheduledStep>& steps = schedule().step;
  const NoiseLevel& level = grid.level[static_cast<std::size_t>(n)];
  // x = a D + b E at the predicted place, where D is evaluated.
  Stage look = evaluation(grid, n, Prediction::data, memory_of(n, Prediction::data));
  look.work.result = memory_of(n, Prediction::noise);
  look.add(0, 1.0 / level.noise);
  look.add(memory_of(n, Prediction::data), -level.signal / level.noise);

  Stage corrector;
  corrector.work.result = 1;
  if (n > 0 && steps[static_cast<std::size_t>(n) - 1].corrects) {
    const ScheduledStep& before = steps[static_cast<std::size_t>(n) - 1];
    corrector = integral(grid, n - 1, before.prediction, last_points(n, before.order + 1), 1);
  } else {
    corrector.add(0, 1.0);
  }
  const ScheduledStep& now = steps[static_cast<std::size_t>(n)];
  return {look, corrector, integral(grid, n, now.prediction, last_points(n, now.order), 0)};
}

std::unique_ptr<Chosen> chosen_schedule() { return std::make_unique<FiledSchedule>(); }

}  // namespace starling::diffusion
