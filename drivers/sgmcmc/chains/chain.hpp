// A chain: the member of the sgmcmc job, which remembers what the chains' ensemble computes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/ensemble_plan.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"
#include "engine/run/row_history.hpp"

namespace starling::sgmcmc {

/// Everything that a chain continues from, the same on all ranks of its group.
struct ChainState {
  std::int64_t done = 0;
  std::vector<std::vector<double>> vectors;  ///< by EnsemblePlan::vectors(), each of all parameters
  std::vector<double> scalars;
  std::int64_t rung = 0;
  double accepted = 0.0;  ///< proposals since the sampler began
  /// From rung k to k + 1, by k: how often it was tried, and done.
  std::vector<std::int64_t> swaps_tried;
  std::vector<std::int64_t> swaps_done;
  std::optional<std::int64_t> diverged;  ///< the unit after which it was not finite
};

class Chain final : public Member {
 public:
  /// At its start, or from a state. Collective over the group.
  Chain(const EnsemblePlan& plan, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override { return plan_.shown(); }
  [[nodiscard]] std::int64_t done() const override { return state.done; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return plan_.settings().units(); }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(plan_.parameters()) * static_cast<double>(plan_.sampler().evaluations());
  }
  /// Chains are judged together: see diagnosis.hpp.
  [[nodiscard]] std::vector<Result> results() const override { return {}; }
  [[nodiscard]] MemberState save() const override;

  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] std::int64_t draws() const { return draws_.times(); }
  /// What was shown of each draw, draw by draw: plan.shown().size() numbers each.
  [[nodiscard]] const std::vector<double>& shown() const { return shown_; }
  /// This rank's share (rows_of) of the rows of each draw.
  [[nodiscard]] const RowHistory& rows() const { return draws_; }

  /// Keeps a draw.
  void keep(const std::vector<double>& position, std::span<const double> shown);

  ChainState state;

 private:
  void load(const MemberState& saved);

  const EnsemblePlan& plan_;
  const Communicator& group_;
  std::int64_t number_;
  RowBlock share_;
  RowHistory draws_;
  std::vector<double> shown_;
};

}  // namespace starling::sgmcmc
