// The registry of objectives.
#include "kernels/walk/objectives.hpp"
#include "drivers/walk/node_table.hpp"
#include "drivers/walk/objective.hpp"
#include "drivers/walk/objective_launch.hpp"
#include "engine/deck/words.hpp"
#include "kernels/device_copy.hpp"

namespace starling::walk {

namespace {

template <class Type>
std::unique_ptr<Chosen> make_objective() {
  return std::make_unique<Type>();
}

class NoObjective final : public ChosenObjective {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] std::unique_ptr<Objective> make(const FilePlace& /*place*/, const Graph& /*graph*/,
                                                const std::vector<double>& /*mu*/) const override {
    return {};
  }
};

class Quadratic final : public Objective {
 public:
  Quadratic(std::vector<double> value, const std::vector<double>& mu, double curvature, bool centred)
      : curvature_(curvature) {
    const std::size_t nodes = mu.size();
    const std::size_t components = value.size() / nodes;
    drift = value;
    jacobian.assign(components * components, 0.0);
    for (std::size_t k = 0; k < components; ++k) {
      double mean = 0.0;
      for (std::size_t i = 0; i < nodes; ++i) mean += mu[i] * value[k * nodes + i];
      for (std::size_t i = 0; i < nodes; ++i) {
        drift[k * nodes + i] -= mean;
        if (centred) value[k * nodes + i] -= mean;
      }
      solution.push_back(centred ? 0.0 : mean / curvature);
      jacobian[k * components + k] = curvature;
    }
    value_ = device_copy("values of nodes", value);
    nodes_ = static_cast<std::int64_t>(nodes);
  }
  void descend(const ThetaArrays& tokens) const override {
    launch(QuadraticObjective{value_.data(), nodes_, curvature_, components()}, tokens);
  }

 private:
  double curvature_;
  std::int64_t nodes_ = 0;
  DeviceArray<double> value_;
};

class ChosenQuadratic final : public ChosenObjective {
 public:
  void describe(Schema& schema) override {
    schema.key("file", file_, "CSV with a column node and others: g").unset_means("the degree");
    schema.key("columns", columns_, "names of its columns, with blanks between, one for each component of theta")
        .unset_means("none");
    schema.key("centred", centred_, "subtract from g its mean under mu, so that theta starts at its solution 0");
    schema.key("curvature", curvature_, "of the objective: H = g - c theta").greater_than(0).at_most(1e3).symbol("c");
    declare_gain(schema, gain_exponent_);
  }
  void check() const override {
    if (file_.empty() != columns_.empty())
      fail_about(file_.empty() ? "objective.columns" : "objective.file",
                 "objective.file and objective.columns belong together");
    if (words_in(columns_).size() > most_components)
      fail_about("objective.columns", "names more than {} components", most_components);
  }
  [[nodiscard]] std::unique_ptr<Objective> make(const FilePlace& place, const Graph& graph,
                                                const std::vector<double>& mu) const override {
    std::vector<double> value = degrees_of(graph);
    if (!file_.empty())
      value = read_node_table(place, graph, file_, words_in(columns_), "objective.file", "objective.columns").value;
    auto made = std::make_unique<Quadratic>(std::move(value), mu, curvature_, centred_);
    made->gain_exponent = gain_exponent_;
    return made;
  }

 private:
  std::string file_;
  std::string columns_;
  bool centred_ = true;
  double curvature_ = 1.0;
  double gain_exponent_ = 0.9;
};

}  // namespace

const Choice& objective_choice() {
  static const Choice choice("objective", "What is optimised along the walks: theta <- theta + beta_n H(theta, X_n).",
                             "which objective",
                             {{"none", "", make_objective<NoObjective>},
                              {"quadratic", "H = g_i - c theta.", make_objective<ChosenQuadratic>},
                              {"logistic", "Logistic regression, rows at nodes.", chosen_logistic}},
                             "none");
  return choice;
}

}  // namespace starling::walk
