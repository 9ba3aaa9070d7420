// Flow and diffusion of one population.
#include "drivers/diffusion/gap/gap_population.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/diffusion/sampling/point_set.hpp"
#include "drivers/diffusion/sampling/start.hpp"
#include "engine/runtime/phase_timer.hpp"

namespace starling::diffusion {

namespace {

/// Particles whose quantiles are compared: of more, every so many-th, which shifts even ones by half a rank.
constexpr std::int64_t most_compared = 1 << 22;

const Solver& flow_solver() {
  static const std::unique_ptr<Chosen> made = chosen_runge_kutta_4();
  return dynamic_cast<const Solver&>(*made);
}

int flow_column(const Problem& problem) { return problem.columns(); }

class GapPopulation final : public Population {
 public:
  GapPopulation(const Problem& problem, const Mixture& start, const MemberPlace& place, const MemberState* resumed)
      : Population(problem, place, gap_columns(problem)) {
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    place_particles(problem, start, key_, population_);
    const RowBlock& slots = population_.slots();
    double* const from = population_.now();
    double* const to = from + flow_column(problem) * population_.now_stride();
    Kokkos::parallel_for(
        "start alike", IndexRange(0, slots.count), KOKKOS_LAMBDA(std::int64_t j) { to[j] = from[j]; });
    weigh(0.0);
  }

  [[nodiscard]] std::vector<MemberColumn> particles() const override {
    std::vector<MemberColumn> columns = Population::particles();
    MemberColumn flow{"flow", 1, {}};
    const std::vector<double> rows = population_.save_rows();
    const auto width = static_cast<std::size_t>(population_.columns());
    for (auto k = static_cast<std::size_t>(flow_column(problem_)); k < rows.size(); k += width)
      flow.values.push_back(rows[k]);
    columns.push_back(std::move(flow));
    return columns;
  }

 private:
  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    evaluations_ += diffusion_.step(problem_, *problem_.deck.solver, n, population_, 0, key_);
    evaluations_ += flow_.step(problem_, flow_solver(), n, population_, flow_column(problem_), key_);
  }

  void measure_more() override {
    if (!problem_.deck.distances || !problem_.exact.line) return;
    const Communicator& group = population_.group();
    PointSet both = points_on_root(population_, sums_, flow_column(problem_) + 1, most_compared);
    std::vector<double> numbers;
    group.together([&] {
      if (!group.is_root()) return;
      std::vector<double> diffused;
      std::vector<double> flowed;
      const auto width = static_cast<std::size_t>(both.dimension);
      for (std::size_t k = 0; k < both.place.size(); k += width) {
        diffused.push_back(both.place[k]);
        flowed.push_back(both.place[k + width - 1]);
      }
      std::sort(diffused.begin(), diffused.end());
      std::sort(flowed.begin(), flowed.end());
      double between = 0.0;
      double to_truth = 0.0;
      const auto count = static_cast<double>(flowed.size());
      for (std::size_t k = 0; k < flowed.size(); ++k) {
        const double apart = flowed[k] - diffused[k];
        const double off = flowed[k] - problem_.exact.line->quantile((static_cast<double>(k) + 0.5) / count);
        between += apart * apart;
        to_truth += off * off;
      }
      numbers = {std::sqrt(to_truth / count), std::sqrt(between / count)};
    });
    std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
    if (group.is_root()) std::fill(messages.begin(), messages.end(), numbers);
    numbers = group.exchange(messages).front();
    more_ = {{"w2_ode", numbers[0]}, {"w2_ode_sde", numbers[1]}};
  }

  void add_results(std::vector<Result>& found) const override { found.insert(found.end(), more_.begin(), more_.end()); }

  StageRunner diffusion_;
  StageRunner flow_;
  std::vector<Result> more_;
};

}  // namespace

int gap_columns(const Problem& problem) { return problem.columns() + flow_solver().vectors() * problem.dimension(); }

std::unique_ptr<Member> make_gap_population(const Problem& problem, const Mixture& start, const MemberPlace& place,
                                            const MemberState* resumed) {
  return std::make_unique<GapPopulation>(problem, start, place, resumed);
}

}  // namespace starling::diffusion
