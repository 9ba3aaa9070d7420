// A population of words that lose their masks: a member of the diffusion job.
#pragma once

#include <memory>

#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/decoding/known_words.hpp"
#include "engine/population/weighted_population.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"
#include "kernels/diffusion/decode_words.hpp"

namespace starling::diffusion {

/// What all members of a run compute with: made once of the deck.
class WordRun {
 public:
  WordRun(const Deck& of, const DecodingSettings& with);

  const Deck& deck;
  const DecodingSettings& settings;
  WordProblem problem;
  KnownWords known;

  [[nodiscard]] const WordDecoding& decoding() const { return decoding_; }
  [[nodiscard]] int steps() const { return problem.chain.steps; }

 private:
  DeviceArray<double> table_;
  WordDecoding decoding_;
};

/// N words. Results: mean_reward, best_probability (of the largest reward there is), total_variation from the target and from
/// the method's own law, each beside that of N independent draws from that law.
class Words final : public Member {
 public:
  Words(const WordRun& run, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return step_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return run_.steps(); }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(run_.deck.particles); }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  /// Letters (-1 where masked), values and log weights, for files.
  [[nodiscard]] std::vector<MemberColumn> particles() const;

 private:
  void move_to(int level, const double* inherited);
  [[nodiscard]] bool resample();
  [[nodiscard]] double mean_value() const;
  /// Of what one particle has taken so far: at the last level a candidate's reward is known.
  [[nodiscard]] std::int64_t evaluations() const;
  void finish();
  /// Sums of `weight` by state over all ranks, as parts of the whole.
  [[nodiscard]] std::vector<double> shares(const std::vector<std::int64_t>& states,
                                           const std::vector<std::int64_t>& weights) const;
  void compare(const std::string& name, const std::vector<double>& law, const std::vector<double>& found);

  const WordRun& run_;
  PhaseTimer& timer_;
  random::Key key_;
  WeightedPopulation population_;
  WeightSums sums_;
  std::int64_t step_ = 0;
  double scale_ = 0.0;  ///< log of the mean weights of all generations that were resampled
  std::vector<Result> final_;
};

}  // namespace starling::diffusion
