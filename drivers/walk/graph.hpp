// Graphs that tokens walk on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"

namespace starling::walk {

/// Undirected and connected. The neighbours of node i, in ascending order, are neighbour[first[i]], ...,
/// neighbour[first[i + 1] - 1].
struct Graph {
  std::vector<std::int64_t> label;  ///< of each node, ascending
  std::vector<std::int64_t> first;
  std::vector<std::int32_t> neighbour;
  std::vector<std::string> remarks;  ///< for the log: what was made of the file

  [[nodiscard]] std::int64_t nodes() const { return static_cast<std::int64_t>(label.size()); }
  [[nodiscard]] std::int64_t edges() const { return static_cast<std::int64_t>(neighbour.size()) / 2; }
  [[nodiscard]] std::int64_t degree(std::int64_t node) const {
    return first[static_cast<std::size_t>(node) + 1] - first[static_cast<std::size_t>(node)];
  }
};

/// Where files that the deck names are looked for.
struct FilePlace {
  const Communicator& world;
  std::filesystem::path deck;
};

/// Collective: fails on all ranks if there is not the memory for a graph of so many nodes and entries of `neighbour`, with the chain
/// that is made of it.
void require_graph_memory(const Communicator& world, std::int64_t nodes, std::int64_t entries);

/// What a deck names in [graph].
class ChosenGraph : public Chosen {
 public:
  /// Collective. Fails with bad_input about the keys of [graph].
  [[nodiscard]] virtual Graph make(const FilePlace& place) const = 0;
  /// As far as the deck alone tells.
  virtual void check() const {}
};

/// The registry of graphs.
[[nodiscard]] const Choice& graph_choice();

/// The graph of a text of edges (SNAP): two labels a line, comments begin with #. An edge may stand once, or in both
/// directions as all others then must. `largest`: of several components the largest is kept, the first of several; else
/// they are refused. Fails with bad_input about graph.file, with the line.
[[nodiscard]] Graph graph_of_edge_list(const std::string& text, const std::string& name, bool largest);

}  // namespace starling::walk
