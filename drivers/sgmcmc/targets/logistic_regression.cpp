// Each chain's batch is copied to a block of rows of its own, which the kernels take for all the data there are.
#include "drivers/sgmcmc/targets/logistic_regression.hpp"

#include <algorithm>

#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "drivers/sgmcmc/targets/potential/host_points.hpp"
#include "engine/deck/parameters.hpp"
#include "engine/deck/words.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/io/tables/number_table.hpp"
#include "engine/learning/regression_data.hpp"
#include "kernels/energies/static_target.hpp"
#include "kernels/random/chain_normals.hpp"

namespace starling::sgmcmc {

namespace {

/// Rows of chain c: of the whole data, or from c * step on.
struct ChainRows {
  const double* rows;
  std::int64_t step;  ///< 0: all chains have the same
  int count;
  double scale;  ///< all observations over those
};

struct RegressionGradient {
  LogisticRegression regression;
  ChainRows data;
  ChainPoints points;
  double* gradient;
  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    energies::static_gradient(regression.of(data.rows + chain * data.step, data.count),
                              points.values + chain * points.stride, data.scale, gradient + chain * points.stride);
  }
};

struct RegressionEnergy {
  LogisticRegression regression;
  ChainRows data;
  ChainPoints points;
  double* energy;
  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    energy[chain] = energies::static_energy(regression.of(data.rows + chain * data.step, data.count),
                                            points.values + chain * points.stride, data.scale);
  }
};

class RegressionTarget final : public Target {
 public:
  RegressionTarget(const LogisticRegression::Parameters& parameters, std::vector<double> features,
                   std::int64_t observations)
      : features_(std::move(features)), observations_(observations), all_("features", features_.size()) {
    const auto width = static_cast<int>(static_cast<std::int64_t>(features_.size()) / observations);
    upload(features_, all_);
    regression_ = LogisticRegression::from(parameters, {all_.data(), static_cast<int>(observations), width});
    layout_.add({"coefficients", 1, width, parameters.prior_standard_deviation});
  }

  [[nodiscard]] const learning::ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    return learning::initial_parameters(layout_, key);
  }
  [[nodiscard]] std::int64_t items() const override { return observations_; }
  [[nodiscard]] std::string data_hash() const override { return hash_of(features_); }
  [[nodiscard]] std::int64_t bytes() const override {
    return static_cast<std::int64_t>(2 * sizeof(double) * features_.size());
  }

  void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) override {
    Kokkos::parallel_for("gradients", IndexRange(0, points.chains),
                         RegressionGradient{regression_, rows_of(requests), points, gradient});
  }

  void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) override {
    ensure_size(energies_, "energies", points.chains);
    Kokkos::parallel_for("energies", IndexRange(0, points.chains),
                         RegressionEnergy{regression_, rows_of(requests), points, energies_.data()});
    Kokkos::deep_copy(Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(energy.data(), energy.size()),
                      Kokkos::subview(energies_, std::pair<std::size_t, std::size_t>(0, energy.size())));
  }

  [[nodiscard]] std::vector<std::string> functions() const override {
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < shown(); ++i) names.push_back(fmt::format("coefficient_{}", i));
    return names;
  }
  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    const HostPoints host(points, layout_.size(), std::nullopt);
    for (std::int64_t c = 0; c < points.chains; ++c) {
      const double* const from = host.chain(static_cast<std::size_t>(c));
      std::copy(from, from + shown(), values.begin() + c * shown());
    }
  }

 private:
  [[nodiscard]] std::int64_t shown() const { return std::min<std::int64_t>(layout_.size(), 10); }

  static void upload(const std::vector<double>& from, const DeviceArray<double>& to) {
    using Host = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
    Kokkos::deep_copy(Kokkos::subview(to, std::pair<std::size_t, std::size_t>(0, from.size())),
                      Host(from.data(), from.size()));
  }

  /// Batches of a call are of one size.
  [[nodiscard]] ChainRows rows_of(std::span<const ChainRequest> requests) {
    const std::size_t batch = requests.front().batch.size();
    if (batch == 0) return {all_.data(), 0, static_cast<int>(observations_), 1.0};
    const auto width = static_cast<std::size_t>(layout_.size());
    gathered_.clear();
    for (const ChainRequest& request : requests) {
      for (const std::int64_t item : request.batch) {
        const double* const row = features_.data() + static_cast<std::size_t>(item) * width;
        gathered_.insert(gathered_.end(), row, row + width);
      }
    }
    ensure_size(batches_, "batches", static_cast<std::int64_t>(gathered_.size()));
    upload(gathered_, batches_);
    return {batches_.data(), static_cast<std::int64_t>(batch * width), static_cast<int>(batch),
            static_cast<double>(observations_) / static_cast<double>(batch)};
  }

  std::vector<double> features_;
  std::int64_t observations_;
  DeviceArray<double> all_;
  LogisticRegression regression_{};
  learning::ParameterLayout layout_;
  std::vector<double> gathered_;
  DeviceArray<double> batches_;
  DeviceArray<double> energies_;
};

class ChosenRegression final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    schema.key("file", file_, "CSV or HDF5; a relative path is also looked for beside the deck").required();
    schema.key("column", columns_, "names of its columns, with blanks between: features, then the response, 0 or 1")
        .required();
    describe_numbers<LogisticRegression>(parameters_, NumberDeclarer{schema});
  }
  void check() const override { require_no_objection(LogisticRegression::objection(parameters_)); }
  [[nodiscard]] std::unique_ptr<Target> make(const TargetPlace& place) const override {
    check();
    NumberTableRequest request{file_, place.deck_file, words_in(columns_), "", std::nullopt};
    request.rows_are_times = false;
    request.section = "target";
    const NumberTable table = read_number_table(place.group, request);
    return std::make_unique<RegressionTarget>(parameters_, learning::signed_features(parameters_, table.rows, "target"),
                                              static_cast<std::int64_t>(table.rows.size()));
  }

 private:
  std::string file_;
  std::string columns_;
  LogisticRegression::Parameters parameters_;
};

}  // namespace

std::unique_ptr<Chosen> chosen_logistic_regression() { return std::make_unique<ChosenRegression>(); }

}  // namespace starling::sgmcmc
