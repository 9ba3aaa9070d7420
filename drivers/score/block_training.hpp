// The training of one block of variables: its network, and how that learns and is judged.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "drivers/score/certificate.hpp"
#include "engine/learning/learner.hpp"

namespace starling::score {

/// What it accumulates is the same on all ranks of the group. It knows nothing of other blocks: alone it learns the same.
template <int D>
class BlockTraining {
 public:
  BlockTraining(const Deck& deck, const active::ScorePhysics& physics, const active::Model<D>& model,
                active::Block block);

  [[nodiscard]] active::Block block() const { return block_; }
  /// From the start, or as it was when saved, once there are frames; gives back the linear score's loss at each density.
  /// Collective over the group.
  [[nodiscard]] std::vector<double> prepare(const Communicator& group, FrameBank<D>& bank,
                                            const learning::BatchDraw& draw);
  /// The parts of the densities' losses in the loss that is learned.
  void weigh(const std::vector<double>& parts);

  /// Whether prepare() has been called.
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] const learning::Learner& learner() const { return *learner_; }
  [[nodiscard]] bool finished() const { return learner_ && learner_->finished(); }

  /// One update with this rank's blocks of a batch of `particles`, mirrored ones with them. Collective over the group.
  void update(const Communicator& group, const ParticleList<D>& list, std::int64_t particles);

  /// The loss of the batches since the last call, or of the linear score if there were none; and what held-out frames say.
  [[nodiscard]] double take_loss();
  [[nodiscard]] std::vector<active::ScoreMoments> averaged_moments(const Communicator& group, FrameBank<D>& held_out);
  [[nodiscard]] std::vector<active::ScoreMoments> result_moments(const Communicator& group, FrameBank<D>& held_out);
  /// What the result says of a frame that this rank has.
  [[nodiscard]] ScoredFrame look_at(FrameBank<D>& held_out, std::int64_t frame);
  void judge(double held_out_loss) { learner_->judge(held_out_loss); }

  /// Null before there is anything to go on from.
  [[nodiscard]] nlohmann::json save() const;
  void load(const nlohmann::json& saved);

  /// What a network file holds of it.
  [[nodiscard]] learning::NetworkParameters parameters() const;

 private:
  [[nodiscard]] std::vector<active::ScoreMoments> moments(const Communicator& group, FrameBank<D>& held_out,
                                                          const std::vector<double>& parameters);

  const Deck& deck_;
  active::Block block_;
  std::unique_ptr<active::ScoreNetwork<D>> network_;
  learning::ParameterLayout layout_;
  bool ready_ = false;
  std::optional<learning::GradientSum> sum_;
  std::vector<double> linear_losses_;  ///< by density
  double start_loss_ = 0.0;            ///< of the score that training starts from, on the frames that are learned from
  double loss_unit_ = 1.0;             ///< gradients are clipped in units of the linear score's loss
  std::optional<learning::Learner> learner_;
  DeviceArray<float> gradients_;
  DeviceArray<double> statistics_;
};

}  // namespace starling::score
