// Stepping points towards a reward.
#include "drivers/diffusion/decoding/points.hpp"

#include <cmath>

#include "drivers/diffusion/rewards/tilted_law.hpp"
#include "drivers/diffusion/sampling/evidence.hpp"
#include "drivers/diffusion/sampling/start.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/decode_points.hpp"

namespace starling::diffusion {

namespace {

class Points final : public Population {
 public:
  Points(const Problem& problem, const DecodingSettings& settings, const MemberPlace& place, const MemberState* resumed)
      : Population(problem, place),
        settings_(settings),
        end_(noised_field(problem.deck.target->make("target"), at(last_sigma()), {}).law),
        first_(device_copy("reward", problem.reward->first)),
        second_(device_copy("reward centre", problem.reward->second)),
        decoding_(decoding()),
        trial_("trial places", decoding_.plan.candidates > 1 ? problem.dimension() * population_.now_stride() : 0) {
    if (problem.reward->shape != RewardShape::indicator)
      tilted_ = tilted(end_, *problem.reward, problem.deck.reward->alpha());
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    place_particles(problem, start_law(problem), key_, population_);
    PointDecoding start = decoding_;
    start.plan.candidates = 1;
    evaluations_ += start.plan.evaluations(1);
    weigh(decode_points<true>(start, load_level(0), {},
                              generation(population_.now(), population_.now_stride(), nullptr), population_.now(),
                              population_.now_stride(), key_, 0));
  }

 private:
  [[nodiscard]] double last_sigma() const { return problem_.grid.sigma(problem_.grid.steps()); }
  /// x = y + noise z.
  [[nodiscard]] static NoiseLevel at(double noise) { return {1.0, noise, 0.0, 0.0}; }

  [[nodiscard]] PointDecoding decoding() const {
    const PointTerms& terms = *problem_.reward;
    return {{terms.shape, first_.data(), second_.data(), terms.along, terms.low, terms.high, terms.height},
            1.0 / problem_.deck.reward->alpha(),
            settings_.plan(),
            settings_.weights == DecodingWeights::transported};
  }

  [[nodiscard]] std::optional<double> log_z() const override {
    if (!settings_.weighs()) return {};
    return scale_ + sums_.log_mean();
  }

  [[nodiscard]] WeightedGeneration generation(double* child, std::int64_t stride, const double* inherited) const {
    const RowBlock& slots = population_.slots();
    return {population_.now(),
            population_.now_stride(),
            population_.parent(),
            inherited,
            child,
            stride,
            population_.log_weight(),
            slots.first,
            slots.count};
  }

  /// What is known at a grid point, in device memory until the next call: x = a (y + w z), w^2 the variance that is still to
  /// fall.
  [[nodiscard]] PointLevel load_level(std::int64_t n) {
    const NoiseLevel& level = problem_.grid.level[static_cast<std::size_t>(n)];
    const double fall = problem_.grid.sigma(n) * problem_.grid.sigma(n) - last_sigma() * last_sigma();
    const NoiseLevel left{level.signal, level.signal * std::sqrt(fall), 0.0, 0.0};
    FieldWish wish;
    wish.data = 1.0;
    posterior_.load(noised_field(end_, left, wish));
    std::vector<double> variance;
    for (const double of_end : end_.variance) variance.push_back(of_end * fall / (of_end + fall));
    variance_ = device_copy("posterior variance", variance);
    if (tilted_) tilt_.load(noised_field(tilted_->mixture, left, {}));
    return {posterior_.view(), tilt_.view(), variance_.data(), tilted_ ? tilted_->log_z : 0.0};
  }

  /// Puts the mean of the next step into vector 1, and returns the deviation of its noise.
  double find_mean(std::int64_t n) {
    std::vector<Stage> stages = problem_.deck.solver->step(problem_.grid, n);
    if (stages.size() != 1) fail(ExitCode::internal_error, "a solver that decodes has one stage");
    StageWork& work = stages.front().work;
    const double spread = work.noise;
    work.noise = 0.0;
    work.result = 1;
    field_.load(problem_.path->field(stages.front().time, stages.front().wish));
    ++evaluations_;
    const RowBlock& slots = population_.slots();
    do_stage(field_.view(), work,
             {population_.now(), population_.now_stride(), problem_.dimension(), slots.first, slots.count}, key_,
             static_cast<std::uint64_t>(n));
    return spread;
  }

  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    const double spread = find_mean(n);
    const double* const inherited = resample(n) ? nullptr : population_.log_weight();
    timer_.enter(Phase::stepping);
    const double fall =
        problem_.grid.sigma(n) * problem_.grid.sigma(n) - problem_.grid.sigma(n + 1) * problem_.grid.sigma(n + 1);
    const double signal = problem_.grid.level[static_cast<std::size_t>(n)].signal;
    const double next = problem_.grid.level[static_cast<std::size_t>(n) + 1].signal;
    const bool one = decoding_.plan.candidates == 1;
    PointDecoding here = decoding_;
    // Nothing is left to draw at the end, where the one guess is what is known.
    if (n + 1 == problem_.grid.steps() && here.plan.values == ValueKind::monte_carlo)
      here.plan.values = ValueKind::decoded;
    evaluations_ += here.plan.evaluations(here.plan.candidates);
    const double largest = decode_points<false>(
        here, load_level(n + 1), {spread, signal / next, signal * std::sqrt(fall)},
        generation(population_.next(), population_.next_stride(), inherited), one ? population_.next() : trial_.data(),
        one ? population_.next_stride() : population_.slots().count, key_, static_cast<std::uint64_t>(n) + 1);
    population_.swap();
    weigh(largest);
  }

  bool resample(std::int64_t n) {
    if (!settings_.weighs() || !needs_resampling(sums_, settings_.ess_threshold)) return false;
    timer_.enter(Phase::resampling);
    scale_ += sums_.log_mean();
    population_.resample(settings_.resampling, key_, n + 1);
    return true;
  }

  const DecodingSettings& settings_;
  Mixture end_;  ///< the law of y, x of the end over its signal
  std::optional<TiltedMixture> tilted_;
  DeviceArray<double> first_;
  DeviceArray<double> second_;
  PointDecoding decoding_;
  DeviceArray<double> trial_;
  DeviceArray<double> variance_;
  DeviceField field_;
  DeviceField posterior_;
  DeviceField tilt_;
};

}  // namespace

std::unique_ptr<Member> make_points(const Problem& problem, const DecodingSettings& settings, const MemberPlace& place,
                                    const MemberState* resumed) {
  return std::make_unique<Points>(problem, settings, place, resumed);
}

}  // namespace starling::diffusion
