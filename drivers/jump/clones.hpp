// Populations of clones whose weights tell a scaled cumulant generating function: a member of the jump job.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/jump/problem.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/random/key.hpp"

namespace starling::jump {

/// N clones that are resampled before each slice of time but the first by weights e^(k A), A what they gathered in the one before:
/// psi(k) = lim ln E[e^(k A_t)] / t is the mean log of the mean weight per time (Giardina, Kurchan and Peliti, Phys. Rev. Lett.
/// 96 (2006) 120603). It has a bias that falls with N.
class ClonePopulation {
 public:
  /// Clones at states drawn from the process's stationary law. Collective over the group.
  ClonePopulation(const Problem& problem, const Communicator& group, std::int64_t clones, double slice,
                  random::Key key);

  /// A slice; `counts`: its weight is averaged.
  void advance(bool counts, PhaseTimer& timer);
  /// NaN before any slice counts.
  [[nodiscard]] double psi() const;
  [[nodiscard]] std::int64_t clones() const { return population_.slots().total; }
  [[nodiscard]] double effective_clones() const { return effective_; }

  [[nodiscard]] nlohmann::json save_sums() const;
  [[nodiscard]] std::vector<double> save_states() const { return population_.save_rows(); }
  [[nodiscard]] std::vector<double> save_log_weights() const { return population_.save_log_weights(); }
  /// Collective over the group.
  void load(const nlohmann::json& sums, const std::vector<double>& states, const std::vector<double>& log_weights);

 private:
  void draw_start(const Problem& problem);

  const Problem& problem_;
  double slice_;
  random::Key key_;
  WeightedPopulation population_;
  DeviceArray<double> gain_;
  std::int64_t slices_ = 0;
  std::int64_t counted_ = 0;
  double log_weight_ = 0.0;  ///< summed over the slices that count
  double effective_ = 0.0;   ///< of the last slice
};

/// A unit is a slice of N clones and, where biases are to show, of N / 2 and of two half slices.
class Clones final : public Member {
 public:
  Clones(const Problem& problem, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.slices; }
  [[nodiscard]] double work_per_unit() const override;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

 private:
  const Problem& problem_;
  const CloneSettings& settings_;
  const Communicator& group_;
  PhaseTimer& timer_;
  std::int64_t done_ = 0;
  std::vector<std::unique_ptr<ClonePopulation>> populations_;
};

/// Results of Clones, pooled, with a doubt of psi where one beside it is more than 4 joint standard errors apart, of at
/// least 8 replicas.
[[nodiscard]] std::vector<Result> doubted(std::vector<Result> results);

}  // namespace starling::jump
