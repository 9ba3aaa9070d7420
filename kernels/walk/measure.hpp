// What is measured of each token's visits.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/portability.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

/// Of token t, with f as above: sum_j g_kj f_j for each of `functions`, then sum_j (f_j - mu_j)^2, then
/// sum_j |f_j - mu_j| / 2, at out[quantity * tokens + t]. g_kj is function[k * nodes + j].
struct MeasureTokens {
  GraphView graph;
  TokenArrays tokens;
  Shares shares;
  const double* function;
  int functions;
  double* out;

  STARLING_FUNCTION void operator()(std::int64_t token) const {
    const Visit* const visit = tokens.visit + token * graph.nodes;
    const auto share = [&](std::int64_t j) {
      return (visit[j].ratio - shares.start) * shares.scale / graph.node[j].inverse_weight;
    };
    for (int k = 0; k < functions; ++k) {
      double sum = 0.0;
      for (std::int64_t j = 0; j < graph.nodes; ++j) sum += function[k * graph.nodes + j] * share(j);
      out[k * tokens.count + token] = sum;
    }
    double squares = 0.0;
    double apart = 0.0;
    for (std::int64_t j = 0; j < graph.nodes; ++j) {
      const double difference = share(j) - 1.0 / graph.node[j].inverse_weight;
      squares += difference * difference;
      apart += math::absolute(difference);
    }
    out[functions * tokens.count + token] = squares;
    out[(functions + 1) * tokens.count + token] = 0.5 * apart;
  }
};

}  // namespace starling::walk
