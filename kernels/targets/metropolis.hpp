// Random-walk Metropolis moves of many independent chains: proposal, densities and acceptance in one kernel.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/targets/arrays.hpp"
#include "kernels/targets/normal_lanes.hpp"
#include "kernels/targets/start.hpp"

namespace starling {

/// The present points of a block of chains.
template <int Lanes>
struct ChainBlock {
  std::int32_t entity[Lanes];  ///< first slot of each chain: part of the noise
  double state[most_target_dimensions][Lanes];
  double log_prior[Lanes];
  double log_likelihood[Lanes];
};

/// One move of each chain of a block: x' = x + L z, accepted with probability min(1, pi(x') / pi(x)); accepted[lane]
/// counts. `step` numbers the move among all moves ever made.
template <class Target, int Lanes>
STARLING_NOINLINE STARLING_FUNCTION void metropolis_move(const Target& target, const MetropolisChains& chains,
                                                         random::Key key, std::uint64_t step, ChainBlock<Lanes>& block,
                                                         std::int64_t* accepted) {
  const int dimension = target.dimension;
  double normal[most_target_dimensions][Lanes];
  double proposed[most_target_dimensions][Lanes];
  random::normal_rows<Lanes>(block.entity, key, step, random::Purpose::metropolis_proposal, dimension, normal);
  for (int row = 0; row < dimension; ++row) {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) proposed[row][lane] = block.state[row][lane];
    for (int column = 0; column <= row; ++column) {
      const double factor = chains.factor.element[packed_index(row, column)];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane)
        proposed[row][lane] = math::fma(factor, normal[column][lane], proposed[row][lane]);
    }
  }
  double log_prior[Lanes];
  double log_likelihood[Lanes];
  target.template log_prior<Lanes>(proposed, log_prior);
  target.template log_likelihood<Lanes>(proposed, log_likelihood);
  std::uint64_t words[4][Lanes];
  random::philox_lanes<Lanes>(block.entity, step, random::Purpose::metropolis_acceptance, 0, key, words);
  std::int64_t accepts[Lanes];
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    const double gain = math::fma(chains.lambda, log_likelihood[lane] - block.log_likelihood[lane],
                                  log_prior[lane] - block.log_prior[lane]);
    // False too where the gain is NaN.
    const bool accept = math::log(random::uniform_open(words[0][lane])) < gain;
    accepts[lane] = accept ? 1 : 0;
    block.log_prior[lane] = accept ? log_prior[lane] : block.log_prior[lane];
    block.log_likelihood[lane] = accept ? log_likelihood[lane] : block.log_likelihood[lane];
  }
  for (int c = 0; c < dimension; ++c) {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      block.state[c][lane] = accepts[lane] != 0 ? proposed[c][lane] : block.state[c][lane];
  }
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) accepted[lane] += accepts[lane];
}

/// Runs blocks of `Lanes` chains and counts accepted moves. Chain number k owns the slots [k length, (k + 1) length):
/// length 1 keeps its last point after `moves` moves, a greater length (then moves = length - 1) every point.
template <class Target, int Lanes>
struct ChainBlocks {
  Target target;
  MetropolisChains chains;
  ChainSlots slots;
  int length;
  int moves;
  random::Key key;

  STARLING_FUNCTION void operator()(std::int64_t block, std::int64_t& accepted) const {
    accepted += run(block * Lanes);
  }

  STARLING_NOINLINE STARLING_FUNCTION std::int64_t run(std::int64_t first) const {
    ChainBlock<Lanes> block;
    const std::int64_t left = chains.count - first;
    const int lanes = left < Lanes ? static_cast<int>(left) : Lanes;
    load(first, lanes, block);
    std::int64_t accepted[Lanes] = {};
    if (length > 1) store(lanes, 0, block);
    for (int move = 0; move < moves; ++move) {
      metropolis_move<Target, Lanes>(target, chains, key, chains.first_step + static_cast<std::uint64_t>(move), block,
                                     accepted);
      if (length > 1) store(lanes, move + 1, block);
    }
    if (length == 1) store(lanes, 0, block);
    std::int64_t total = 0;
    for (int lane = 0; lane < lanes; ++lane) {
      // A chain that ranks share is counted by the one that holds its first slot.
      const std::int64_t slot = block.entity[lane] - slots.first_slot;
      if (slot >= 0 && slot < slots.count) total += accepted[lane];
    }
    return total;
  }

  /// Lanes beyond the last chain repeat it.
  STARLING_FUNCTION void load(std::int64_t first, int lanes, ChainBlock<Lanes>& block) const {
    const TargetPoints& from = chains.from;
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int64_t chain = first + (lane < lanes ? lane : lanes - 1);
      const std::int64_t place = chains.start != nullptr ? chains.start[chain] : chain;
      block.entity[lane] = static_cast<std::int32_t>((chains.first_chain + chain) * length);
      for (int c = 0; c < target.dimension; ++c) block.state[c][lane] = from.column[c * from.stride + place];
      block.log_prior[lane] = from.column[target.dimension * from.stride + place];
      block.log_likelihood[lane] = from.column[(target.dimension + 1) * from.stride + place];
    }
  }

  STARLING_FUNCTION void store(int lanes, int position, const ChainBlock<Lanes>& block) const {
    const TargetPoints& to = slots.to;
    for (int lane = 0; lane < lanes; ++lane) {
      const std::int64_t slot = block.entity[lane] + position - slots.first_slot;
      if (slot < 0 || slot >= slots.count) continue;
      for (int c = 0; c < target.dimension; ++c) to.column[c * to.stride + slot] = block.state[c][lane];
      to.column[target.dimension * to.stride + slot] = block.log_prior[lane];
      to.column[(target.dimension + 1) * to.stride + slot] = block.log_likelihood[lane];
    }
  }
};

/// Runs the chains; returns how many moves were accepted, each chain counted by one rank.
template <StaticTargetModel Target>
std::int64_t run_chains(const Target& target, const MetropolisChains& chains, const ChainSlots& slots, int length,
                        int moves, random::Key key) {
  constexpr int lanes = kernels_run_on_host ? target_lanes : 1;
  std::int64_t accepted = 0;
  Kokkos::parallel_reduce("run chains", IndexRange(0, (chains.count + lanes - 1) / lanes),
                          ChainBlocks<Target, lanes>{target, chains, slots, length, moves, key},
                          Kokkos::Sum<std::int64_t>(accepted));
  return accepted;
}

}  // namespace starling
