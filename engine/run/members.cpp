// Making members, and naming the one that failed.
#include "engine/run/members.hpp"

namespace starling {

Members::Members(const RankGroups& groups, const RunPlan& plan, PhaseTimer& timer, std::int64_t most,
                 const std::vector<MemberState>& states)
    : groups_(groups), plan_(plan) {
  groups_.together([&] {
    for (std::int64_t k = 0; k < std::min(most, groups_.count()); ++k) {
      const std::int64_t number = groups_.first() + k;
      const MemberPlace place{groups_.group(), timer, number / plan_.chains, number % plan_.chains};
      members_.push_back(plan_.make(place, states.empty() ? nullptr : &states[static_cast<std::size_t>(k)]));
    }
  });
}

double Members::work_done() const {
  double work = 0.0;
  if (!groups_.group().is_root()) return work;
  for (const auto& member : members_) work += static_cast<double>(member->done()) * member->work_per_unit();
  return work;
}

Failure Members::placed(const Failure& failure, std::int64_t number) const {
  if (failure.code() != ExitCode::blow_up && failure.code() != ExitCode::internal_error) return failure;
  std::string who;
  if (plan_.replicas > 1) who = fmt::format("replica {}", number / plan_.chains);
  if (plan_.chains > 1) who += fmt::format("{}chain {}", who.empty() ? "" : ", ", number % plan_.chains);
  return who.empty() ? failure : failure.reworded(who + ": " + failure.what());
}

}  // namespace starling
