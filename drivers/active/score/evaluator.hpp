// A trained score at work in a simulation: local rates of entropy production, and the certificate of their sum.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/score/edge_lists.hpp"
#include "drivers/active/score/learned_score.hpp"
#include "drivers/active/score/score_moments.hpp"

namespace starling::active {

/// Reads the networks that score.network names, and evaluates the mean of their scores on a population. Collective over the
/// population's ranks.
template <int D>
class ScoreEvaluator {
 public:
  /// Fails with bad_input, on every rank, if a file is not a network for this model (the key and both values), or not of one
  /// ensemble with the others.
  ScoreEvaluator(const Communicator& communicator, const Deck& deck, const Model<D>& model);

  /// Lists must reach as far, and forces be those of the present positions, when compute() is called.
  [[nodiscard]] double range() const { return range_; }
  /// Of the networks' numbers and of what they are for.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

  /// Scores of all owned particles, and their averages, block by block.
  void compute(const Simulation<D>& simulation);
  [[nodiscard]] const std::vector<BlockMoments>& moments() const { return moments_; }
  /// And those of each network by itself.
  [[nodiscard]] const std::vector<std::vector<BlockMoments>>& member_moments() const { return member_moments_; }

  /// Of each owned particle |v_y|^2/D_y summed over the blocks, its local rate of entropy production.
  [[nodiscard]] std::vector<double> local_rates() const;
  /// The standard deviation of that over the networks, of which there must be two or more.
  [[nodiscard]] std::vector<double> local_rate_spreads() const;
  [[nodiscard]] bool is_ensemble() const { return members_.size() > 1; }

  /// The blocks whose scores there are.
  [[nodiscard]] const std::vector<Block>& blocks() const { return members_.front().blocks(); }
  /// v_y of each owned particle, D components, by the number of the block.
  [[nodiscard]] std::vector<double> flows(std::size_t block) const;

  /// Whether the drive's score is among them; only then may the rest be asked.
  [[nodiscard]] bool has_drive() const;
  /// div v_y of the drive; where forces do not move the drive, its mean is that of |v_y|^2/D_y if the score is exact.
  [[nodiscard]] std::vector<double> drive_divergences() const;
  /// The particle's summand of the drive's certificate: its mean over a class of particles that is chosen by positions alone
  /// is a lower bound of the mean of |v_y|^2/D_y over them.
  [[nodiscard]] std::vector<double> drive_certified_summands() const;

 private:
  /// What was last said of a block: D components of the score, and its divergence, of each owned particle.
  struct BlockScore {
    Block block;
    DeviceArray<double> values;                ///< the mean over networks
    std::vector<DeviceArray<double>> members;  ///< of each
  };

  /// The vectors that reach far of this member, if it has such.
  void filter(const Simulation<D>& simulation, std::size_t member);
  [[nodiscard]] score::ScoreArrays arrays(const DeviceArray<double>& values) const {
    return {values.data(), values.data() + D * owned_, owned_};
  }
  [[nodiscard]] BlockMoments moments_of(const Simulation<D>& simulation, Block block,
                                        const DeviceArray<double>& values) const;
  /// What of(moments) makes of each particle's moments of a block.
  template <class Of>
  [[nodiscard]] std::vector<double> by_particle(Block block, const DeviceArray<double>& values, const Of& of) const;
  /// |v_y|^2/D_y summed over the blocks, of the scores values_of(block).
  template <class Values>
  [[nodiscard]] std::vector<double> rates(const Values& values_of) const;

  const Communicator& communicator_;
  ScorePhysics physics_{};
  std::vector<LearnedScore<D>> members_;
  double range_ = 0.0;
  std::uint64_t digest_ = 0;
  std::vector<BlockScore> blocks_;
  ScoreFeatures<D> features_;
  WholeList<D> whole_;
  std::int64_t owned_ = 0;
  std::vector<BlockMoments> moments_;
  std::vector<std::vector<BlockMoments>> member_moments_;
};

}  // namespace starling::active
