// Filters as the job's loop sees them.
#include <limits>
#include <utility>

#include "drivers/smc/filter_table.hpp"
#include "drivers/smc/genealogy.hpp"
#include "drivers/smc/particle_filter.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

namespace {

class FilterMethod final : public Method {
 public:
  FilterMethod(const Communicator& group, const StateSpace& model, const Observations& observations,
               const MethodSettings& method, TableSettings table, Stream stream)
      : filter_(group, model, observations, method, random::make_key(stream.seed, stream.replica), table.genealogy),
        genealogy_(filter_.population().slots().count),
        table_(std::move(table)),
        length_(static_cast<std::int64_t>(observations.size())),
        counts_extinct_(method.on_extinction == OnExtinction::zero) {}

  [[nodiscard]] std::vector<std::string> columns() const override {
    return filter_columns(filter_.model().state_size(), table_);
  }
  [[nodiscard]] std::int64_t done() const override { return filter_.time() + 1; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return length_; }
  [[nodiscard]] bool finished() const override { return filter_.finished(); }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(filter_.population().slots().total);
  }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    filter_.step(timer);
    const PhaseScope scope(timer, Phase::output);
    if (table_.genealogy) genealogy_.note(filter_);
    rows.push_back(filter_.extinct() ? extinct_row() : filter_row(filter_, table_));
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(filter_.log_likelihood());
    if (counts_extinct_) found.push_back({"extinct", filter_.extinct() ? 1.0 : 0.0});
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    ReplicaState state = filter_.save();
    if (table_.genealogy) genealogy_.save(state.columns);
    return state;
  }

  void load(const ReplicaState& state) override {
    filter_.load(state);
    if (table_.genealogy) genealogy_.load(state.columns, done());
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override { return filter_.particles(); }
  [[nodiscard]] std::vector<SlotColumn> genealogy() const override {
    if (!table_.genealogy) return {};
    return {genealogy_.column()};
  }
  [[nodiscard]] Traffic traffic() const override { return filter_.traffic(); }

 private:
  /// A row without particles: nothing has a mean.
  [[nodiscard]] TableRow extinct_row() const {
    TableRow row{filter_.time(), {0.0, filter_.resampled() ? 1.0 : 0.0, filter_.log_likelihood_increment()}};
    row.values.resize(columns().size(), std::numeric_limits<double>::quiet_NaN());
    return row;
  }

  ParticleFilter filter_;
  Genealogy genealogy_;
  TableSettings table_;
  std::int64_t length_;
  bool counts_extinct_;
};

}  // namespace

std::unique_ptr<Method> make_filter(const Communicator& group, const StateSpace& model,
                                    const Observations& observations, const MethodSettings& method,
                                    const TableSettings& table, Stream stream) {
  return std::make_unique<FilterMethod>(group, model, observations, method, table, stream);
}

}  // namespace starling::smc
