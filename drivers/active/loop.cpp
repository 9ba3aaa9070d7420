// Blocks of steps, and the agreements at their ends.
#include "drivers/active/loop.hpp"

#include <algorithm>
#include <chrono>

namespace starling::active {

namespace {

/// Work of a rank between two looks at its signals: some hundredths of a second, so that an agreement costs nothing beside
/// it and a request to stop is heard at once.
constexpr std::int64_t steps_a_block = 500'000;
/// A step takes as long as that of so many particles, however few there are.
constexpr std::int64_t least_steps = 64;

/// Steps a block, the same on every rank.
template <int D>
std::int64_t block_steps(const Ensemble<D>& ensemble) {
  const RankGroups& groups = ensemble.groups();
  const std::int64_t each = std::max(ensemble.deck().particles / groups.group().size(), least_steps);
  return std::max<std::int64_t>(steps_a_block / groups.world().maximum(each * groups.count()), 1);
}

}  // namespace

template <int D>
LoopResult run_loop(Ensemble<D>& ensemble, Output<D>& output, std::int64_t first, bool resumed, const WallLimit& limit,
                    Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  const Communicator& world = ensemble.groups().world();
  const std::int64_t last = ensemble.deck().steps;
  const std::int64_t block = block_steps(ensemble);
  StopRequest stop = StopRequest::none;
  std::int64_t step = first;
  for (;;) {
    const bool ends = step == last || stop != StopRequest::none;
    const bool done_before = resumed && step == first;
    if ((ends || output.due(step)) && !done_before) output.write(step, ends);
    if (ends) break;
    step = std::min({step + block, output.next_due(step), last});
    ensemble.for_each([&](Replica<D>& replica) { replica.stepper().advance(step); });
    stop = static_cast<StopRequest>(world.maximum(static_cast<std::int64_t>(stop_request(limit))));
    progress.update(step);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return {step, stop, seconds.count()};
}

template LoopResult run_loop(Ensemble<1>&, Output<1>&, std::int64_t, bool, const WallLimit&, Progress&);
template LoopResult run_loop(Ensemble<2>&, Output<2>&, std::int64_t, bool, const WallLimit&, Progress&);
template LoopResult run_loop(Ensemble<3>&, Output<3>&, std::int64_t, bool, const WallLimit&, Progress&);

}  // namespace starling::active
