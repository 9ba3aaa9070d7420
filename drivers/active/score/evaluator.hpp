// A trained score at work in a simulation: local rates of entropy production, and the certificate of their sum.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/active/score/edge_lists.hpp"
#include "drivers/active/score/score_moments.hpp"

namespace starling::active {

/// Reads the network that score.network names, and evaluates it on a population. Collective over the population's ranks.
template <int D>
class ScoreEvaluator {
 public:
  /// Fails with bad_input, on every rank, if the file is not a network for this model: the key and both values.
  ScoreEvaluator(const Communicator& communicator, const Deck& deck, const Model<D>& model);

  /// Lists must reach as far, and forces be those of the present positions, when compute() is called.
  [[nodiscard]] double range() const { return range_; }
  /// Of the network's numbers and of what they are for.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

  /// Scores of all owned particles, and their averages, block by block.
  void compute(const Simulation<D>& simulation);
  [[nodiscard]] const std::vector<BlockMoments>& moments() const { return moments_; }

  /// Of each owned particle |v_y|^2/D_y summed over the blocks, its local rate of entropy production.
  [[nodiscard]] std::vector<double> local_rates() const;

  /// Whether the drive's score is among them; only then may the rest be asked.
  [[nodiscard]] bool has_drive() const;
  /// div v_y of the drive; where forces do not move the drive, its mean is that of |v_y|^2/D_y if the score is exact.
  [[nodiscard]] std::vector<double> drive_divergences() const;
  /// The particle's summand of the drive's certificate: its mean over a class of particles that is chosen by positions alone
  /// is a lower bound of the mean of |v_y|^2/D_y over them.
  [[nodiscard]] std::vector<double> drive_certified_summands() const;

 private:
  /// A network and what it last said.
  struct BlockScore {
    Block block;
    std::unique_ptr<ScoreNetwork<D>> network;
    DeviceArray<double> values;
  };

  /// Takes the block's network, if the file has one.
  void take(const learning::NetworkFile& file, const std::string& path, const NetworkSettings& settings, Block block,
            const Model<D>& model);
  [[nodiscard]] score::ScoreArrays arrays(const BlockScore& of) const {
    return {of.values.data(), of.values.data() + D * owned_, owned_};
  }
  /// What of(moments) makes of each particle's moments of a block.
  template <class Of>
  [[nodiscard]] std::vector<double> by_particle(const BlockScore& block, const Of& of) const;

  const Communicator& communicator_;
  ScorePhysics physics_;
  double range_;
  std::uint64_t digest_;
  std::vector<BlockScore> blocks_;
  ScoreFeatures<D> features_;
  WholeList<D> whole_;
  std::int64_t owned_ = 0;
  std::vector<BlockMoments> moments_;
};

}  // namespace starling::active
