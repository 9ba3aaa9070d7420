// A target of kernels/targets as the StaticTarget that the tempering sampler sees.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "drivers/smc/models/static_target.hpp"
#include "engine/failure.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/targets/metropolis.hpp"
#include "kernels/targets/observe.hpp"
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

  [[nodiscard]] std::int64_t observations() const override {
    if constexpr (Target::needs_data) {
      return target_.data.observations;
    } else {
      return 0;
    }
  }

  [[nodiscard]] std::unique_ptr<StaticTarget> part(std::int64_t first, std::int64_t count) const override {
    if constexpr (Target::needs_data) {
      return std::make_unique<StaticTargetOf>(target_.part(static_cast<int>(first), static_cast<int>(count)), data_);
    } else {
      fail(ExitCode::internal_error, "target '{}' was asked for some of its observations, and has none", Target::name);
    }
  }

  void observe(const TargetPoints& points, std::int64_t count, double* log_weight) const override {
    observe_points(target_, points, count, log_weight);
  }

 private:
  Target target_;
  DeviceArray<double> data_;
};

}  // namespace starling::smc
