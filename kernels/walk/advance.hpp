// Tokens that walk a graph: many side by side, so that one waits for memory while others compute.
#pragma once

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

/// ratio^(-alpha)
STARLING_FUNCTION double repulsion(double ratio, double alpha) { return math::exp(-alpha * math::log(ratio)); }

/// One block of steps of a group of `Lanes` tokens. Step n of token t draws uniforms of (key; t, n) alone.
template <class Rule, int Lanes>
struct AdvanceTokens {
  GraphView graph;
  TokenArrays tokens;
  StepBlock steps;
  Rule rule;
  double alpha;
  random::Key key;

  STARLING_FUNCTION void operator()(std::int64_t group) const {
    const std::int64_t begin = group * Lanes;
    const auto lanes = static_cast<int>(tokens.count - begin < Lanes ? tokens.count - begin : Lanes);
    std::int32_t entity[Lanes];
    std::int32_t at[Lanes];
    double ratio[Lanes];
    double weight[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) {
      entity[lane] = static_cast<std::int32_t>(tokens.first + begin + lane);
      at[lane] = lane < lanes ? tokens.at[begin + lane] : 0;
      ratio[lane] = 1.0;
      weight[lane] = 0.0;
    }
    constexpr int per_draw = 2 / Rule::uniforms;  // steps that share a draw of Philox
    std::uint64_t words[4][Lanes];
    double uniform[2][Lanes];
    for (std::int64_t k = 0; k < steps.count; ++k) {
      const std::int64_t n = steps.first + k;
      if (k == 0 || n % per_draw == 0) {
        random::philox_lanes<Lanes>(entity, static_cast<std::uint64_t>(n / per_draw), random::Purpose::walk_step, 0,
                                    key, words);
        for (int i = 0; i < 2; ++i) {
          STARLING_LANES
          for (int lane = 0; lane < Lanes; ++lane)
            uniform[i][lane] = random::uniform_53(words[2 * i][lane], words[2 * i + 1][lane]);
        }
      }
      const double* const first = uniform[per_draw == 2 ? n % 2 : 0];
      const double added = steps.added[k];
      for (int lane = 0; lane < lanes; ++lane) {
        Visit* const visit = tokens.visit + (begin + lane) * graph.nodes;
        at[lane] = rule.choose(graph, visit, at[lane], first[lane], uniform[1][lane]);
        const Node& node = graph.node[at[lane]];
        ratio[lane] = visit[at[lane]].ratio + added * node.inverse_weight;
        weight[lane] = node.factor;
      }
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) weight[lane] *= repulsion(ratio[lane], alpha);
      for (int lane = 0; lane < lanes; ++lane)
        tokens.visit[(begin + lane) * graph.nodes + at[lane]] = {ratio[lane], weight[lane]};
      if (steps.path == nullptr) continue;
      for (int lane = 0; lane < lanes; ++lane) steps.path[k * tokens.count + begin + lane] = at[lane];
    }
    for (int lane = 0; lane < lanes; ++lane) tokens.at[begin + lane] = at[lane];
  }
};

/// Tokens that walk together: of 32, Philox fills its registers.
inline constexpr int token_lanes = kernels_run_on_host ? 32 : 1;

template <class Rule>
void advance_tokens(const Rule& rule, const GraphView& graph, const TokenArrays& tokens, const StepBlock& steps,
                    double alpha, random::Key key) {
  Kokkos::parallel_for("walk", IndexRange(0, (tokens.count + token_lanes - 1) / token_lanes),
                       AdvanceTokens<Rule, token_lanes>{graph, tokens, steps, rule, alpha, key});
}

/// Multiplies all ratios by a power of two and finds the weights that belong to them. Returns the smallest ratio.
inline double rescale_tokens(const GraphView& graph, const TokenArrays& tokens, double alpha, double power_of_two) {
  double smallest = 1.0;
  Kokkos::parallel_reduce(
      "rescale visits", IndexRange(0, tokens.count * graph.nodes),
      KOKKOS_LAMBDA(std::int64_t k, double& least) {
        const double ratio = tokens.visit[k].ratio * power_of_two;
        // What is no normal number has no logarithm here; the caller is told of it.
        const double held = ratio < 0x1p-1022 ? 0x1p-1022 : ratio;
        tokens.visit[k] = {ratio, graph.node[k % graph.nodes].factor * repulsion(held, alpha)};
        if (ratio < least) least = ratio;
      },
      Kokkos::Min<double>(smallest));
  return smallest;
}

}  // namespace starling::walk
