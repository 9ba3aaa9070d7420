// The base chain on a graph, ready for kernels, and its modes.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/walk/deck.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

/// Reversible with law mu. Neighbours as a rule of `method` chooses from them: those of `metropolis` under srrw hold the
/// node itself, where it may stay.
struct Chain {
  Method method;
  Base base;
  std::vector<double> mu;  ///< adds up to 1
  std::vector<Node> node;
  std::vector<std::int32_t> neighbour;
  std::vector<double> probability;  ///< empty where it is the same for all neighbours of a node
};

/// `weights`: mu of each node up to a factor; empty: uniform with metropolis, the degree with simple. Fails with bad_input
/// where a weight is not positive, or a repulsion takes what a rule compares out of the range of doubles.
[[nodiscard]] Chain make_chain(const Graph& graph, const WalkSettings& settings, const std::vector<double>& weights);

/// The chain in device memory.
struct DeviceChain {
  DeviceArray<Node> node;
  DeviceArray<std::int32_t> neighbour;
  DeviceArray<double> probability;

  explicit DeviceChain(const Chain& chain);
  [[nodiscard]] GraphView view() const;
};

/// An eigenvalue lambda < 1 of the base chain with its left eigenvector u, u^T diag(1/mu) u = 1.
struct ChainMode {
  double lambda;
  std::vector<double> left;
};

/// The most nodes of a graph whose modes are found: some half a second of every rank, at every start.
inline constexpr std::int64_t most_mode_nodes = 200;

/// All modes except that of 1 (the metropolis chain under hdt too: what it is without repulsion). Empty beyond
/// most_mode_nodes.
[[nodiscard]] std::vector<ChainMode> modes_of(const Graph& graph, const Chain& chain);

}  // namespace starling::walk
