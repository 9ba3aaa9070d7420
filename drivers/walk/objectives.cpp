// The registry of objectives.
#include <cmath>

#include "drivers/walk/node_table.hpp"
#include "drivers/walk/objective.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/io/number_table.hpp"
#include "engine/learning/regression_data.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/walk/objectives.hpp"

namespace starling::walk {

namespace {

template <class Type>
std::unique_ptr<Chosen> make_objective() {
  return std::make_unique<Type>();
}

template <class Kernel>
void launch(const Kernel& kernel, const ThetaArrays& tokens) {
  Kokkos::parallel_for("descend", IndexRange(0, tokens.tokens),
                       Descend<Kernel>{kernel, tokens.theta, tokens.gain, tokens.path, tokens.steps, tokens.tokens});
}

void declare_gain(Schema& schema, double& exponent) {
  schema.key("gain_exponent", exponent, "of the gains beta_n = (n + 1)^-b").greater_than(0.5).at_most(1).symbol("b");
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
    if (!file_.empty()) value = read_node_table(place, graph, "objective", file_, words_in(columns_)).value;
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

class Logistic final : public Objective {
 public:
  Logistic(const std::vector<double>& rows, std::int64_t count, const std::vector<double>& mu, double ridge)
      : rows_(count), nodes_(static_cast<std::int64_t>(mu.size())), ridge_(ridge), row_(device_copy("rows", rows)) {
    const auto d = rows.size() / static_cast<std::size_t>(count);
    solution.assign(d, 0.0);
    solve(rows, mu);
  }
  void descend(const ThetaArrays& tokens) const override { launch(kernel(row_.data()), tokens); }

 private:
  [[nodiscard]] LogisticObjective kernel(const double* row) const { return {row, rows_, nodes_, ridge_, components()}; }

  /// Newton's method; what is left at its end is rounding.
  void solve(const std::vector<double>& rows, const std::vector<double>& mu) {
    const auto d = static_cast<std::size_t>(components());
    constexpr int most_steps = 100;
    for (int step = 0; step < most_steps; ++step) {
      linearise(rows, mu);
      std::vector<double> sum(d, 0.0);
      for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t i = 0; i < mu.size(); ++i) sum[k] += mu[i] * drift[k * mu.size() + i];
      }
      const std::vector<double> move = solve_symmetric(jacobian, sum, "objective.ridge");
      double longest = 0.0;
      for (std::size_t k = 0; k < d; ++k) {
        solution[k] += move[k];
        longest = std::max(longest, std::abs(move[k]));
      }
      if (longest < 1e-13) {
        linearise(rows, mu);
        return;
      }
    }
    fail_about("objective.ridge",
               "the data have no finite solution, or none that Newton's method finds from 0; raise it");
  }

  void linearise(const std::vector<double>& rows, const std::vector<double>& mu) {
    const auto d = static_cast<std::size_t>(components());
    const std::size_t nodes = mu.size();
    drift.assign(d * nodes, 0.0);
    jacobian.assign(d * d, 0.0);
    std::vector<double> here(d);
    for (std::size_t i = 0; i < nodes; ++i) {
      kernel(rows.data()).drift(static_cast<std::int64_t>(i), solution.data(), here.data());
      for (std::size_t k = 0; k < d; ++k) drift[k * nodes + i] = here[k];
      const auto all = static_cast<std::size_t>(rows_);
      const auto count = static_cast<double>((all - i + nodes - 1) / nodes);
      for (std::size_t r = i; r < all; r += nodes) {
        double z = 0.0;
        for (std::size_t k = 0; k < d; ++k) z += solution[k] * rows[r * d + k];
        const double sigma = 1.0 / (1.0 + math::exp(-z));
        const double weight = mu[i] * sigma * (1.0 - sigma) / count;
        for (std::size_t k = 0; k < d; ++k) {
          for (std::size_t l = 0; l < d; ++l) jacobian[k * d + l] += weight * rows[r * d + k] * rows[r * d + l];
        }
      }
    }
    for (std::size_t k = 0; k < d; ++k) jacobian[k * d + k] += ridge_;
  }

  std::int64_t rows_;
  std::int64_t nodes_;
  double ridge_;
  DeviceArray<double> row_;
};

class ChosenLogistic final : public ChosenObjective {
 public:
  void describe(Schema& schema) override {
    schema.key("file", file_, "CSV or HDF5 whose rows are dealt to the nodes in turn").required();
    schema.key("columns", columns_, "names of its columns, with blanks between: features, then the response, 0 or 1")
        .required();
    schema.key("intercept", intercept_, "the first coefficient is that of a constant 1");
    schema.key("standardise", standardise_, "shift and scale each feature to mean 0 and variance 1");
    schema.key("ridge", ridge_, "penalty ridge / 2 |theta|^2 of every node").at_least(0).at_most(1e3);
    declare_gain(schema, gain_exponent_);
  }
  void check() const override {
    const std::size_t features = words_in(columns_).size() - 1 + (intercept_ ? 1 : 0);
    if (features > most_components) fail_about("objective.columns", "make more than {} coefficients", most_components);
  }
  [[nodiscard]] std::unique_ptr<Objective> make(const FilePlace& place, const Graph& graph,
                                                const std::vector<double>& mu) const override {
    NumberTableRequest request{file_, place.deck, words_in(columns_), "", std::nullopt};
    request.rows_are_times = false;
    request.section = "objective";
    const NumberTable table = read_number_table(place.world, request);
    const auto rows = static_cast<std::int64_t>(table.rows.size());
    std::unique_ptr<Logistic> made;
    place.world.together([&] {
      if (rows < graph.nodes())
        fail_about("objective.file", "has {} rows, which leave some of the {} nodes without one", rows, graph.nodes());
      LogisticRegression::Parameters parameters;
      parameters.intercept = intercept_ ? 1.0 : 0.0;
      parameters.standardise = standardise_ ? 1.0 : 0.0;
      made =
          std::make_unique<Logistic>(learning::signed_features(parameters, table.rows, "objective"), rows, mu, ridge_);
    });
    made->gain_exponent = gain_exponent_;
    return made;
  }

 private:
  std::string file_;
  std::string columns_;
  bool intercept_ = true;
  bool standardise_ = true;
  double ridge_ = 0.1;
  double gain_exponent_ = 0.9;
};

}  // namespace

std::vector<double> solve_symmetric(std::vector<double> a, std::vector<double> b, const std::string& key) {
  const std::size_t d = b.size();
  for (std::size_t k = 0; k < d; ++k) {
    if (!(a[k * d + k] > 0.0)) fail_about(key, "the data leave a direction of theta open: raise it");
    for (std::size_t i = k + 1; i < d; ++i) {
      const double share = a[i * d + k] / a[k * d + k];
      for (std::size_t j = k; j < d; ++j) a[i * d + j] -= share * a[k * d + j];
      b[i] -= share * b[k];
    }
  }
  for (std::size_t k = d; k-- > 0;) {
    for (std::size_t j = k + 1; j < d; ++j) b[k] -= a[k * d + j] * b[j];
    b[k] /= a[k * d + k];
  }
  return b;
}

const Choice& objective_choice() {
  static const Choice choice("objective", "What is optimised along the walks: theta <- theta + beta_n H(theta, X_n).",
                             "which objective",
                             {{"none", "", make_objective<NoObjective>},
                              {"quadratic", "H = g_i - c theta.", make_objective<ChosenQuadratic>},
                              {"logistic", "Logistic regression, rows at nodes.", make_objective<ChosenLogistic>}},
                             "none");
  return choice;
}

}  // namespace starling::walk
