// The training of a denoiser, or of a map to the end of the flow: a member of the diffusion job.
#pragma once

#include <memory>
#include <optional>

#include "drivers/diffusion/methods/training/lesson_source.hpp"
#include "engine/learning/learner.hpp"
#include "engine/learning/low_rank.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::diffusion {

/// What all trainings of a run have in common.
struct TrainingTask {
  Mixture target;
  DenoiserTask network;
  DenoiserSettings settings;
  LessonSettings lessons;
  learning::LearnerSettings learner;
  std::int64_t held_out = 0;
  std::int64_t judge_every = 1;  ///< updates between judgements that patience counts
  double regularisation = 0.0;
  std::shared_ptr<const Denoiser> from;  ///< where it starts; null: at nothing
  std::int64_t rank = 0;                 ///< of the changes of its weights; 0: all parameters change
  std::uint64_t seed = 1;
  std::int64_t observe_every = 1;

  /// Trainings before this one, one from the other.
  [[nodiscard]] std::int64_t trainings_before() const { return from == nullptr ? 0 : from->trainings(); }
  /// Whether there is a residual to look at.
  [[nodiscard]] bool has_residual() const { return network.taught == Taught::denoiser && target.dimension == 1; }
};

/// Units of work are updates. What it holds is the same on all ranks of the group; lessons are dealt over them.
class Trainer final : public Member {
 public:
  /// The task outlives it.
  Trainer(const TrainingTask& task, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return learner_->updates(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return task_.learner.updates; }
  [[nodiscard]] bool finished() const override { return learner_->finished(); }
  [[nodiscard]] double work_per_unit() const override;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  [[nodiscard]] const Communicator& group() const { return place_.group; }
  /// The network as it would be used now.
  [[nodiscard]] std::optional<learning::NetworkFile> network() const;

 private:
  /// On held-out lessons, with standard errors.
  struct Judgement {
    Result excess;    ///< mean of |F - F*|²/d: the loss above the least possible one
    Result residual;  ///< root of the mean square of the Fokker-Planck residual; none where there is none
  };

  [[nodiscard]] std::vector<double> network_parameters(const std::vector<double>& learned) const;
  void update();
  [[nodiscard]] Judgement judge(const LessonArrays& lessons, const std::vector<double>& learned);
  void observe_update(std::vector<TableRow>& rows);
  [[nodiscard]] LessonSource source() const;

  const TrainingTask& task_;
  MemberPlace place_;
  Denoiser network_;
  learning::ParameterLayout layout_;  ///< of the network
  std::optional<learning::LowRank> low_rank_;
  std::optional<learning::Learner> learner_;
  learning::GradientSum sum_;
  LessonSource batch_;
  LessonSource held_out_;   ///< what is told
  LessonSource selection_;  ///< what patience looks at, where there is any
  LessonArrays held_out_lessons_;
  LessonArrays selection_lessons_{};
  networks::TokenMemory<double> memory_;
  DeviceArray<double> gradients_;
  DeviceArray<double> sums_;
  std::optional<Judgement> final_;
};

}  // namespace starling::diffusion
