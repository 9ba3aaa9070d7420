// Numbers of nodes from files.
#pragma once

#include <string>
#include <vector>

#include "drivers/walk/graph.hpp"

namespace starling::walk {

/// Functions of a node: function k of node i is value[k * nodes + i].
struct NodeFunctions {
  std::vector<std::string> names;
  std::vector<double> value;
};

/// Collective: the `columns` of a CSV whose column `node` holds the labels of all nodes, each once, in any order. Fails with
/// bad_input about the keys that name the file and its columns.
[[nodiscard]] NodeFunctions read_node_table(const FilePlace& place, const Graph& graph, const std::string& file,
                                            const std::vector<std::string>& columns, const std::string& file_key,
                                            const std::string& column_key);

/// The degree of every node.
[[nodiscard]] std::vector<double> degrees_of(const Graph& graph);

}  // namespace starling::walk
