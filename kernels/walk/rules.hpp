// How a token chooses its next node. u_j = (x_j / mu_j)^(-alpha) repels it from what it has visited often.
#pragma once

#include "kernels/portability.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

// A rule says how many uniforms a step takes, and chooses. Sums over neighbours are in their order.

/// The neighbour in whose part of the sum of weights `uniform` falls.
template <class WeightOf>
STARLING_FUNCTION std::int32_t drawn_neighbour(const GraphView& graph, const Node& here, double uniform,
                                               const WeightOf& weight_of) {
  const std::int64_t end = here.first + here.degree;
  double total = 0.0;
  for (std::int64_t e = here.first; e < end; ++e) total += weight_of(e);
  const double target = uniform * total;
  double sum = 0.0;
  for (std::int64_t e = here.first; e < end - 1; ++e) {
    sum += weight_of(e);
    if (target < sum) return graph.neighbour[e];
  }
  return graph.neighbour[end - 1];
}

/// i -> j with probability proportional to u_j, j a neighbour of i: self-repelling walk over the simple base chain (Doshi,
/// Hu and Eun, ICML 2023). Weights hold u.
struct RepelledSimple {
  static constexpr int uniforms = 1;
  STARLING_FUNCTION std::int32_t choose(const GraphView& graph, const Visit* visit, std::int32_t at, double uniform,
                                        double /*second*/) const {
    return drawn_neighbour(graph, graph.node[at], uniform,
                           [&](std::int64_t e) { return visit[graph.neighbour[e]].weight; });
  }
};

/// The same, proportional to P_ij u_j of any base chain.
struct RepelledChain {
  static constexpr int uniforms = 1;
  STARLING_FUNCTION std::int32_t choose(const GraphView& graph, const Visit* visit, std::int32_t at, double uniform,
                                        double /*second*/) const {
    return drawn_neighbour(graph, graph.node[at], uniform,
                           [&](std::int64_t e) { return graph.probability[e] * visit[graph.neighbour[e]].weight; });
  }
};

/// A uniform neighbour j is accepted with probability min(1, mu_j u_j d_i / (mu_i u_i d_j)): history-driven target (Hu, Ma
/// and Eun, 2025). Weights hold u mu / d.
struct HistoryDrivenTarget {
  static constexpr int uniforms = 2;
  STARLING_FUNCTION std::int32_t choose(const GraphView& graph, const Visit* visit, std::int32_t at, double uniform,
                                        double second) const {
    const Node here = graph.node[at];
    const auto pick = static_cast<std::int64_t>(uniform * static_cast<double>(here.degree));
    const std::int32_t proposed = graph.neighbour[here.first + pick];
    return second * visit[at].weight < visit[proposed].weight ? proposed : at;
  }
};

}  // namespace starling::walk
