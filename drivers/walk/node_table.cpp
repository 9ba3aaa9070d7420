// Reading numbers of nodes.
#include "drivers/walk/node_table.hpp"

#include <algorithm>
#include <cmath>

#include "engine/io/tables/number_table.hpp"

namespace starling::walk {

std::vector<double> degrees_of(const Graph& graph) {
  std::vector<double> degrees;
  for (std::int64_t i = 0; i < graph.nodes(); ++i) degrees.push_back(static_cast<double>(graph.degree(i)));
  return degrees;
}

NodeFunctions read_node_table(const FilePlace& place, const Graph& graph, const std::string& file,
                              const std::vector<std::string>& columns, const std::string& file_key,
                              const std::string& column_key) {
  NumberTableRequest request{file, place.deck, {"node"}, "", std::nullopt};
  request.columns.insert(request.columns.end(), columns.begin(), columns.end());
  request.rows_are_times = false;
  request.file_key = file_key;
  request.column_key = column_key;
  const NumberTable table = read_number_table(place.world, request);
  const auto nodes = static_cast<std::size_t>(graph.nodes());
  NodeFunctions found{columns, std::vector<double>(columns.size() * nodes)};
  std::vector<bool> seen(nodes, false);
  place.world.together([&] {
    for (const std::vector<double>& row : table.rows) {
      const auto label =
          std::lower_bound(graph.label.begin(), graph.label.end(), row[0],
                           [](std::int64_t one, double other) { return static_cast<double>(one) < other; });
      if (label == graph.label.end() || static_cast<double>(*label) != row[0])
        fail_about(file_key, "{}: there is no node {} in the graph", file, row[0]);
      const auto node = static_cast<std::size_t>(label - graph.label.begin());
      if (seen[node]) fail_about(file_key, "{}: node {} has two rows", file, row[0]);
      seen[node] = true;
      for (std::size_t k = 0; k < columns.size(); ++k) {
        if (!std::isfinite(row[k + 1]))
          fail_about(file_key, "{}: node {} has no value of {}", file, row[0], columns[k]);
        found.value[k * nodes + node] = row[k + 1];
      }
    }
    const auto missing = std::find(seen.begin(), seen.end(), false);
    if (missing != seen.end())
      fail_about(file_key, "{}: node {} has no row", file,
                 graph.label[static_cast<std::size_t>(missing - seen.begin())]);
  });
  return found;
}

}  // namespace starling::walk
