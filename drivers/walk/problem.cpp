// From a deck to what members compute with.
#include "drivers/walk/problem.hpp"

#include <algorithm>

#include "drivers/walk/replica.hpp"
#include "engine/deck/words.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "kernels/device_copy.hpp"

namespace starling::walk {

namespace {

Chain chain_of(const FilePlace& place, const Graph& graph, const WalkSettings& walk) {
  std::vector<double> weights;
  if (!walk.weights.empty())
    weights = read_node_table(place, graph, walk.weights, {"weight"}, "walk.weights", "walk.weights").value;
  Chain chain;
  place.world.together([&] { chain = make_chain(graph, walk, weights); });
  return chain;
}

NodeFunctions functions_of(const FilePlace& place, const Graph& graph, const Deck& deck) {
  NodeFunctions all;
  if (!deck.functions.empty())
    all = read_node_table(place, graph, deck.functions, words_in(deck.columns), "functions.file", "functions.columns");
  if (!deck.degree) return all;
  all.names.insert(all.names.begin(), "degree");
  const std::vector<double> degrees = degrees_of(graph);
  all.value.insert(all.value.begin(), degrees.begin(), degrees.end());
  return all;
}

std::int64_t start_of(const Graph& graph, const WalkSettings& walk) {
  if (!walk.start) return -1;
  const auto found = std::lower_bound(graph.label.begin(), graph.label.end(), *walk.start);
  if (found == graph.label.end() || *found != *walk.start)
    fail_about("walk.start", "there is no node {} in the graph", *walk.start);
  return found - graph.label.begin();
}

std::string hash_of(const Problem& problem) {
  HashedBytes bytes;
  for (const std::int64_t label : problem.graph.label) bytes.add(label);
  for (const std::int32_t neighbour : problem.graph.neighbour) bytes.add(neighbour);
  bytes.add(std::span<const double>(problem.chain.mu));
  bytes.add(problem.functions.names);
  bytes.add(std::span<const double>(problem.functions.value));
  if (!problem.objective) return bytes.hash();
  for (const std::vector<double>* const each :
       {&problem.objective->drift, &problem.objective->solution, &problem.objective->jacobian})
    bytes.add(std::span<const double>(*each));
  return bytes.hash();
}

}  // namespace

Problem::Problem(const Communicator& world, const Deck& of)
    : deck(of),
      graph(of.graph->make({world, of.file})),
      chain(chain_of({world, of.file}, graph, of.walk)),
      device(chain),
      functions(functions_of({world, of.file}, graph, of)),
      function(device_copy("functions", functions.value)),
      objective(of.objective->make({world, of.file}, graph, chain.mu)) {
  const std::size_t nodes = chain.mu.size();
  for (std::size_t at = 0; at < functions.value.size(); at += nodes) {
    double mean = 0.0;
    for (std::size_t i = 0; i < nodes; ++i) mean += chain.mu[i] * functions.value[at + i];
    exact.push_back(mean);
  }
  world.together([&] { start = start_of(graph, deck.walk); });
  law = std::make_unique<FiniteLaw>(modes_of(graph, chain), functions.value, deck.walk, objective.get());
  hash = hash_of(*this);
}

std::int64_t Problem::bytes_per_token() const {
  const auto visits = static_cast<std::int64_t>(sizeof(Visit)) * graph.nodes();
  const std::int64_t measured = 8 * (std::ssize(exact) + 2);
  const std::int64_t path = objective ? 4 * path_steps + 8 * components() : 0;
  return visits + measured + path + 4;
}

}  // namespace starling::walk
