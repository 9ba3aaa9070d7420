// Levenberg-Marquardt-Langevin.
#include "drivers/diffusion/chains/langevin_population.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/diffusion/sampling/start.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/preconditioned_move.hpp"

namespace starling::diffusion {

namespace {

/// Of the least deviation, for differences of P: their error is of its square, and rounding 1e-16 over it.
constexpr double difference_part = 1e-4;

FieldTables score_tables(const Problem& problem, double sigma) {
  FieldWish wish;
  wish.score = 1.0;
  return noised_field(problem.deck.target->make("target"), {1.0, sigma, 0.0, 1.0}, wish);
}

class LangevinPopulation final : public Population {
 public:
  LangevinPopulation(const Problem& problem, const LangevinSettings& settings, const MemberPlace& place,
                     const MemberState* resumed)
      : Population(problem, place, problem.dimension()), settings_(settings) {
    const FieldTables tables = score_tables(problem, settings.sigma);
    const Mixture& law = tables.law;
    field_.load(tables);
    difference_ = difference_part * std::sqrt(*std::min_element(law.variance.begin(), law.variance.end()));
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    place_particles(problem, start_law(law), key_, population_);
    weigh(0.0);
  }

  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.steps; }

 private:
  [[nodiscard]] Mixture start_law(const Mixture& law) const {
    if (!settings_.start_deviation) return law;
    const auto cells = static_cast<std::size_t>(law.dimension);
    return {law.dimension,
            {1.0},
            std::vector<double>(cells, 0.0),
            std::vector<double>(cells, *settings_.start_deviation * *settings_.start_deviation)};
  }

  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    const auto number = static_cast<std::uint64_t>(n);
    std::vector<double> direction;
    for (int c = 0; c < problem_.dimension(); ++c)
      direction.push_back(random::slot_normal(0, key_, number, random::Purpose::preconditioner_direction, c));
    const auto first = device_copy("first direction", direction);
    const RowBlock& slots = population_.slots();
    move_by_langevin({field_.view(), settings_.rank, settings_.damping, settings_.step, settings_.corrects, difference_,
                      first.data(), population_.now(), population_.now_stride(), slots.first, key_, number},
                     slots.count);
    Kokkos::fence();
    // At each point a score and rank + 1 products of its Jacobian, each as dear as a score.
    evaluations_ += (settings_.corrects ? 3 : 1) * (2 + settings_.rank);
  }

  [[nodiscard]] std::string cause() const override {
    return "the chains are unstable: method.step is too long for this target and method.damping";
  }
  [[nodiscard]] std::string place_name() const override { return "time"; }
  [[nodiscard]] double place() const override { return settings_.step * static_cast<double>(done()); }

  LangevinSettings settings_;
  DeviceField field_;
  double difference_ = 0.0;
};

}  // namespace

Mixture langevin_law(const Problem& problem, const LangevinSettings& settings) {
  return score_tables(problem, settings.sigma).law;
}

std::unique_ptr<Member> make_langevin_population(const Problem& problem, const LangevinSettings& settings,
                                                 const MemberPlace& place, const MemberState* resumed) {
  return std::make_unique<LangevinPopulation>(problem, settings, place, resumed);
}

}  // namespace starling::diffusion
