// Spins on their way from a start, with what is averaged of them: the member of the spins job.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/spins/memory.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling::spins {

/// What a run spends its time on.
enum class Phase { sweeping, observation, communication, output };

[[nodiscard]] PhasePlan phase_plan();

/// One start with one set of patterns. All ranks of its group compute the same; each keeps its share of the spins.
class Retrieval final : public Member {
 public:
  Retrieval(const Deck& deck, std::shared_ptr<const Memory> memory, const MemberPlace& place,
            const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override {
    return {"magnetisation", "overlap", "energy", "flips"};
  }
  [[nodiscard]] std::int64_t done() const override { return sweep_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return deck_.sweeps; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(deck_.spins); }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

 private:
  struct Values {
    bool reversed;         ///< whether the spins are nearer to the negative of that pattern
    double magnetisation;  ///< |sum_i xi_i s_i|/N with the first pattern
    double overlap;        ///< |n| with what the energy sees of it
    double energy;         ///< H/N
  };
  [[nodiscard]] std::vector<std::int8_t> start(const MemberState* resumed) const;
  [[nodiscard]] Values measure(const std::vector<std::int8_t>& spins) const;
  void average();
  /// (1/N) sum_i of the products of the mean spins of two parts of the run.
  [[nodiscard]] double order_parameter() const;
  /// All of a column of which each rank has its share.
  [[nodiscard]] std::vector<std::int64_t> gathered(const MemberState& state, const char* name) const;

  const Deck& deck_;
  std::shared_ptr<const Memory> memory_;
  const Communicator& group_;
  PhaseTimer& timer_;
  random::Key key_;
  std::vector<int> pattern_;
  SpinSystem system_;
  std::int64_t sweep_ = 0;
  std::int64_t flips_ = 0;  ///< of the last sweep
  bool reversed_ = false;   ///< at the last sample
  std::int64_t reversals_ = 0;
  BlockAverage magnetisation_, overlap_, overlap_square_, energy_;
  std::vector<std::int64_t> sum_[2];  ///< of each spin over the samples of either part
};

}  // namespace starling::spins
