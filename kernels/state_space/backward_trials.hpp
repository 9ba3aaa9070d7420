// Backward draws by rejection, many trials side by side.
#pragma once

#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/purpose.hpp"
#include "kernels/state_space/backward.hpp"
#include "kernels/state_space/concepts.hpp"

namespace starling {

/// The step of the counters of backward draws: draw m of time t. Times and draws are below 2^32.
STARLING_FUNCTION std::uint64_t backward_step(std::int64_t time, int draw) {
  return static_cast<std::uint64_t>(draw) << 32 | static_cast<std::uint32_t>(time);
}

/// Trials of the draws of a rank's particles. Trial k of draw m of a slot proposes J by the weights and accepts it with
/// probability m(x_J, x_i) / bound; its words are those of counter (slot, backward_step(time, m), backward_trial, k): two
/// for J, two for the acceptance. The draw is the first trial that is accepted, however many are tried at once.
template <HasTransitionDensity Model, int Lanes>
struct BackwardTrials {
  Model model;
  BackwardDraws arrays;
  random::Key key;
  std::int64_t time;
  std::int32_t bound;  ///< trials a draw

  /// Trials that are made side by side.
  struct Batch {
    std::int32_t slot[Lanes];
    std::int32_t trial[Lanes];
    std::int32_t candidate[Lanes];
    std::int64_t accepted[Lanes];
    double next[Model::state_size][Lanes];
  };

  /// Draw number `draw` of the particles open[i], i < count. Those that no trial decided are left in `open`, in order;
  /// returns how many they are.
  STARLING_FUNCTION int settle(std::int32_t* open, int count, int draw) const {
    Batch batch;
    for (std::int32_t trial = 0; count > 0 && trial < bound;) {
      const int each = count < Lanes ? Lanes / count : 1;
      count = each == 1 ? try_once(open, count, draw, trial, batch) : try_often(open, count, draw, trial, each, batch);
      trial += each;
    }
    return count;
  }

 private:
  /// Loads a lane. Loads by place are quicker one by one than as vector gathers.
  STARLING_FUNCTION void load(Batch& batch, int lane, std::int32_t particle, std::int32_t trial) const {
    batch.slot[lane] = static_cast<std::int32_t>(arrays.first_slot + particle);
    batch.trial[lane] = trial;
    for (int c = 0; c < Model::state_size; ++c) batch.next[c][lane] = arrays.state[c * arrays.stride + particle];
  }

  /// One trial of each, a batch after the other.
  STARLING_FUNCTION int try_once(std::int32_t* open, int count, int draw, std::int32_t trial, Batch& batch) const {
    int left = 0;
    for (int begin = 0; begin < count; begin += Lanes) {
      const int lanes = count - begin < Lanes ? count - begin : Lanes;
      for (int lane = 0; lane < lanes; ++lane) load(batch, lane, open[begin + lane], trial);
      for (int lane = lanes; lane < Lanes; ++lane) load(batch, lane, open[begin], trial);
      decide(batch, draw);
      for (int lane = 0; lane < lanes; ++lane) {
        const std::int32_t particle = open[begin + lane];
        arrays.ancestor[std::int64_t{particle} * arrays.draws + draw] = batch.candidate[lane];
        open[left] = particle;
        left += batch.accepted[lane] != 0 ? 0 : 1;
      }
    }
    return left;
  }

  /// `each` trials of each, all in one batch.
  STARLING_FUNCTION int try_often(std::int32_t* open, int count, int draw, std::int32_t trial, int each,
                                  Batch& batch) const {
    for (int lane = 0; lane < Lanes; ++lane) {
      const int item = lane / each < count ? lane / each : 0;
      load(batch, lane, open[item], trial + lane % each);
    }
    decide(batch, draw);
    int left = 0;
    for (int item = 0; item < count; ++item) {
      const std::int32_t particle = open[item];
      bool decided = false;
      for (int lane = item * each; lane < (item + 1) * each && batch.trial[lane] < bound && !decided; ++lane) {
        decided = batch.accepted[lane] != 0;
        if (decided) arrays.ancestor[std::int64_t{particle} * arrays.draws + draw] = batch.candidate[lane];
      }
      open[left] = particle;
      left += decided ? 0 : 1;
    }
    return left;
  }

  STARLING_NOINLINE STARLING_FUNCTION void decide(Batch& batch, int draw) const {
    const Model& law = model;
    const std::int64_t now = time;
    const WholeGeneration& before = arrays.before;
    std::uint64_t words[4][Lanes];
    double previous[Model::state_size][Lanes];
    random::philox_lanes<Lanes>(batch.slot, batch.trial, backward_step(time, draw), random::Purpose::backward_trial,
                                key, words);
    const auto buckets = static_cast<std::uint64_t>(before.count);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) words[0][lane] = alias_position(words[0][lane], words[1][lane], buckets);
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int32_t candidate = alias_choice(before.choice, words[0][lane]);
      batch.candidate[lane] = candidate;
      for (int c = 0; c < Model::state_size; ++c) previous[c][lane] = before.state[c * before.stride + candidate];
    }
    const double log_bound = law.log_transition_bound(now);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      double from[Model::state_size];
      double to[Model::state_size];
      for (int c = 0; c < Model::state_size; ++c) from[c] = previous[c][lane];
      for (int c = 0; c < Model::state_size; ++c) to[c] = batch.next[c][lane];
      const double acceptance = math::exp(law.log_transition(now, from, to) - log_bound);
      const double uniform = math::unsigned_to_double(words[2][lane] << 20 | words[3][lane] >> 12, -0.5) * 0x1p-52;
      batch.accepted[lane] = uniform <= acceptance ? 1 : 0;
    }
  }
};

}  // namespace starling
