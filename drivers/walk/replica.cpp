// Tokens from step to step, and what they have found.
#include "drivers/walk/replica.hpp"

#include <algorithm>
#include <cmath>

#include "engine/io/rows.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/pick.hpp"
#include "kernels/walk/advance.hpp"
#include "kernels/walk/rules.hpp"

namespace starling::walk {

namespace {

/// Steps of one launch.
constexpr std::int64_t most_steps = 1024;

/// The place of a token at the start: drawn from mu by one uniform.
std::int32_t drawn(const std::vector<double>& cumulative, std::uint32_t token, random::Key key) {
  const double uniform = random::uniform(token, key, 0, random::Purpose::walk_start, 0);
  return static_cast<std::int32_t>(
      random::pick(cumulative.data(), std::ssize(cumulative), uniform * cumulative.back()));
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

}  // namespace starling::walk
