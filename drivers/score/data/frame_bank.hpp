// The frames that a rank learns from or judges by, each whole, with the vectors of the physics.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "drivers/active/score/edge_lists.hpp"
#include "drivers/active/score/features.hpp"
#include "drivers/active/score/score_moments.hpp"
#include "drivers/score/data/frame_source.hpp"
#include "drivers/score/filter_fit.hpp"
#include "drivers/score/smoothing.hpp"
#include "engine/learning/batch.hpp"
#include "engine/run/row_history.hpp"

namespace starling::score {

/// A frame with the noise that smooths it.
template <int D>
struct BankFrame {
  active::ScoreFeatures<D> features;
  DeviceArray<double> targets;  ///< of a loss that has some
  double weight = 1.0;          ///< in the loss
  std::vector<double> images;   ///< D of each particle, of frames to judge by

  [[nodiscard]] Configuration<D> configuration() const {
    Configuration<D> at = features.configuration();
    at.weight = weight;
    if (targets.extent(0) > 0) at.target = targets.data();
    return at;
  }
};

/// What is kept of frames.
enum class BankUse {
  learning,  ///< with a mirrored one (Smoothing) and targets where the loss needs them
  judging    ///< with what is known of the frame without its noise
};

/// Frames by their number, density by density, each of all particles in ascending id. Nothing here communicates
/// once the frames are there.
template <int D>
class FrameBank {
 public:
  FrameBank(const Deck& deck, const active::ScorePhysics& physics, const Smoothing& smoothing, BankUse use);

  /// Collective over the group: takes those of `frames` that `wanted` names for this rank (frames may go to several).
  void gather(const Communicator& group, const RowHistory& frames, const std::vector<std::int64_t>& wanted);

  /// Collective over the group, before gather(): the polynomials of the network's filters, from a sample of these frames; nothing
  /// without filters.
  void find_filters(const Communicator& group, const RowHistory& frames);
  /// The same as another bank's.
  void take_filters(const FilterRecurrence& filters) { filters_ = filters; }
  [[nodiscard]] const FilterRecurrence& filters() const { return filters_; }

  /// Of all densities, but for the box.
  [[nodiscard]] const active::Model<D>& model() const { return model_; }
  [[nodiscard]] const active::ScorePhysics& physics() const { return physics_; }
  [[nodiscard]] std::size_t density_of(std::int64_t frame) const {
    return static_cast<std::size_t>(frame / frames_each_);
  }
  /// Frames of a density.
  [[nodiscard]] std::int64_t frames_each() const { return frames_each_; }
  [[nodiscard]] const std::map<std::int64_t, BankFrame<D>>& frames() const { return frames_; }

  /// Frames of density k count weights[k] times in the loss.
  void weigh(const std::vector<double>& weights);

  /// Replaces what is known without a score by that of the frame without its noise: an average over smoothed forces is none
  /// of the system's.
  void take_out_noise(std::int64_t frame, active::ScoreMoments& moments) const;

  /// A frame's positions and drives, on the rank that has it; the others have no rows of it. Of frames to judge by.
  [[nodiscard]] MemberState state_of(std::int64_t frame) const;

  /// All particles of one frame.
  [[nodiscard]] ParticleList<D> whole(std::int64_t frame);
  /// Blocks of single particles of several frames, good until the next call of this or of whole().
  [[nodiscard]] ParticleList<D> blocks(const std::vector<learning::ParticleBlock>& blocks);
  /// The same, each followed by that of the mirrored frame where there are such.
  [[nodiscard]] ParticleList<D> batch(const std::vector<learning::ParticleBlock>& blocks);

 private:
  using Frames = std::map<std::int64_t, BankFrame<D>>;

  [[nodiscard]] const active::Deck& system_of(std::int64_t frame) const { return systems_[density_of(frame)]; }
  /// visit(frame, state) of each of these frames that is `wanted` on this rank. Collective over the group; a rank's failure
  /// is one of all.
  template <class Visit>
  void for_whole_frames(const Communicator& group, const RowHistory& frames, const std::vector<std::int64_t>& wanted,
                        const Visit& visit) const;
  void add(std::int64_t frame, const MemberState& state);
  void smooth(MemberState& state, std::int64_t frame, double sign) const;
  [[nodiscard]] BankFrame<D> smoothed(MemberState state, std::int64_t frame, double sign) const;
  [[nodiscard]] SampledFrame<D> look_at(std::int64_t frame, const MemberState& state) const;
  [[nodiscard]] active::ScoreFeatures<D> features_of(std::int64_t frame, const MemberState& state) const;
  [[nodiscard]] ParticleList<D> list_of(const std::vector<learning::ParticleBlock>& blocks,
                                        const std::vector<const Frames*>& from);

  std::vector<active::Deck>
      systems_;               ///< by density; their particles stay in the order of their ids: a batch is of ids
  std::int64_t frames_each_;  ///< of a density
  double range_;              ///< of the network's pairs
  active::ScorePhysics physics_;
  Smoothing smoothing_;
  BankUse use_;
  bool denoises_;
  active::NetworkSettings network_;
  FilterRecurrence filters_{};
  Communicator alone_;
  active::Model<D> model_;
  Frames frames_;
  Frames mirrored_;
  std::map<std::int64_t, active::ScoreMoments> clean_;
  active::WholeList<D> whole_;
  active::EdgeLists<D> edges_;
  DeviceArray<Configuration<D>> configurations_;
  DeviceArray<std::int32_t> particles_;
};

}  // namespace starling::score
