// The registry of graphs.
#include <algorithm>

#include "drivers/walk/graph.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/runtime/memory.hpp"

namespace starling::walk {

namespace {

constexpr double most_nodes = 1e9;

template <class Type>
std::unique_ptr<Chosen> make_graph() {
  return std::make_unique<Type>();
}

/// Nodes 0, ..., nodes - 1; neighbours_of(node, list) appends in ascending order.
template <class NeighboursOf>
Graph regular_graph(std::int64_t nodes, const NeighboursOf& neighbours_of) {
  Graph graph;
  for (std::int64_t node = 0; node < nodes; ++node) {
    graph.label.push_back(node);
    graph.first.push_back(static_cast<std::int64_t>(graph.neighbour.size()));
    neighbours_of(node, graph.neighbour);
  }
  graph.first.push_back(static_cast<std::int64_t>(graph.neighbour.size()));
  return graph;
}

class EdgeList final : public ChosenGraph {
 public:
  enum class Component { whole, largest };
  void describe(Schema& schema) override {
    schema
        .key("file", file_,
             "edges as text (SNAP): two labels a line; a relative path is also looked for beside the deck")
        .required();
    schema.key("component", component_, {{"whole", Component::whole}, {"largest", Component::largest}},
               "of a graph that is not connected: refuse it, or take the largest component");
  }
  [[nodiscard]] Graph make(const FilePlace& place) const override {
    std::string text;
    place.world.together([&] {
      if (place.world.is_root()) text = read_text_file(find_file("graph.file", file_, place.deck));
    });
    text = place.world.broadcast(text);
    // Each line is an edge, or less.
    const std::int64_t lines = std::count(text.begin(), text.end(), '\n') + 1;
    require_graph_memory(place.world, 0, 2 * lines);
    Graph graph;
    place.world.together([&] { graph = graph_of_edge_list(text, file_, component_ == Component::largest); });
    return graph;
  }

 private:
  std::string file_;
  Component component_ = Component::whole;
};

class Ring final : public ChosenGraph {
 public:
  void describe(Schema& schema) override {
    schema.key("nodes", nodes_, "on a circle, each with two neighbours").required().at_least(3).at_most(most_nodes);
  }
  [[nodiscard]] Graph make(const FilePlace& place) const override {
    require_graph_memory(place.world, nodes_, 2 * nodes_);
    return regular_graph(nodes_, [&](std::int64_t node, std::vector<std::int32_t>& list) {
      const auto before = static_cast<std::int32_t>((node + nodes_ - 1) % nodes_);
      const auto after = static_cast<std::int32_t>((node + 1) % nodes_);
      list.insert(list.end(), {std::min(before, after), std::max(before, after)});
    });
  }

 private:
  std::int64_t nodes_ = 0;
};

class Grid final : public ChosenGraph {
 public:
  void describe(Schema& schema) override {
    schema.key("rows", rows_, "of nodes, each with up to four neighbours").required().at_least(1).at_most(1e5);
    schema.key("columns", columns_, "of nodes").required().at_least(1).at_most(1e5);
  }
  void check() const override {
    if (rows_ * columns_ < 2) fail_about("graph.columns", "with one row a grid needs two columns at least");
    if (rows_ * columns_ > static_cast<std::int64_t>(most_nodes))
      fail_about("graph.columns", "times graph.rows is more than {:g} nodes", most_nodes);
  }
  [[nodiscard]] Graph make(const FilePlace& place) const override {
    require_graph_memory(place.world, rows_ * columns_, 4 * rows_ * columns_);
    return regular_graph(rows_ * columns_, [&](std::int64_t node, std::vector<std::int32_t>& list) {
      const auto at = static_cast<std::int32_t>(node);
      const auto width = static_cast<std::int32_t>(columns_);
      if (node >= columns_) list.push_back(at - width);
      if (node % columns_ > 0) list.push_back(at - 1);
      if (node % columns_ < columns_ - 1) list.push_back(at + 1);
      if (node < (rows_ - 1) * columns_) list.push_back(at + width);
    });
  }

 private:
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
};

class Complete final : public ChosenGraph {
 public:
  void describe(Schema& schema) override {
    schema.key("nodes", nodes_, "each a neighbour of all others").required().at_least(3).at_most(2e4);
  }
  [[nodiscard]] Graph make(const FilePlace& place) const override {
    require_graph_memory(place.world, nodes_, nodes_ * (nodes_ - 1));
    return regular_graph(nodes_, [&](std::int64_t node, std::vector<std::int32_t>& list) {
      for (std::int64_t other = 0; other < nodes_; ++other)
        if (other != node) list.push_back(static_cast<std::int32_t>(other));
    });
  }

 private:
  std::int64_t nodes_ = 0;
};

}  // namespace

void require_graph_memory(const Communicator& world, std::int64_t nodes, std::int64_t entries) {
  // On the host and on the device; the larger part of an entry are probabilities, and edges while they are read.
  constexpr double bytes_of_node = 150.0;
  constexpr double bytes_of_entry = 32.0;
  require_memory(world, bytes_of_node * static_cast<double>(nodes) + bytes_of_entry * static_cast<double>(entries));
}

const Choice& graph_choice() {
  static const Choice choice("graph", "What tokens walk on: undirected and connected.", "which graph",
                             {{"edge_list", "", make_graph<EdgeList>},
                              {"ring", "", make_graph<Ring>},
                              {"grid", "A rectangle of nodes, without edges around it.", make_graph<Grid>},
                              {"complete", "", make_graph<Complete>}});
  return choice;
}

}  // namespace starling::walk
