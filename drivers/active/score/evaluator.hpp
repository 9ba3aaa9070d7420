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

  /// Scores of all owned particles, and their averages.
  void compute(const Simulation<D>& simulation);
  [[nodiscard]] const ScoreMoments& moments() const { return moments_; }

  /// Of each owned particle |v_y|^2/D_y, its local rate of entropy production, and div_y v_y, whose mean is the same
  /// rate's other form where the score is exact.
  [[nodiscard]] std::vector<double> local_rates() const;
  [[nodiscard]] std::vector<double> velocity_divergences() const;
  /// The particle's summand of the certificate: its mean over a class of particles that is chosen by positions alone is a
  /// lower bound of the mean of |v_y|^2/D_y over them.
  [[nodiscard]] std::vector<double> certified_summands() const;

 private:
  const Communicator& communicator_;
  ScorePhysics physics_;
  double range_;
  std::uint64_t digest_;
  std::unique_ptr<ScoreNetwork<D>> network_;
  ScoreFeatures<D> features_;
  WholeList<D> whole_;
  DeviceArray<double> scores_;
  std::int64_t owned_ = 0;
  ScoreMoments moments_;

  [[nodiscard]] score::ScoreArrays arrays() const { return {scores_.data(), scores_.data() + D * owned_, owned_}; }
};

}  // namespace starling::active
