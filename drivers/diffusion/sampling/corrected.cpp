// A population under weights that correct Euler and Maruyama's step towards a product of powers.
#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>

#include "drivers/diffusion/networks/denoiser.hpp"
#include "drivers/diffusion/sampling/evidence.hpp"
#include "drivers/diffusion/sampling/population.hpp"
#include "engine/comm/exact_sum.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/diffusion/learned/combine_scores.hpp"
#include "kernels/diffusion/learned/evaluate.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling::diffusion {

namespace {

/// Bound of centred increments, as published.
constexpr double published_bound = 1.0;

struct PlainValue {
  const double* value;
  STARLING_FUNCTION double operator()(std::int64_t j) const { return value[j]; }
};

void forget(double* log_weight, std::int64_t count) {
  Kokkos::parallel_for(
      "forget weights", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) { log_weight[j] = 0.0; });
}

void centre(double* log_weight, std::int64_t count, double mean) {
  Kokkos::parallel_for(
      "centre weights", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        const double centred = log_weight[j] - mean;
        // What is not a number stays so, and stops the run.
        const double below = centred > published_bound ? published_bound : centred;
        log_weight[j] = below < -published_bound ? -published_bound : below;
      });
}

/// What a state of a population calls that of the one in half the steps.
constexpr const char* half_name = "half";

MemberState half_of(const MemberState& both) {
  MemberState state{both.shared.at(half_name), {}};
  for (const MemberColumn& column : both.columns) {
    if (column.name.starts_with(half_name))
      state.columns.push_back({column.name.substr(std::strlen(half_name) + 1), column.components, column.values});
  }
  return state;
}

class Corrected final : public Population {
 public:
  /// `stream` tells the random numbers of populations of one replica apart.
  Corrected(const Problem& problem, const MemberPlace& place, const MemberState* resumed, std::uint32_t stream = 0)
      : Population(problem, place), settings_(problem.deck.correction->settings()) {
    if (stream > 0) key_ = random::make_key(problem.deck.seed, static_cast<std::uint32_t>(place.replica), stream);
    if (problem.halved) {
      const MemberState of_half = resumed != nullptr ? half_of(*resumed) : MemberState{};
      half_ = std::make_unique<Corrected>(*problem.halved, place, resumed != nullptr ? &of_half : nullptr, 1);
    }
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    start();
  }

  [[nodiscard]] MemberState save() const override {
    MemberState state = Population::save();
    if (!half_) return state;
    MemberState of_half = half_->save();
    state.shared[half_name] = of_half.shared;
    for (MemberColumn& column : of_half.columns) {
      column.name = std::string(half_name) + "_" + column.name;
      state.columns.push_back(std::move(column));
    }
    return state;
  }

 private:
  [[nodiscard]] bool published() const { return settings_.weights == Weights::published; }

  [[nodiscard]] std::optional<double> log_z() const override {
    if (published()) return {};
    return scale_ + sums_.log_mean();
  }

  /// The factors at a grid point, in device memory until the next call.
  [[nodiscard]] FactorList factors_at(std::int64_t n) {
    FactorList list{};
    FieldWish score;
    score.score = 1.0;
    for (const Factor& factor : problem_.factors) {
      DeviceField& field = fields_[list.count];
      field.load(noised_field(factor.mixture, {1.0, problem_.grid.sigma(n), 0.0, 1.0}, score));
      list.field[list.count] = field.view();
      list.exponent[list.count] = factor.exponent;
      ++list.count;
    }
    return list;
  }

  /// Scores and rates at grid point n by the networks of the factors, where a step has left none.
  void take_learned_scores(std::int64_t n) {
    const std::int64_t count = population_.slots().count;
    const int dimension = problem_.dimension();
    ensure_size(scores_, "scores of factors", static_cast<std::int64_t>(problem_.factors.size()) * dimension * count);
    FactorScores found{scores_.data(), count, 0, dimension, {}};
    const NoiseLevel level{1.0, problem_.grid.sigma(n), 0.0, 1.0};
    FieldWish score;
    score.score = 1.0;
    AffineInMean affine = affine_in_mean(score, level);
    affine.stride = count;
    for (const Factor& factor : problem_.factors) {
      const Denoiser& network = found.count == 0 ? *problem_.network : *problem_.second_network;
      affine.out = scores_.data() + static_cast<std::int64_t>(found.count) * dimension * count;
      evaluate_denoiser(network.view(),
                        {population_.now(), population_.now_stride(), count, 1.0, level.sigma() * level.sigma()},
                        affine, memory_);
      found.exponent[found.count++] = factor.exponent;
    }
    combine_scores(found, population_.now(), population_.now_stride(), count);
  }

  [[nodiscard]] CarriedNumber carried() const {
    return settings_.weights == Weights::exact ? CarriedNumber::log_density : CarriedNumber::rate;
  }

  void start() {
    const double variance = problem_.start_variance();
    const double log_norm = 0.5 * problem_.dimension() * math::log(2.0 * std::numbers::pi * variance);
    const WeightedMove move{0.0, std::sqrt(variance), 0.0, log_norm, carried()};
    const double largest = make_weighted_generation<true>(factors_at(0), generation(nullptr), move, key_, 0);
    take_children();
    evaluations_ += std::ssize(problem_.factors);
    if (problem_.network) take_learned_scores(0);
    if (published()) forget_weights();
    weigh(published() ? 0.0 : largest);
  }

  /// Children of the present generation: in its own place, unless a parent has several.
  [[nodiscard]] WeightedGeneration generation(const double* inherited) const {
    const RowBlock& slots = population_.slots();
    const bool stays = population_.parent() == nullptr;
    return {population_.now(),
            population_.now_stride(),
            population_.parent(),
            inherited,
            stays ? population_.now() : population_.next(),
            stays ? population_.now_stride() : population_.next_stride(),
            population_.log_weight(),
            slots.first,
            slots.count};
  }

  /// Takes the children for the present generation.
  void take_children() {
    if (population_.parent() != nullptr) population_.swap();
  }

  void step(std::int64_t n) override {
    const double* const inherited = resample(n) ? nullptr : population_.log_weight();
    timer_.enter(Phase::stepping);
    const double now = problem_.grid.sigma(n);
    const double next = problem_.grid.sigma(n + 1);
    const double fall = now * now - next * next;
    const double eta = *problem_.solver->weighed_churn();
    const WeightedMove move{0.5 * (1.0 + eta) * fall, std::sqrt(eta * fall), 0.5 * (eta - 1.0) * fall, 0.5 * fall,
                            carried()};
    FactorList factors{};
    if (problem_.network) {
      factors.field[0].dimension = problem_.dimension();
    } else {
      factors = factors_at(n + 1);
    }
    double largest =
        make_weighted_generation<false>(factors, generation(inherited), move, key_, static_cast<std::uint64_t>(n));
    take_children();
    evaluations_ += std::ssize(problem_.factors);
    if (problem_.network) take_learned_scores(n + 1);
    if (published()) {
      n + 1 == problem_.grid.steps() ? forget_weights() : centre_weights();
      largest = largest_log_weight(population_.log_weight(), population_.slots().count);
    }
    weigh(largest);
    std::vector<TableRow> none;
    if (half_ && n % 2 == 1) half_->advance_to((n + 1) / 2, none);
  }

  /// Differences from the population in half the steps: of estimates and moments.
  void add_results(std::vector<Result>& found) const override {
    if (!half_) return;
    const std::size_t own = found.size();
    for (const Result& other : half_->results()) {
      for (std::size_t k = 0; k < own; ++k) {
        const std::string& name = found[k].name;
        const bool tells = name == "log_z" || name.starts_with("mean_") || name.starts_with("second_moment_") ||
                           name.starts_with("mode_mass_");
        if (tells && name == other.name) found.push_back({name + "_halving", other.mean - found[k].mean});
      }
    }
  }

  /// Whether it did.
  bool resample(std::int64_t n) {
    if (!published() && !needs_resampling(sums_, settings_.ess_threshold)) return false;
    timer_.enter(Phase::resampling);
    scale_ += sums_.log_mean();
    population_.resample(settings_.resampling, key_, n + 1);
    return true;
  }

  void forget_weights() { forget(population_.log_weight(), population_.slots().count); }

  void centre_weights() {
    ExactSumBatch batch(population_.group(), population_.slots().total);
    batch.add(population_.slots().count, PlainValue{population_.log_weight()});
    centre(population_.log_weight(), population_.slots().count,
           batch.reduce().front() / static_cast<double>(population_.slots().total));
  }

  const CorrectionSettings& settings_;
  std::unique_ptr<Corrected> half_;  ///< in half the steps, where there is one
  networks::TokenMemory<double> memory_;
  DeviceArray<double> scores_;
  DeviceField fields_[most_factors];
};

}  // namespace

std::unique_ptr<Member> make_corrected(const Problem& problem, const MemberPlace& place, const MemberState* resumed) {
  return std::make_unique<Corrected>(problem, place, resumed);
}

}  // namespace starling::diffusion
