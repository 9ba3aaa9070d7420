// A population that a solver moves, all particles of equal weight.
#include <cmath>

#include "drivers/diffusion/sampling/population.hpp"
#include "drivers/diffusion/sampling/start.hpp"
#include "engine/comm/exact_sum.hpp"
#include "engine/runtime/phase_timer.hpp"

namespace starling::diffusion {

namespace {

class Uncorrected final : public Population {
 public:
  Uncorrected(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
      : Population(problem, place) {
    if (resumed != nullptr) {
      load(*resumed);
      return;
    }
    place_particles(problem, start_law(problem), key_, population_);
    weigh(0.0);
  }

 private:
  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    evaluations_ += stages_.step(problem_, *problem_.solver, n, population_, 0, key_);
  }

  /// The flow keeps the order of the line, so the exact map takes quantiles to quantiles.
  void add_results(std::vector<Result>& found) const override {
    if (problem_.deck.start != Start::quantiles || problem_.solver->draws() || !problem_.exact.line) return;
    const std::vector<double> rows = population_.save_rows();
    std::vector<double> squares;
    for (std::int64_t j = 0; j < population_.slots().count; ++j) {
      const double apart = rows[static_cast<std::size_t>(j * population_.columns())] -
                           problem_.exact.line->quantile(part_below(population_, j));
      squares.push_back(apart * apart);
    }
    const double mean = exact_sum(population_.group(), squares) / static_cast<double>(problem_.deck.particles);
    found.push_back({"map_error", std::sqrt(mean)});
  }

  StageRunner stages_;
};

}  // namespace

std::unique_ptr<Member> make_uncorrected(const Problem& problem, const MemberPlace& place, const MemberState* resumed) {
  return std::make_unique<Uncorrected>(problem, place, resumed);
}

}  // namespace starling::diffusion
