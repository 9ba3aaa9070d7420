// Laws and probabilities of base chains.
#include "drivers/walk/chain.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/walk/node_table.hpp"
#include "drivers/walk/step_weights.hpp"
#include "engine/statistics/symmetric_eigenvalues.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::walk {

namespace {

std::vector<double> law_of(const Graph& graph, const WalkSettings& settings, const std::vector<double>& weights) {
  std::vector<double> mu(static_cast<std::size_t>(graph.nodes()), 1.0);
  if (settings.base == Base::simple) mu = degrees_of(graph);
  if (!weights.empty()) mu = weights;
  double total = 0.0;
  for (std::size_t i = 0; i < mu.size(); ++i) {
    if (!(mu[i] > 0.0))
      fail_about("walk.weights", "the weight of node {} is {}: weights are greater than 0", graph.label[i], mu[i]);
    total += mu[i];
  }
  if (!std::isfinite(total)) fail_about("walk.weights", "add up to more than a double holds");
  for (double& each : mu) each /= total;
  return mu;
}

/// P(i -> j) of Metropolis with uniform proposals.
double metropolis(const Graph& graph, const std::vector<double>& mu, std::size_t i, std::size_t j) {
  const auto degree_i = static_cast<double>(graph.degree(static_cast<std::int64_t>(i)));
  const auto degree_j = static_cast<double>(graph.degree(static_cast<std::int64_t>(j)));
  return std::min(1.0 / degree_i, mu[j] / (mu[i] * degree_j));
}

/// Calls visit(j, P_ij) for the neighbours j of i.
template <class Visit>
void for_neighbours(const Graph& graph, const Chain& chain, std::size_t i, const Visit& visit) {
  for (std::int64_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
    const auto j = static_cast<std::size_t>(graph.neighbour[static_cast<std::size_t>(e)]);
    visit(j, chain.base == Base::simple ? 1.0 / static_cast<double>(graph.degree(static_cast<std::int64_t>(i)))
                                        : metropolis(graph, chain.mu, i, j));
  }
}

/// What is left of 1 by rounding is no probability of staying.
constexpr double least_stay = 1e-14;

void add_metropolis_rows(const Graph& graph, Chain& chain) {
  for (std::size_t i = 0; i < chain.mu.size(); ++i) {
    chain.node[i].first = static_cast<std::int64_t>(chain.neighbour.size());
    double leaves = 0.0;
    for_neighbours(graph, chain, i, [&](std::size_t j, double probability) {
      chain.neighbour.push_back(static_cast<std::int32_t>(j));
      chain.probability.push_back(probability);
      leaves += probability;
    });
    if (1.0 - leaves > least_stay) {
      chain.neighbour.push_back(static_cast<std::int32_t>(i));
      chain.probability.push_back(1.0 - leaves);
    }
    chain.node[i].degree = static_cast<std::int64_t>(chain.neighbour.size()) - chain.node[i].first;
  }
}

void check_range(const Graph& graph, const WalkSettings& settings, const Chain& chain) {
  const auto lightest = std::min_element(chain.mu.begin(), chain.mu.end()) - chain.mu.begin();
  const double octaves = -math::log(chain.mu[static_cast<std::size_t>(lightest)]) * 0x1.71547652b82fep+0;
  if (settings.repulsion * octaves + weight_octaves <= most_octaves) return;
  fail_about("walk.repulsion",
             "is too much for node {}, whose share of mu is {:.3g}: once visited, it would repel by less than a double "
             "holds; take {:.3g} at most",
             graph.label[static_cast<std::size_t>(lightest)], chain.mu[static_cast<std::size_t>(lightest)],
             (most_octaves - weight_octaves) / octaves);
}

}  // namespace

Chain make_chain(const Graph& graph, const WalkSettings& settings, const std::vector<double>& weights) {
  Chain chain{settings.method, settings.base, law_of(graph, settings, weights), {}, {}, {}};
  check_range(graph, settings, chain);
  for (std::size_t i = 0; i < chain.mu.size(); ++i) {
    const std::int64_t degree = graph.degree(static_cast<std::int64_t>(i));
    const double factor = settings.method == Method::hdt ? chain.mu[i] / static_cast<double>(degree) : 1.0;
    chain.node.push_back({graph.first[i], degree, 1.0 / chain.mu[i], factor});
  }
  if (settings.method == Method::srrw && settings.base == Base::metropolis) {
    add_metropolis_rows(graph, chain);
  } else {
    chain.neighbour = graph.neighbour;
  }
  return chain;
}

DeviceChain::DeviceChain(const Chain& chain)
    : node(device_copy("nodes", chain.node)),
      neighbour(device_copy("neighbours", chain.neighbour)),
      probability(device_copy("probabilities", chain.probability)) {}

GraphView DeviceChain::view() const {
  return {node.data(), neighbour.data(), probability.extent(0) > 0 ? probability.data() : nullptr,
          static_cast<std::int64_t>(node.extent(0))};
}

std::vector<ChainMode> modes_of(const Graph& graph, const Chain& chain) {
  const std::size_t n = chain.mu.size();
  if (graph.nodes() > most_mode_nodes) return {};
  // diag(sqrt mu) P diag(1 / sqrt mu) is symmetric.
  std::vector<std::vector<double>> rows(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    double leaves = 0.0;
    for_neighbours(graph, chain, i, [&](std::size_t j, double probability) {
      rows[i][j] = std::sqrt(chain.mu[i] / chain.mu[j]) * probability;
      leaves += probability;
    });
    rows[i][i] = 1.0 - leaves;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) rows[i][j] = rows[j][i] = 0.5 * (rows[i][j] + rows[j][i]);
  }
  std::vector<ChainMode> modes;
  for (EigenPair& pair : symmetric_eigenvalues(std::move(rows))) {
    for (std::size_t i = 0; i < n; ++i) pair.vector[i] *= std::sqrt(chain.mu[i]);
    modes.push_back({pair.value, std::move(pair.vector)});
  }
  modes.erase(modes.begin());
  return modes;
}

}  // namespace starling::walk
