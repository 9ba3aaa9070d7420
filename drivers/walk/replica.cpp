// Tokens from step to step, and what they have found.
#include "drivers/walk/replica.hpp"

#include <algorithm>
#include <cmath>

#include "engine/comm/exact_sum.hpp"
#include "engine/io/rows.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/walk/advance.hpp"
#include "kernels/walk/measure.hpp"
#include "kernels/walk/rules.hpp"

namespace starling::walk {

namespace {

/// Steps of one launch.
constexpr std::int64_t most_steps = 1024;

/// (values - mean)^power, power 1 with mean 0.
struct CentralPower {
  const double* value;
  double mean;
  int power;
  STARLING_FUNCTION double operator()(std::int64_t i) const {
    const double difference = value[i] - mean;
    if (power == 1) return difference;
    const double square = difference * difference;
    return power == 2 ? square : square * square;
  }
};

std::vector<double> host_values(const DeviceArray<double>& array, std::int64_t components, std::int64_t tokens) {
  const std::vector<double> device = host_copy(array);
  std::vector<double> rows;
  for (std::int64_t t = 0; t < tokens; ++t) {
    for (std::int64_t k = 0; k < components; ++k) rows.push_back(device[static_cast<std::size_t>(k * tokens + t)]);
  }
  return rows;
}

/// The place of a token at the start: drawn from mu by one uniform.
std::int32_t drawn(const std::vector<double>& cumulative, std::uint32_t token, random::Key key) {
  const double uniform = random::uniform(token, key, 0, random::Purpose::walk_start, 0);
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), uniform * cumulative.back());
  return static_cast<std::int32_t>(std::min(found - cumulative.begin(), std::ssize(cumulative) - 1));
}

}  // namespace

PhasePlan phase_plan() {
  return {{{"walking"}, {"observation"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::observation),
          static_cast<std::size_t>(Phase::output)};
}

Replica::Replica(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
    : problem_(problem),
      group_(place.group),
      timer_(place.timer),
      key_(random::make_key(problem.deck.seed, static_cast<std::uint32_t>(place.replica))),
      share_(rows_of(problem.deck.tokens, place.group)),
      weights_(problem.deck.walk.step_exponent, problem.deck.walk.repulsion),
      at_("places", share_.count),
      visit_(Kokkos::view_alloc(Kokkos::WithoutInitializing, "visits"), share_.count * problem.graph.nodes()),
      theta_("theta", problem.components() * share_.count),
      path_("path", problem.objective ? path_steps * share_.count : 0) {
  Kokkos::deep_copy(visit_, Visit{1.0, 1.0});
  if (resumed != nullptr) {
    load(*resumed);
  } else {
    place_tokens();
  }
  // Weights that belong to the ratios.
  rescale(1.0);
}

TokenArrays Replica::tokens() const { return {at_.data(), visit_.data(), share_.first, share_.count}; }

Shares Replica::shares() const { return {weights_.start(), 1.0 / (weights_.total() - weights_.start())}; }

void Replica::place_tokens() {
  std::vector<double> cumulative;
  double sum = 0.0;
  for (const double each : problem_.chain.mu) cumulative.push_back(sum += each);
  std::vector<std::int32_t> at;
  for (std::int64_t t = share_.first; t < share_.first + share_.count; ++t) {
    at.push_back(problem_.start >= 0 ? static_cast<std::int32_t>(problem_.start)
                                     : drawn(cumulative, static_cast<std::uint32_t>(t), key_));
  }
  at_ = device_copy("places", at);
}

void Replica::walk(std::int64_t count, const std::vector<double>& added) {
  const DeviceArray<double> steps = device_copy("added", added);
  const StepBlock block{weights_.done() - count + 1, count, steps.data(), problem_.objective ? path_.data() : nullptr};
  const GraphView graph = problem_.device.view();
  const double alpha = problem_.deck.walk.repulsion;
  if (problem_.chain.method == Method::hdt) {
    advance_tokens(HistoryDrivenTarget{}, graph, tokens(), block, alpha, key_);
  } else if (graph.probability != nullptr) {
    advance_tokens(RepelledChain{}, graph, tokens(), block, alpha, key_);
  } else {
    advance_tokens(RepelledSimple{}, graph, tokens(), block, alpha, key_);
  }
  if (!problem_.objective) return;
  std::vector<double> gains;
  for (std::int64_t k = 0; k < count; ++k)
    gains.push_back(step_size(block.first + k, problem_.objective->gain_exponent));
  const DeviceArray<double> gain = device_copy("gains", gains);
  problem_.objective->descend({theta_.data(), gain.data(), path_.data(), count, share_.count});
}

void Replica::rescale(double power_of_two) {
  const double alpha = problem_.deck.walk.repulsion;
  const double smallest = rescale_tokens(problem_.device.view(), tokens(), alpha, power_of_two);
  const double octaves = -math::log(std::max(smallest, 0x1p-1022)) * 0x1.71547652b82fep+0;
  const bool lost = alpha > 0.0 && (smallest < least_ratio || alpha * octaves > most_octaves);
  if (!group_.any(lost)) return;
  throw Failure(
      ExitCode::blow_up,
      fmt::format("after {} steps: a token has not visited some node for so long that its repulsion leaves the "
                  "range of doubles: take a smaller walk.repulsion, or a walk.step_exponent nearer to 1",
                  weights_.done()),
      FailureScope::every_rank);
}

void Replica::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  timer_.enter(Phase::walking);
  const std::int64_t last = std::min(units, problem_.deck.steps);
  const std::int64_t most = problem_.objective ? path_steps : most_steps;
  std::vector<double> added;
  while (weights_.done() < last) {
    added.clear();
    double power = 1.0;
    while (weights_.done() < last && std::ssize(added) < most && power == 1.0) {
      added.push_back(weights_.next());
      power = weights_.rescale();
    }
    walk(std::ssize(added), added);
    if (power != 1.0) rescale(power);
  }
}

std::vector<TokenMoments> Replica::measure() const {
  const auto functions = static_cast<int>(problem_.exact.size());
  const int measured = functions + 2;
  DeviceArray<double> values(Kokkos::view_alloc(Kokkos::WithoutInitializing, "measured"), measured * share_.count);
  Kokkos::parallel_for(
      "measure tokens", IndexRange(0, share_.count),
      MeasureTokens{problem_.device.view(), tokens(), shares(), problem_.function.data(), functions, values.data()});
  std::vector<const double*> numbers;
  for (int k = 0; k < measured; ++k) numbers.push_back(values.data() + k * share_.count);
  for (int k = 0; k < problem_.components(); ++k) numbers.push_back(theta_.data() + k * share_.count);
  const std::int64_t all = problem_.deck.tokens;
  const auto count = static_cast<double>(all);
  ExactSumBatch first(group_, all);
  for (const double* const number : numbers) first.add(share_.count, CentralPower{number, 0.0, 1});
  std::vector<TokenMoments> found;
  for (const double sum : first.reduce()) found.push_back({sum / count, 0.0, 0.0});
  ExactSumBatch second(group_, all);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    second.add(share_.count, CentralPower{numbers[k], found[k].mean, 2});
    second.add(share_.count, CentralPower{numbers[k], found[k].mean, 4});
  }
  const std::vector<double> sums = second.reduce();
  for (std::size_t k = 0; k < found.size(); ++k) {
    const double square = sums[2 * k] / count;
    found[k].variance = sums[2 * k] / (count - 1.0);
    found[k].variance_error = std::sqrt(std::max(sums[2 * k + 1] / count - square * square, 0.0) / count);
    if (std::isfinite(found[k].mean) && std::isfinite(found[k].variance)) continue;
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
    const std::vector<TokenMoments> found = measure();
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
      const TokenMoments& theta = found[functions + 2 + k];
      const double gain = power_of(done(), problem_.objective->gain_exponent);
      values.insert(values.end(), {theta.mean, gain * theta.variance, predicted(law.theta, k)});
    }
    row.values = std::move(values);
  }
  rows.push_back(std::move(row));
}

std::vector<Result> Replica::results() const {
  if (done() == 0) return {};
  const std::vector<TokenMoments> found = measure();
  const std::int64_t count = problem_.deck.tokens;
  const auto error_of_mean = [&](const TokenMoments& of) {
    return std::sqrt(of.variance / static_cast<double>(count));
  };
  const double scale = power_of(done(), problem_.deck.walk.step_exponent);
  std::vector<Result> results;
  const std::size_t functions = problem_.exact.size();
  for (std::size_t k = 0; k < functions; ++k) {
    const std::string& name = problem_.functions.names[k];
    results.push_back({name, found[k].mean, error_of_mean(found[k]), count});
    results.push_back({name + "_variance", scale * found[k].variance, scale * found[k].variance_error, count});
  }
  const TokenMoments& square = found[functions];
  results.push_back({"mean_square", scale * square.mean, scale * error_of_mean(square), count});
  results.push_back({"total_variation", found[functions + 1].mean, error_of_mean(found[functions + 1]), count});
  for (std::size_t k = 0; k < static_cast<std::size_t>(problem_.components()); ++k) {
    const TokenMoments& theta = found[functions + 2 + k];
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

MemberState Replica::save() const {
  const std::vector<Visit> visits = host_copy(visit_);
  MemberColumn ratio{"ratio", static_cast<int>(problem_.graph.nodes()), {}};
  ratio.values.reserve(visits.size());
  for (const Visit& visit : visits) ratio.values.push_back(visit.ratio);
  const std::vector<std::int32_t> at = host_copy(at_);
  MemberState state{{{"weights", weights_.save()}},
                    {{"node", 1, std::vector<double>(at.begin(), at.end())}, std::move(ratio)}};
  const int components = problem_.components();
  if (components > 0) state.columns.push_back({"theta", components, host_values(theta_, components, share_.count)});
  return state;
}

void Replica::load(const MemberState& state) {
  weights_.load(state.shared.at("weights"));
  const std::vector<double>& node = column_named(state.columns, "node", 1).values;
  at_ = device_copy("places", std::vector<std::int32_t>(node.begin(), node.end()));
  std::vector<Visit> visits;
  for (const double ratio : column_named(state.columns, "ratio", static_cast<int>(problem_.graph.nodes())).values)
    visits.push_back({ratio, 1.0});
  visit_ = device_copy("visits", visits);
  const int components = problem_.components();
  if (components == 0) return;
  const std::vector<double>& rows = column_named(state.columns, "theta", components).values;
  std::vector<double> theta(rows.size());
  for (std::int64_t t = 0; t < share_.count; ++t) {
    for (int k = 0; k < components; ++k)
      theta[static_cast<std::size_t>(k * share_.count + t)] = rows[static_cast<std::size_t>(t * components + k)];
  }
  theta_ = device_copy("theta", theta);
}

std::vector<MemberColumn> Replica::visits() const {
  std::vector<MemberColumn> columns = save().columns;
  const Shares of = shares();
  const std::size_t nodes = problem_.chain.mu.size();
  columns[1].name = "visits";
  for (std::size_t k = 0; k < columns[1].values.size(); ++k) {
    double& value = columns[1].values[k];
    value = done() > 0 ? (value - of.start) * of.scale * problem_.chain.mu[k % nodes] : 0.0;
  }
  for (double& node : columns[0].values)
    node = static_cast<double>(problem_.graph.label[static_cast<std::size_t>(node)]);
  return columns;
}

}  // namespace starling::walk
