// The frames that a rank learns from or judges by, each whole, with the vectors of the physics.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "drivers/active/score/edge_lists.hpp"
#include "drivers/active/score/features.hpp"
#include "drivers/score/frame_source.hpp"
#include "engine/learning/batch.hpp"
#include "engine/run/row_history.hpp"
#include "kernels/random/philox.hpp"

namespace starling::score {

/// Frames by their number, each of all particles in ascending id. Nothing here communicates
/// once the frames are there.
template <int D>
class FrameBank {
 public:
  /// `key`: of the noise that the deck adds to drives; `first_noise`: the number under which frame 0 draws it.
  FrameBank(const Deck& deck, const active::ScorePhysics& physics, random::Key key, std::uint64_t first_noise);

  /// Collective over the group: takes those of `frames` that `wanted` names for this rank (frames may go to several).
  void gather(const Communicator& group, const RowHistory& frames, const std::vector<std::int64_t>& wanted);

  [[nodiscard]] const active::Model<D>& model() const { return model_; }
  [[nodiscard]] const active::ScorePhysics& physics() const { return physics_; }
  [[nodiscard]] const std::map<std::int64_t, active::ScoreFeatures<D>>& frames() const { return features_; }

  /// All particles of one frame.
  [[nodiscard]] ParticleList<D> whole(std::int64_t frame);
  /// Blocks of single particles of several frames, good until the next call of this or of whole().
  [[nodiscard]] ParticleList<D> blocks(const std::vector<learning::ParticleBlock>& blocks);

 private:
  void smooth(MemberState& state, std::int64_t frame) const;
  [[nodiscard]] active::ScoreFeatures<D> features_of(const MemberState& state) const;

  active::Deck system_;  ///< whose particles stay in the order of their ids: a batch is of ids
  double range_;         ///< of the network's pairs
  active::ScorePhysics physics_;
  random::Key key_;
  std::uint64_t first_noise_;
  Communicator alone_;
  active::Model<D> model_;
  std::map<std::int64_t, active::ScoreFeatures<D>> features_;
  active::WholeList<D> whole_;
  active::EdgeLists<D> edges_;
  DeviceArray<Configuration<D>> configurations_;
  DeviceArray<std::int32_t> particles_;
};

}  // namespace starling::score
