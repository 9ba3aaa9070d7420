// A set of independent tokens: the member of the walk job.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/walk/problem.hpp"
#include "drivers/walk/step_weights.hpp"
#include "engine/comm/even_split.hpp"
#include "engine/comm/exact_moments.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"
#include "kernels/random/key.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

enum class Phase { walking, observation, communication, output };

[[nodiscard]] PhasePlan phase_plan();

/// Steps whose places are kept where something is optimised along them.
inline constexpr std::int64_t path_steps = 128;

/// Rows are tokens, of which this rank has an even share.
class Replica final : public Member {
 public:
  Replica(const Problem& problem, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return weights_.done(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return problem_.deck.steps; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(problem_.deck.tokens); }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  /// Of each token its place and its visits as shares of 1, and theta.
  [[nodiscard]] std::vector<MemberColumn> visits() const;

 private:
  void place_tokens();
  void load(const MemberState& state);
  void walk(std::int64_t count, const std::vector<double>& added);
  void rescale(double power_of_two);
  [[nodiscard]] TokenArrays tokens() const;
  [[nodiscard]] Shares shares() const;
  /// Of each function, of the squared distance to mu, of the total variation, and of theta.
  [[nodiscard]] std::vector<SampleMoments> measure() const;

  const Problem& problem_;
  const Communicator& group_;
  PhaseTimer& timer_;
  random::Key key_;
  RowBlock share_;
  StepWeights weights_;
  DeviceArray<std::int32_t> at_;
  DeviceArray<Visit> visit_;
  DeviceArray<double> theta_;
  DeviceArray<std::int32_t> path_;
};

}  // namespace starling::walk
