// Reading lists of edges.
#include <algorithm>
#include <array>
#include <string_view>

#include "drivers/walk/graph.hpp"
#include "engine/deck/whole_number.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::walk {

namespace {

constexpr const char* file_key = "graph.file";

/// Files hold labels as doubles.
constexpr std::uint64_t largest_label = std::uint64_t{1} << 53;

using Edge = std::array<std::int64_t, 2>;

struct Edges {
  std::vector<Edge> list;
  std::int64_t loops = 0;
};

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::int64_t label_of(std::string_view word, const std::string& place) {
  const WholeNumber number = parse_whole_number(word);
  if (number.kind != WholeNumberKind::whole || number.magnitude > largest_label)
    fail_about(file_key, "{}: '{}' is no label of a node, which is a whole number up to 2^53", place,
               word.substr(0, 40));
  if (number.negative && number.magnitude > 0)
    fail_about(file_key, "{}: '{}' is a negative label of a node", place, word.substr(0, 40));
  return static_cast<std::int64_t>(number.magnitude);
}

Edges edges_of(std::string_view text, const std::string& name) {
  Edges edges;
  std::int64_t line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words.front().front() == '#') continue;
    const std::string place = fmt::format("{}:{}", name, line_number);
    if (words.size() != 2)
      fail_about(file_key, "{}: {} words, where an edge has two labels{}", place, words.size(),
                 words.size() == 3 ? " (edges have no weights)" : "");
    const Edge edge{label_of(words[0], place), label_of(words[1], place)};
    if (edge[0] == edge[1]) {
      ++edges.loops;
    } else {
      edges.list.push_back(edge);
    }
  }
  if (edges.list.empty()) fail_about(file_key, "{}: holds no edge", name);
  return edges;
}

/// Sorted, every edge in both directions and once; refuses a list of which some only stand in both. `repeated` gets the number of lines
/// that repeat another.
std::vector<Edge> both_ways(std::vector<Edge> list, const std::string& name, std::int64_t& repeated) {
  repeated = std::ssize(list);
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  repeated -= std::ssize(list);
  const auto has_reverse = [&](const Edge& edge) {
    return std::binary_search(list.begin(), list.end(), Edge{edge[1], edge[0]});
  };
  const auto two_way = std::count_if(list.begin(), list.end(), has_reverse);
  if (two_way == std::ssize(list)) return list;
  if (two_way > 0) {
    const auto one_way = std::find_if_not(list.begin(), list.end(), has_reverse);
    fail_about(file_key,
               "{}: is a directed graph: the edge {} -> {} has no reverse, though others have; the walk needs an "
               "undirected one, each edge once or all in both directions",
               name, (*one_way)[0], (*one_way)[1]);
  }
  const std::size_t once = list.size();
  for (std::size_t k = 0; k < once; ++k) list.push_back({list[k][1], list[k][0]});
  std::sort(list.begin(), list.end());
  return list;
}

Graph graph_of(const std::vector<Edge>& list) {
  Graph graph;
  for (const Edge& edge : list) {
    if (graph.label.empty() || graph.label.back() != edge[0]) {
      graph.label.push_back(edge[0]);
      graph.first.push_back(static_cast<std::int64_t>(graph.neighbour.size()));
    }
    graph.neighbour.push_back(0);
  }
  graph.first.push_back(static_cast<std::int64_t>(graph.neighbour.size()));
  if (graph.nodes() > INT32_MAX) fail_about(file_key, "holds {} nodes; 2^31 - 1 are the most", graph.nodes());
  for (std::size_t k = 0; k < list.size(); ++k) {
    const auto found = std::lower_bound(graph.label.begin(), graph.label.end(), list[k][1]);
    graph.neighbour[k] = static_cast<std::int32_t>(found - graph.label.begin());
  }
  return graph;
}

/// The component of each node, numbered by their first nodes.
std::vector<std::int32_t> components_of(const Graph& graph) {
  std::vector<std::int32_t> component(static_cast<std::size_t>(graph.nodes()), -1);
  std::vector<std::int32_t> waiting;
  std::int32_t count = 0;
  for (std::int64_t start = 0; start < graph.nodes(); ++start) {
    if (component[static_cast<std::size_t>(start)] >= 0) continue;
    component[static_cast<std::size_t>(start)] = count;
    waiting.push_back(static_cast<std::int32_t>(start));
    while (!waiting.empty()) {
      const auto node = static_cast<std::size_t>(waiting.back());
      waiting.pop_back();
      for (std::int64_t e = graph.first[node]; e < graph.first[node + 1]; ++e) {
        const std::int32_t other = graph.neighbour[static_cast<std::size_t>(e)];
        if (component[static_cast<std::size_t>(other)] >= 0) continue;
        component[static_cast<std::size_t>(other)] = count;
        waiting.push_back(other);
      }
    }
    ++count;
  }
  return component;
}

}  // namespace

Graph graph_of_edge_list(const std::string& text, const std::string& name, bool largest) {
  Edges edges = edges_of(text, name);
  std::int64_t repeated = 0;
  std::vector<Edge> list = both_ways(std::move(edges.list), name, repeated);
  Graph graph = graph_of(list);
  const std::vector<std::int32_t> component = components_of(graph);
  std::vector<std::int64_t> size(static_cast<std::size_t>(*std::max_element(component.begin(), component.end())) + 1);
  for (const std::int32_t each : component) ++size[static_cast<std::size_t>(each)];
  const auto greatest = std::max_element(size.begin(), size.end());
  std::vector<std::string> remarks;
  if (edges.loops > 0)
    remarks.push_back(fmt::format("{}: {} edges from a node to itself are left out", name, edges.loops));
  if (repeated > 0)
    remarks.push_back(fmt::format("{}: edges count once: {} left out", name, counted(repeated, "repetition")));
  if (size.size() > 1) {
    if (!largest)
      fail_about(file_key,
                 "{}: is not connected: the largest of {} components has {} of {} nodes; graph.component = largest "
                 "takes it",
                 name, size.size(), *greatest, graph.nodes());
    remarks.push_back(fmt::format("{}: the largest of {} components is taken, {} of {} nodes", name, size.size(),
                                  *greatest, graph.nodes()));
    const auto kept = static_cast<std::int32_t>(greatest - size.begin());
    std::erase_if(list, [&](const Edge& edge) {
      const auto found = std::lower_bound(graph.label.begin(), graph.label.end(), edge[0]);
      return component[static_cast<std::size_t>(found - graph.label.begin())] != kept;
    });
    graph = graph_of(list);
  }
  graph.remarks = std::move(remarks);
  return graph;
}

}  // namespace starling::walk
