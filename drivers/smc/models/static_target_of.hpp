// A target of kernels/targets as the StaticTarget that the tempering sampler sees.
#pragma once

#include <string>
#include <utility>

#include "drivers/smc/models/static_target.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/targets/metropolis.hpp"
#include "kernels/targets/start.hpp"

namespace starling::smc {

/// Launches the kernels of one target, and holds its data.
template <class Target>
class StaticTargetOf final : public StaticTarget {
 public:
  explicit StaticTargetOf(const Target& target, DeviceArray<double> data = {})
      : target_(target), data_(std::move(data)) {}

  [[nodiscard]] std::string name() const override { return Target::name; }
  [[nodiscard]] int dimension() const override { return target_.dimension; }

  void start(const ChainSlots& slots, random::Key key) const override { start_points(target_, slots, key); }

  std::int64_t run(const MetropolisChains& chains, const ChainSlots& slots, int length, int moves,
                   random::Key key) const override {
    return run_chains(target_, chains, slots, length, moves, key);
  }

 private:
  Target target_;
  DeviceArray<double> data_;
};

}  // namespace starling::smc
