// Adam and RAdam, element by element, with powers that are kept rather than asked for.
#include "engine/learning/optimiser.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "engine/failure.hpp"

namespace starling::learning {
namespace {

/// The factor of RAdam's adapted step; 0 while the variance of the second moment is intractable.
double rectification(double second_decay, double updates, double second_power) {
  const double longest = 2.0 / (1.0 - second_decay) - 1.0;
  const double length = longest - 2.0 * updates * second_power / (1.0 - second_power);
  if (!(length > 4.0)) return 0.0;
  return std::sqrt(((length - 4.0) * (length - 2.0) * longest) / ((longest - 4.0) * (longest - 2.0) * length));
}

}  // namespace

OptimiserState OptimiserState::at_start(std::int64_t parameters) {
  OptimiserState state;
  state.first.assign(static_cast<std::size_t>(parameters), 0.0);
  state.second = state.first;
  return state;
}

nlohmann::json OptimiserState::counts() const {
  return {{"updates", updates}, {"first_power", first_power}, {"second_power", second_power}};
}

OptimiserState OptimiserState::restored(const nlohmann::json& counts, std::vector<double> first,
                                        std::vector<double> second) {
  OptimiserState state;
  try {
    state.updates = counts.at("updates");
    state.first_power = counts.at("first_power");
    state.second_power = counts.at("second_power");
  } catch (const nlohmann::json::exception& error) {
    fail(ExitCode::bad_input, "the state of an optimiser is not what was saved: {}", error.what());
  }
  if (first.size() != second.size()) {
    fail(ExitCode::bad_input, "the state of an optimiser has {} first moments and {} second ones", first.size(),
         second.size());
  }
  state.first = std::move(first);
  state.second = std::move(second);
  return state;
}

void update(const OptimiserSettings& settings, double rate, std::span<const double> gradient,
            std::span<double> parameters, OptimiserState& state) {
  if (gradient.size() != state.first.size() || parameters.size() != state.first.size()) {
    fail(ExitCode::internal_error, "an optimiser of {} parameters was given {} of them and a gradient of {}",
         state.first.size(), parameters.size(), gradient.size());
  }
  ++state.updates;
  state.first_power *= settings.first_decay;
  state.second_power *= settings.second_decay;
  const double first_bias = 1.0 - state.first_power;
  const double second_bias = 1.0 - state.second_power;
  const double factor =
      settings.kind == OptimiserKind::adam
          ? 1.0
          : rectification(settings.second_decay, static_cast<double>(state.updates), state.second_power);
  const bool adapted = factor > 0.0;

  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double g = gradient[i];
    const double m = settings.first_decay * state.first[i] + (1.0 - settings.first_decay) * g;
    const double v = settings.second_decay * state.second[i] + (1.0 - settings.second_decay) * (g * g);
    state.first[i] = m;
    state.second[i] = v;
    const double mean = m / first_bias;
    const double root = std::sqrt(v / second_bias) + settings.least_root;
    parameters[i] -= adapted ? rate * factor * (mean / root) : rate * mean;
  }
}

double clip_to_norm(std::span<double> gradient, double largest) {
  double squares = 0.0;
  for (const double g : gradient) squares += g * g;
  const double norm = std::sqrt(squares);
  if (norm > largest && norm <= std::numeric_limits<double>::max()) {
    const double factor = largest / norm;
    for (double& g : gradient) g *= factor;
  }
  return norm;
}

}  // namespace starling::learning
