// Exact paths of a process with few states (Gillespie's direct method).
#pragma once

#include "kernels/jump/arrays.hpp"
#include "kernels/jump/draws.hpp"
#include "kernels/jump/path_lanes.hpp"
#include "kernels/jump/record.hpp"
#include "kernels/random/pick.hpp"

namespace starling::jump {

/// Brings `Lanes` paths through the grid's times. Jump number j of path t draws from (key of t; j): which transition is taken,
/// and how long the path then stays. Leaves jumps beyond `jump_limit` undone. `record` is told of each look and jump.
template <int Lanes, class Record>
struct AdvancePaths {
  RateTable rates;
  PathArrays paths;
  PathTallies tallies;
  TimeGrid grid;
  std::uint64_t seed;
  std::uint32_t replica;
  std::int64_t jump_limit;
  Record record;

  STARLING_FUNCTION void operator()(std::int64_t group) const {
    const std::int64_t begin = group * Lanes;
    const auto lanes = static_cast<int>(paths.count - begin < Lanes ? paths.count - begin : Lanes);
    const PathKeys<Lanes> keys(seed, replica, paths.first + begin);
    std::int32_t number[Lanes];
    std::int32_t state[Lanes];
    std::int64_t look[Lanes];
    double next[Lanes];
    double since[Lanes];
    double looked[Lanes];  // time of `look`
    double entropy[Lanes];
    double current[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int64_t path = begin + (lane < lanes ? lane : 0);
      number[lane] = static_cast<std::int32_t>(paths.jumps[path]);
      state[lane] = paths.state[path];
      next[lane] = paths.next[path];
      since[lane] = paths.since[path];
      look[lane] = grid.first;
      looked[lane] = grid.interval * static_cast<double>(grid.first);
      entropy[lane] = tallies.entropy[path];
      current[lane] = tallies.current[path];
    }
    std::uint64_t words[4][Lanes];
    double pick[Lanes];
    double wait[Lanes];
    bool moves = true;
    while (moves) {
      moves = false;
      random::philox_lanes_of_keys<Lanes>(number, keys.low, keys.high, 0, random::Purpose::jump_step, 0, words);
      pick_and_wait(words, pick, wait);
      for (int lane = 0; lane < lanes; ++lane) {
        while (looked[lane] < next[lane] && look[lane] < grid.last) {
          Kokkos::atomic_fetch_add(tallies.occupied + (look[lane] - grid.first) * rates.states + state[lane],
                                   std::int64_t{1});
          record.look(begin + lane, look[lane], state[lane]);
          ++look[lane];
          looked[lane] = grid.interval * static_cast<double>(look[lane]);
        }
        if (look[lane] >= grid.last || static_cast<std::uint32_t>(number[lane]) > jump_limit) continue;
        moves = true;
        const std::int64_t path = begin + lane;
        const std::int64_t here = path * rates.states + state[lane];
        ++tallies.exits[here];
        tallies.time[here] += next[lane] - since[lane];
        since[lane] = next[lane];
        const Transition& taken = rates.transition[rates.pick(state[lane], pick[lane])];
        entropy[lane] += taken.entropy;
        current[lane] += taken.current;
        state[lane] = static_cast<std::int32_t>(taken.target);
        if (state[lane] == tallies.passage_to && tallies.passage[path] < 0.0) tallies.passage[path] = next[lane];
        record.jump(path, static_cast<std::uint32_t>(number[lane]), next[lane], state[lane]);
        next[lane] += wait[lane] * taken.mean_dwell;
        ++number[lane];
      }
    }
    for (int lane = 0; lane < lanes; ++lane) {
      const std::int64_t path = begin + lane;
      paths.jumps[path] = static_cast<std::uint32_t>(number[lane]);
      paths.state[path] = state[lane];
      paths.next[path] = next[lane];
      paths.since[path] = since[lane];
      tallies.entropy[path] = entropy[lane];
      tallies.current[path] = current[lane];
    }
  }
};

template <class Record>
void advance_paths(const RateTable& rates, const PathArrays& paths, const PathTallies& tallies, const TimeGrid& grid,
                   std::uint64_t seed, std::uint32_t replica, std::int64_t jump_limit, const Record& record) {
  Kokkos::parallel_for(
      "jumps", IndexRange(0, (paths.count + path_lanes - 1) / path_lanes),
      AdvancePaths<path_lanes, Record>{rates, paths, tallies, grid, seed, replica, jump_limit, record});
}

/// The states that paths start from, drawn from `cumulative` sums of probabilities where `start` is negative, and how long they stay
/// there.
struct StartPaths {
  RateTable rates;
  PathArrays paths;
  PathTallies tallies;
  const double* cumulative;
  std::int32_t start;
  std::uint64_t seed;
  std::uint32_t replica;

  STARLING_FUNCTION void operator()(std::int64_t path) const {
    const random::Key key = random::make_key(seed, replica, static_cast<std::uint32_t>(paths.first + path));
    std::int32_t state = start;
    if (start < 0) {
      const double height = random::uniform(0, key, 0, random::Purpose::jump_start, 0) * cumulative[rates.states - 1];
      state = static_cast<std::int32_t>(random::pick(cumulative, rates.states, height));
    }
    paths.state[path] = state;
    paths.jumps[path] = 0;
    paths.since[path] = 0.0;
    paths.next[path] =
        exponential(random::uniform(0, key, 0, random::Purpose::jump_start, 1)) * rates.mean_dwell[state];
    tallies.passage[path] = state == tallies.passage_to ? 0.0 : -1.0;
  }
};

}  // namespace starling::jump
