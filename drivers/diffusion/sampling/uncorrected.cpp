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
    start();
    weigh(0.0);
  }

 private:
  void step(std::int64_t n) override {
    timer_.enter(Phase::stepping);
    const RowBlock& slots = population_.slots();
    for (const Stage& stage : problem_.solver->step(problem_.grid, n)) {
      if (stage.work.output >= 0) {
        field_.load(problem_.path->field(stage.time, stage.wish));
        ++evaluations_;
      }
      do_stage(field_.view(), stage.work,
               {population_.now(), population_.now_stride(), problem_.dimension(), slots.first, slots.count}, key_,
               static_cast<std::uint64_t>(n));
    }
  }

  void start() {
    if (problem_.deck.start == Start::quantiles) {
      start_on_quantiles(start_law(problem_));
    } else {
      draw_start(problem_, population_, key_);
    }
  }

  [[nodiscard]] double part_of(std::int64_t j) const {
    return (static_cast<double>(population_.slots().first + j) + 0.5) / static_cast<double>(problem_.deck.particles);
  }

  void start_on_quantiles(const Mixture& law) {
    const auto line = law_on_line(law);
    if (!line) {
      throw Failure(ExitCode::bad_input,
                    "quantiles of a mixture whose Gaussians differ so much in width are not tabulated",
                    FailureScope::every_rank)
          .about("ensemble.start");
    }
    const RowBlock& slots = population_.slots();
    const auto columns = static_cast<std::size_t>(population_.columns());
    std::vector<double> rows(static_cast<std::size_t>(slots.count) * columns, 0.0);
    for (std::int64_t j = 0; j < slots.count; ++j)
      rows[static_cast<std::size_t>(j) * columns] = line->quantile(part_of(j));
    population_.load_rows(rows, std::vector<double>(static_cast<std::size_t>(slots.count), 0.0));
  }

  /// The flow keeps the order of the line, so the exact map takes quantiles to quantiles.
  void add_results(std::vector<Result>& found) const override {
    if (problem_.deck.start != Start::quantiles || problem_.solver->draws() || !problem_.exact.line) return;
    const std::vector<double> rows = population_.save_rows();
    std::vector<double> squares;
    for (std::int64_t j = 0; j < population_.slots().count; ++j) {
      const double apart =
          rows[static_cast<std::size_t>(j * population_.columns())] - problem_.exact.line->quantile(part_of(j));
      squares.push_back(apart * apart);
    }
    const double mean = exact_sum(population_.group(), squares) / static_cast<double>(problem_.deck.particles);
    found.push_back({"map_error", std::sqrt(mean)});
  }

  DeviceField field_;
};

}  // namespace

std::unique_ptr<Member> make_uncorrected(const Problem& problem, const MemberPlace& place, const MemberState* resumed) {
  return std::make_unique<Uncorrected>(problem, place, resumed);
}

}  // namespace starling::diffusion
