// Logistic regression along walks, and its solution by Newton's method.
#include <algorithm>
#include <cmath>

#include "drivers/walk/node_table.hpp"
#include "drivers/walk/objective_launch.hpp"
#include "engine/deck/words.hpp"
#include "engine/io/tables/number_table.hpp"
#include "engine/learning/regression_data.hpp"
#include "kernels/device_copy.hpp"

namespace starling::walk {

namespace {

/// x of A x = b, A symmetric and positive, row by row.
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

  /// Newton's method, until its steps are rounding: below 1e-13, or small against theta and no longer shorter.
  void solve(const std::vector<double>& rows, const std::vector<double>& mu) {
    const auto d = static_cast<std::size_t>(components());
    constexpr int most_steps = 100;
    double before = 0.0;
    double longest = 0.0;
    double largest = 0.0;
    for (int step = 0; step < most_steps; ++step) {
      linearise(rows, mu);
      std::vector<double> sum(d, 0.0);
      for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t i = 0; i < mu.size(); ++i) sum[k] += mu[i] * drift[k * mu.size() + i];
      }
      const std::vector<double> move = solve_symmetric(jacobian, sum, "objective.ridge");
      before = longest;
      longest = largest = 0.0;
      for (std::size_t k = 0; k < d; ++k) {
        solution[k] += move[k];
        longest = std::max(longest, std::abs(move[k]));
        largest = std::max(largest, std::abs(solution[k]));
      }
      const bool settled = step > 0 && longest >= before && longest < 1e-8 * (1.0 + largest);
      if (longest < 1e-13 || settled) {
        linearise(rows, mu);
        return;
      }
    }
    fail_about(
        "objective.ridge",
        "the data have no finite solution, or none that Newton's method finds from 0: after {} steps theta, up to "
        "{:.3g}, still moves by {:.3g}; raise it",
        most_steps, largest, longest);
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
      const std::size_t count = (all - i + nodes - 1) / nodes;
      for (std::size_t r = i; r < all; r += nodes) {
        double z = 0.0;
        for (std::size_t k = 0; k < d; ++k) z += solution[k] * rows[r * d + k];
        const double sigma = 1.0 / (1.0 + math::exp(-z));
        const double weight = mu[i] * sigma * (1.0 - sigma) / static_cast<double>(count);
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
    request.column_key = "objective.columns";
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

std::unique_ptr<Chosen> chosen_logistic() { return std::make_unique<ChosenLogistic>(); }

}  // namespace starling::walk
