// Gathering, drawing and adding in PaRIS.
#include "drivers/smc/methods/smoothing/paris_sums.hpp"

#include <cmath>
#include <limits>

#include "engine/comm/exact_sum.hpp"
#include "engine/population/records.hpp"

namespace starling::smc {

namespace {

/// tau of the particles of time 0.
void begin_sums(const double* x, std::int64_t count, SmoothedTerm term, double* tau) {
  Kokkos::parallel_for(
      "begin sums", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) { tau[i] = term.first(x[i]); });
}

/// Everything that the new sums are made of; x is the first component.
struct SumArrays {
  const double* x;
  const double* x_before;
  const double* tau_before;
  const std::int32_t* ancestor;
  int draws;
};

void continue_sums(const SumArrays& from, std::int64_t count, SmoothedTerm term, double* tau) {
  const double share = 1.0 / from.draws;
  Kokkos::parallel_for(
      "continue sums", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double sum = 0.0;
        for (int draw = 0; draw < from.draws; ++draw) {
          const std::int32_t j = from.ancestor[i * from.draws + draw];
          sum += j < 0 ? std::numeric_limits<double>::quiet_NaN()
                       : from.tau_before[j] + term.next(from.x_before[j], from.x[i]);
        }
        tau[i] = sum * share;
      });
}

/// w_j tau_j; particles without weight count as nothing, whatever their sum.
struct WeightedSum {
  const std::int64_t* cumulative;
  std::int64_t before;
  const double* tau;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const std::int64_t weight = cumulative[j] - (j > 0 ? cumulative[j - 1] : before);
    return weight == 0 ? 0.0 : static_cast<double>(weight) * tau[j];
  }
};

}  // namespace

ParisSums::ParisSums(const ParticleFilter& filter, const ParisSettings& settings)
    : slots_(filter.population().slots().count),
      draws_(settings.backward_draws),
      term_{settings.functional},
      before_(filter.population().group(), filter.population().slots().total, filter.model().state_size()),
      tau_("tau", slots_),
      ancestor_("backward ancestors", slots_ * draws_) {}

void ParisSums::before_step(const ParticleFilter& filter, PhaseTimer& timer) {
  if (filter.time() < 0) return;
  const PhaseScope scope(timer, Phase::communication);
  before_.gather(present_generation(filter.population(), tau_.data()), filter.weights());
}

void ParisSums::after_step(const ParticleFilter& filter, PhaseTimer& timer) {
  const PhaseScope scope(timer, Phase::smoothing);
  const WeightedPopulation& population = filter.population();
  if (filter.time() == 0) {
    begin_sums(population.now(), slots_, term_, tau_.data());
    return;
  }
  const WholeGeneration before = before_.whole();
  filter.model().draw_backward(
      {before, population.now(), population.now_stride(), population.slots().first, slots_, draws_, ancestor_.data()},
      filter.key(), filter.time());
  continue_sums({population.now(), before.state, before_.extra(), ancestor_.data(), draws_}, slots_, term_,
                tau_.data());
}

double ParisSums::estimate(const ParticleFilter& filter) const {
  const WeightedPopulation& population = filter.population();
  const GenerationPart part = present_generation(population);
  ExactSumBatch sums(population.group(), population.slots().total);
  sums.add(slots_, WeightedSum{part.cumulative, part.weight_before, tau_.data()});
  const double estimate = sums.reduce().front() / static_cast<double>(filter.weights().total);
  if (!std::isfinite(estimate)) {
    throw Failure(
        ExitCode::blow_up,
        fmt::format("at time {} the smoothed sum is not a number: the model gives a particle no chance to come "
                    "from any of the {} particles before it, or a state is not finite",
                    filter.time(), population.slots().total),
        FailureScope::every_rank);
  }
  return estimate;
}

SlotColumn ParisSums::column() const { return {"tau", 1, to_host(tau_.data(), slots_)}; }

void ParisSums::load(const std::vector<SlotColumn>& columns) {
  const std::vector<double>& values = column_named(columns, "tau").values;
  if (static_cast<std::int64_t>(values.size()) != slots_)
    fail(ExitCode::bad_input, "the checkpoint's column 'tau' has {} values for {} slots", values.size(), slots_);
  tau_ = to_device<double>("tau", values);
}

}  // namespace starling::smc
