// What all members of a run compute with: made once of the deck.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/walk/finite_law.hpp"
#include "drivers/walk/node_table.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::walk {

struct Problem {
  const Deck& deck;
  Graph graph;
  Chain chain;
  DeviceChain device;
  NodeFunctions functions;
  DeviceArray<double> function;  ///< their values
  std::vector<double> exact;     ///< their means under mu
  std::unique_ptr<Objective> objective;
  std::unique_ptr<FiniteLaw> law;  ///< advanced by whoever asks
  std::int64_t start = -1;         ///< node where tokens start; -1: drawn from mu
  std::string hash;                ///< of graph, mu, functions and objective: what the deck's files say

  /// Collective. Fails with bad_input about the deck's keys.
  Problem(const Communicator& world, const Deck& of);

  [[nodiscard]] int components() const { return objective ? objective->components() : 0; }
  /// Bytes that a token needs.
  [[nodiscard]] std::int64_t bytes_per_token() const;
};

}  // namespace starling::walk
