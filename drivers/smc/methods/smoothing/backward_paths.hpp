// Paths drawn backwards through the generations of a filter.
#pragma once

#include <cstdint>

#include "drivers/smc/methods/smoothing/smoothed_term.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/population/gathered_generation.hpp"
#include "kernels/random/key.hpp"

namespace starling::smc {

/// Independent paths x_{T-1}, ..., x_0 of the smoothing law: ends by weight, then ancestors with probability proportional
/// to weight_t^J m(x_t^J, x_{t+1}), each path adding up a functional. Godsill, Doucet and West, JASA 99 (2004) 156, by the
/// rejection of Douc, Garivier, Moulines and Olsson (2011). Paths are divided among ranks as slots are.
class BackwardPaths {
 public:
  BackwardPaths(const Communicator& group, std::int64_t paths, int components, Functional functional);

  /// Draws ends among the generation of `time`.
  void begin(const GatheredGeneration& generation, random::Key key, std::int64_t time);

  /// Goes on from time + 1 to the generation of `time`.
  void extend(const StateSpace& model, const GatheredGeneration& generation, random::Key key, std::int64_t time);

  /// Collective: the mean over paths of h_0(x_0) + sum_t h(x_{t-1}, x_t), once they reach time 0. Not a number if a path
  /// met a particle that no ancestor is possible for.
  [[nodiscard]] double mean() const;

 private:
  const Communicator* group_;
  RowBlock paths_;
  int components_;
  SmoothedTerm term_;
  DeviceArray<double> state_;  ///< component c of path p at [c * paths + p]
  DeviceArray<double> sum_;
  DeviceArray<std::int32_t> ancestor_;
};

}  // namespace starling::smc
