// Blocks of units, and the agreements at their ends.
#include "drivers/smc/loop.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "drivers/smc/make_method.hpp"

namespace starling::smc {

namespace {

constexpr double steps_a_block = 4e6;
/// A unit takes as long as that of so many particles, however few there are.
constexpr std::int64_t least_steps = 1000;

/// What the world knows at the end of a block.
struct Standing {
  std::int64_t done;
  StopRequest stop;
  bool ended;
};

/// "replica 3, chain 0: ", as far as there are several.
std::string who(const Deck& deck, std::int64_t member) {
  const std::int64_t chains = method_settings(deck).chains;
  std::string text;
  if (deck.replicas > 1) text = fmt::format("replica {}", member / chains);
  if (chains > 1) text += fmt::format("{}chain {}", text.empty() ? "" : ", ", member % chains);
  return text.empty() ? text : text + ": ";
}

/// Advances the members one after the other to `units`, or to their end.
void advance_members(const RankGroups& groups, const Deck& deck, const Methods& methods, std::int64_t units,
                     PhaseTimer& timer, std::vector<MemberRow>& rows) {
  for (std::size_t k = 0; k < methods.size(); ++k) {
    const std::int64_t member = groups.first() + static_cast<std::int64_t>(k);
    std::vector<TableRow> own;
    try {
      while (!methods[k]->finished() && methods[k]->done() < units) methods[k]->advance(timer, own);
    } catch (const Failure& failure) {
      throw failure.reworded(who(deck, member) + failure.what());
    }
    for (TableRow& row : own) rows.push_back({member, std::move(row)});
  }
}

Standing agree_on(const Communicator& world, const Methods& methods, const WallLimit& limit) {
  std::int64_t done = 0;
  bool ended = true;
  for (const auto& method : methods) {
    done = std::max(done, method->done());
    ended = ended && method->finished();
  }
  std::array<std::int64_t, 3> worst{done, static_cast<std::int64_t>(stop_request(limit)), ended ? 0 : 1};
  world.maximum(std::span<std::int64_t>(worst));
  return {worst[0], static_cast<StopRequest>(worst[1]), worst[2] == 0};
}

}  // namespace

std::int64_t block_units(const Deck& deck) {
  const auto particles = static_cast<double>(std::max(deck.particles, least_steps));
  const double steps = static_cast<double>(members(deck)) * particles * static_cast<double>(relative_cost(deck));
  return std::max<std::int64_t>(static_cast<std::int64_t>(steps_a_block / steps), 1);
}

LoopResult run_loop(const RankGroups& groups, const Deck& deck, const Methods& methods, Output& output,
                    PhaseTimer& timer, const WallLimit& limit, Progress* progress) {
  const auto start = std::chrono::steady_clock::now();
  const Communicator& world = groups.world();
  const std::int64_t block = block_units(deck);
  Standing standing = agree_on(world, methods, limit);
  standing.stop = StopRequest::none;  // a run that is told to stop at once still does a block, and leaves a checkpoint
  while (!standing.ended && standing.stop == StopRequest::none) {
    const std::int64_t units = std::min(standing.done + block, output.next_due(standing.done));
    std::vector<MemberRow> rows;
    groups.together([&] { advance_members(groups, deck, methods, units, timer, rows); });
    timer.enter(Phase::communication);
    standing = agree_on(world, methods, limit);
    timer.enter(Phase::output);
    output.write(standing.done, rows, standing.stop != StopRequest::none, standing.ended);
    if (progress != nullptr) progress->update(standing.done);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return {standing.done, standing.ended ? StopRequest::none : standing.stop, standing.ended, seconds.count()};
}

}  // namespace starling::smc
