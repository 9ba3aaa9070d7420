// Blocks of units, and the agreements at their ends.
#include "engine/run/loop.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace starling {

namespace {

/// Particle-steps of a rank between two looks at its signals: some hundredths of a second, so that an agreement costs
/// nothing beside it and a request to stop is heard at once.
constexpr double work_per_block = 2e6;
/// A unit of a member takes as long as that of so many particles, however few there are.
constexpr double least_work = 64.0;

/// What the world knows at the end of a block.
struct Standing {
  std::int64_t done;
  StopRequest stop;
  bool ended;
};

Standing agree_on(const Members& members, StopRequest stop) {
  std::int64_t done = 0;
  bool ended = true;
  for (const auto& member : members.own()) {
    done = std::max(done, member->done());
    ended = ended && member->finished();
  }
  std::array<std::int64_t, 3> worst{done, static_cast<std::int64_t>(stop), ended ? 0 : 1};
  members.groups().world().maximum(std::span<std::int64_t>(worst));
  return {worst[0], static_cast<StopRequest>(worst[1]), worst[2] == 0};
}

/// Units per block, the same on every rank.
std::int64_t block_units(const Members& members) {
  double work = 0.0;
  for (const auto& member : members.own()) {
    work += std::max(member->work_per_unit() / members.groups().group().size(), least_work);
  }
  return std::max<std::int64_t>(static_cast<std::int64_t>(work_per_block / members.groups().world().maximum(work)), 1);
}

/// Advances the members together, as the plan says, or one after the other.
std::vector<MemberRow> advance(Members& members, std::int64_t units, PhaseTimer& timer) {
  std::vector<MemberRow> rows;
  if (members.plan().advance) {
    members.plan().advance(members, units, timer, rows);
    return rows;
  }
  members.for_each([&](Member& member, std::int64_t number) {
    std::vector<TableRow> own;
    member.advance_to(units, own);
    for (TableRow& row : own) rows.push_back({number, std::move(row)});
  });
  return rows;
}

}  // namespace

LoopResult run_loop(Members& members, Output& output, PhaseTimer& timer, const WallLimit& limit, bool continues,
                    Progress* progress) {
  const auto start = std::chrono::steady_clock::now();
  const double work_before = members.work_done();
  const std::int64_t block = block_units(members);
  // A run that is told to stop at once still does a block, and leaves a checkpoint.
  Standing standing = agree_on(members, StopRequest::none);
  if (!continues) output.write(standing.done, {}, false, standing.ended);
  while (!standing.ended && standing.stop == StopRequest::none) {
    std::vector<MemberRow> rows =
        advance(members, std::min(standing.done + block, output.next_due(standing.done)), timer);
    timer.enter(members.plan().phases.communication);
    standing = agree_on(members, stop_request(limit));
    output.write(standing.done, std::move(rows), standing.stop != StopRequest::none, standing.ended);
    if (progress != nullptr) progress->update(standing.done);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return {standing.done, standing.ended ? StopRequest::none : standing.stop, standing.ended, seconds.count(),
          members.work_done() - work_before};
}

}  // namespace starling
