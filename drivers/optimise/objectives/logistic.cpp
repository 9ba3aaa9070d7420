// The log posterior of a logistic regression as a cost.

#include "drivers/optimise/objectives/objective.hpp"
#include "drivers/smc/make_problem.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/deck/words.hpp"
#include "engine/io/tables/number_table.hpp"
#include "engine/learning/regression_data.hpp"
#include "kernels/device_copy.hpp"

namespace starling::optimise {

namespace {

/// -log prior - log likelihood of points side by side.
struct PosteriorCost {
  LogisticRegression target;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double state[most_target_dimensions][Lanes];
    double log_prior[Lanes];
    double log_likelihood[Lanes];
    for (int k = 0; k < target.dimension; ++k)
      for (int lane = 0; lane < Lanes; ++lane) state[k][lane] = x[k * stride + lane];
    target.template log_prior<Lanes>(state, log_prior);
    target.template log_likelihood<Lanes>(state, log_likelihood);
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = -(log_prior[lane] + log_likelihood[lane]);
  }
};

class LogisticObjective final : public Objective {
 public:
  LogisticObjective(const LogisticRegression::Parameters& parameters, const std::vector<double>& rows,
                    std::size_t observations, std::string data)
      : rows_(device_copy("features", rows)),
        data_(std::move(data)),
        half_width_(parameters.prior_standard_deviation),
        cost_{LogisticRegression::from(
            parameters, {rows_.data(), static_cast<int>(observations), static_cast<int>(rows.size() / observations)})} {
  }

  [[nodiscard]] int dimension() const override { return cost_.target.dimension; }
  void costs(const consensus::Slots& slots, std::int64_t /*replica*/, double* cost) const override {
    Kokkos::parallel_for("costs", IndexRange(0, consensus::blocks_of(slots.count)),
                         consensus::CostBlocks<PosteriorCost>{cost_, slots.x, slots.stride, cost});
  }
  [[nodiscard]] Box box() const override {
    const auto size = static_cast<std::size_t>(dimension());
    return {std::vector<double>(size, -half_width_), std::vector<double>(size, half_width_)};
  }
  [[nodiscard]] std::string data() const override { return data_; }
  [[nodiscard]] std::string name_of(int k) const override { return fmt::format("coefficient_{}", k); }

 private:
  DeviceArray<double> rows_;
  std::string data_;
  double half_width_;
  PosteriorCost cost_;
};

class ChosenLogistic final : public ChosenObjective {
 public:
  void describe(Schema& schema) override {
    schema.key("file", file_, "CSV or HDF5; a relative path is also looked for beside the deck").required();
    schema.key("column", columns_, "names of its columns, with blanks between: features, then the response, 0 or 1")
        .required();
    describe_numbers<LogisticRegression>(parameters_, NumberDeclarer{schema});
  }
  void check() const override {
    // Targets speak of keys of [model], which are here of [objective].
    if (!LogisticRegression::objection(parameters_).empty()) {
      fail_about("objective.intercept", "objective.intercept and objective.standardise are 0 or 1");
    }
  }
  [[nodiscard]] std::unique_ptr<Objective> make(const ObjectivePlace& place) const override {
    NumberTableRequest request{file_, place.deck_file, words_in(columns_), "", std::nullopt};
    request.rows_are_times = false;
    request.section = "objective";
    const NumberTable table = read_number_table(place.world, request);
    std::vector<double> features;
    place.world.together([&] {
      place.schema.placing([&] { features = learning::signed_features(parameters_, table.rows, "objective"); });
    });
    return std::make_unique<LogisticObjective>(parameters_, features, table.rows.size(), smc::data_text(table));
  }

 private:
  std::string file_;
  std::string columns_;
  LogisticRegression::Parameters parameters_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_logistic() { return std::make_unique<ChosenLogistic>(); }

}  // namespace starling::optimise
