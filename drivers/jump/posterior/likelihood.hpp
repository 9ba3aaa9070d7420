// The likelihood of observations at the model's rates: a member of the jump job.
#pragma once

#include <cmath>

#include "drivers/jump/problem.hpp"
#include "engine/io/rows.hpp"

namespace starling::jump {

/// One unit, which draws nothing; all ranks of the group do the same.
class Likelihood final : public Member {
 public:
  Likelihood(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
      : problem_(problem), timer_(place.timer), share_(rows_of(problem.rows(), place.group)) {
    if (resumed != nullptr && resumed->shared.at("done").get<bool>()) evaluate();
  }

  [[nodiscard]] std::vector<std::string> columns() const override { return {"log_likelihood"}; }
  [[nodiscard]] std::int64_t done() const override { return done_ ? 1 : 0; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return 1; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(problem_.observations.time.size()); }
  void advance_to(std::int64_t /*units*/, std::vector<TableRow>& rows) override {
    if (done_) return;
    timer_.enter(Phase::jumping);
    evaluate();
    rows.push_back({1, {value_}});
  }
  [[nodiscard]] std::vector<Result> results() const override { return {{"log_likelihood", value_}}; }
  [[nodiscard]] MemberState save() const override {
    return {{{"done", done_}}, {{"unused", 1, std::vector<double>(static_cast<std::size_t>(share_.count), 0.0)}}};
  }

 private:
  void evaluate() {
    value_ = log_likelihood(*problem_.matrix(), problem_.observations);
    done_ = true;
  }

  const Problem& problem_;
  PhaseTimer& timer_;
  RowBlock share_;
  bool done_ = false;
  double value_ = std::nan("");
};

}  // namespace starling::jump
