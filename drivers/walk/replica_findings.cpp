// What tokens have found: moments over all of them, rows and results.
#include <cmath>

#include "drivers/walk/replica.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/walk/measure.hpp"

namespace starling::walk {

std::vector<SampleMoments> Replica::measure() const {
  const auto functions = static_cast<int>(problem_.exact.size());
  const int measured = functions + 2;
  DeviceArray<double> values(Kokkos::view_alloc(Kokkos::WithoutInitializing, "measured"), measured * share_.count);
  Kokkos::parallel_for(
      "measure tokens", IndexRange(0, share_.count),
      MeasureTokens{problem_.device.view(), tokens(), shares(), problem_.function.data(), functions, values.data()});
  std::vector<const double*> numbers;
  for (int k = 0; k < measured; ++k) numbers.push_back(values.data() + k * share_.count);
  for (int k = 0; k < problem_.components(); ++k) numbers.push_back(theta_.data() + k * share_.count);
  std::vector<SampleMoments> found = exact_moments(group_, numbers, share_.count, problem_.deck.tokens);
  for (const SampleMoments& each : found) {
    if (std::isfinite(each.mean) && std::isfinite(each.variance)) continue;
    throw Failure(ExitCode::blow_up,
                  fmt::format("after {} steps: theta of a token is no longer finite: the objective's curvature is too "
                              "great for its first gains",
                              weights_.done()),
                  FailureScope::every_rank);
  }
  return found;
}

std::vector<std::string> Replica::columns() const {
  std::vector<std::string> names;
  for (const std::string& name : problem_.functions.names)
    names.insert(names.end(), {name, name + "_variance", name + "_predicted"});
  names.insert(names.end(), {"mean_square", "mean_square_predicted", "total_variation"});
  for (int k = 0; k < problem_.components(); ++k) {
    const std::string name = fmt::format("theta_{}", k);
    names.insert(names.end(), {name, name + "_variance", name + "_predicted"});
  }
  return names;
}

void Replica::observe(std::vector<TableRow>& rows) {
  timer_.enter(Phase::observation);
  TableRow row{done(), std::vector<double>(columns().size(), std::nan(""))};
  if (done() > 0) {
    const std::vector<SampleMoments> found = measure();
    const bool predicts = problem_.law->predicts(done());
    const Predicted law = predicts ? problem_.law->at(done()) : Predicted();
    const auto predicted = [&](const std::vector<double>& of, std::size_t k) {
      return predicts ? of[k] : std::nan("");
    };
    const double scale = power_of(done(), problem_.deck.walk.step_exponent);
    std::vector<double> values;
    const std::size_t functions = problem_.exact.size();
    for (std::size_t k = 0; k < functions; ++k)
      values.insert(values.end(), {found[k].mean, scale * found[k].variance, predicted(law.function, k)});
    values.insert(values.end(),
                  {scale * found[functions].mean, predicts ? law.trace : std::nan(""), found[functions + 1].mean});
    for (std::size_t k = 0; k < static_cast<std::size_t>(problem_.components()); ++k) {
      const SampleMoments& theta = found[functions + 2 + k];
      const double gain = power_of(done(), problem_.objective->gain_exponent);
      values.insert(values.end(), {theta.mean, gain * theta.variance, predicted(law.theta, k)});
    }
    row.values = std::move(values);
  }
  rows.push_back(std::move(row));
}

std::vector<Result> Replica::results() const {
  if (done() == 0) return {};
  const std::vector<SampleMoments> found = measure();
  const std::int64_t count = problem_.deck.tokens;
  const auto error_of_mean = [&](const SampleMoments& of) { return of.mean_error(count); };
  const double scale = power_of(done(), problem_.deck.walk.step_exponent);
  std::vector<Result> results;
  const std::size_t functions = problem_.exact.size();
  for (std::size_t k = 0; k < functions; ++k) {
    const std::string& name = problem_.functions.names[k];
    results.push_back({name, found[k].mean, error_of_mean(found[k]), count});
    results.push_back({name + "_variance", scale * found[k].variance, scale * found[k].variance_error, count});
  }
  const SampleMoments& square = found[functions];
  results.push_back({"mean_square", scale * square.mean, scale * error_of_mean(square), count});
  results.push_back({"total_variation", found[functions + 1].mean, error_of_mean(found[functions + 1]), count});
  for (std::size_t k = 0; k < static_cast<std::size_t>(problem_.components()); ++k) {
    const SampleMoments& theta = found[functions + 2 + k];
    const std::string name = fmt::format("theta_{}", k);
    const double gain = power_of(done(), problem_.objective->gain_exponent);
    const double root = std::sqrt(gain);
    results.push_back({name, theta.mean, error_of_mean(theta), count});
    results.push_back({name + "_variance", gain * theta.variance, gain * theta.variance_error, count});
    results.push_back(
        {name + "_bias", root * (theta.mean - problem_.objective->solution[k]), root * error_of_mean(theta), count});
  }
  return results;
}

}  // namespace starling::walk
