// A population on its way from noise to the target: the member of the diffusion job.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/diffusion/sampling/distances.hpp"
#include "drivers/diffusion/sampling/problem.hpp"
#include "engine/population/weighted_population.hpp"
#include "engine/population/weighted_statistics.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::diffusion {

/// What a run spends its time on.
enum class Phase { stepping, weighting, resampling, observation, communication, output };

[[nodiscard]] PhasePlan phase_plan();

/// N particles of which columns 0, ..., d - 1 are the place. What one step does is up to the derived class.
class Population : public Member {
 public:
  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return step_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return problem_.grid.steps(); }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(problem_.deck.particles) * problem_.work_per_step;
  }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  /// Places and log weights, for files.
  [[nodiscard]] virtual std::vector<MemberColumn> particles() const;

 protected:
  /// Nothing is drawn yet; the derived constructor starts or restores.
  Population(const Problem& problem, const MemberPlace& place);
  /// With another number of columns than the problem's.
  Population(const Problem& problem, const MemberPlace& place, int columns);

  /// From grid point n to n + 1.
  virtual void step(std::int64_t n) = 0;
  /// log of the estimate of Z so far; none where there is no estimate.
  [[nodiscard]] virtual std::optional<double> log_z() const { return {}; }
  /// Where the run stands, the first number of a row, and its name.
  [[nodiscard]] virtual std::string place_name() const;
  [[nodiscard]] virtual double place() const;
  /// Why particles may have blown up, and what to change.
  [[nodiscard]] virtual std::string cause() const;
  /// Measures what else add_results() tells; collective.
  virtual void measure_more() {}
  /// More results of the end.
  virtual void add_results(std::vector<Result>& /*found*/) const {}

  /// Restores what save() gave.
  void load(const MemberState& state);
  /// Weighs, after log weights have changed.
  void weigh(double largest);

  const Problem& problem_;
  PhaseTimer& timer_;
  random::Key key_;
  WeightedPopulation population_;
  WeightSums sums_;
  std::int64_t evaluations_ = 0;
  double scale_ = 0.0;  ///< log of the mean weights of all generations that were resampled

 private:
  struct Moments {
    std::vector<WeightedMoments> component;
    std::vector<double> mode_mass;
  };
  [[nodiscard]] Moments measure() const;
  void finish();

  std::int64_t step_ = 0;
  DeviceArray<double> centres_;
  Moments final_;
  std::vector<Result> distances_;
};

/// Makes the member: with a correction or without. Collective over the group.
[[nodiscard]] std::unique_ptr<Member> make_population(const Problem& problem, const MemberPlace& place,
                                                      const MemberState* resumed);
[[nodiscard]] std::unique_ptr<Member> make_uncorrected(const Problem& problem, const MemberPlace& place,
                                                       const MemberState* resumed);
[[nodiscard]] std::unique_ptr<Member> make_corrected(const Problem& problem, const MemberPlace& place,
                                                     const MemberState* resumed);

}  // namespace starling::diffusion
