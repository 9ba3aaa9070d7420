// The networks of one file, for this run's particles.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/active/score/network.hpp"

namespace starling::active {

/// The files that score.network names, with commas between them; a file without a name is a bad_input Failure.
[[nodiscard]] std::vector<std::string> score_files(const Deck& deck);

/// The scores that a file holds, of one block of variables or two.
template <int D>
class LearnedScore {
 public:
  /// Collective. Fails with bad_input, on every rank, if the file is not a network for this model: the key and both values.
  LearnedScore(const Communicator& communicator, const Deck& deck, const Model<D>& model, const ScorePhysics& physics,
               const std::string& file);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const NetworkSettings& settings() const { return settings_; }
  /// Of the network's numbers and of what they are for.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }
  /// The blocks that have noise here and a network in the file: one or more.
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  /// By the number of the block.
  [[nodiscard]] ScoreNetwork<D>& network(std::size_t block) const { return *networks_[block]; }

 private:
  void take(const learning::NetworkFile& file, const ScorePhysics& physics, const Deck& deck, const Model<D>& model);

  std::string path_;
  NetworkSettings settings_;
  std::uint64_t digest_ = 0;
  std::vector<Block> blocks_;
  std::vector<std::unique_ptr<ScoreNetwork<D>>> networks_;
};

}  // namespace starling::active
