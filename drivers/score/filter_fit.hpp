// The polynomials that are orthonormal on the velocities of sampled frames.
#pragma once

#include <memory>
#include <vector>

#include "drivers/active/score/features.hpp"
#include "drivers/active/score/filters.hpp"

namespace starling::score {

/// A frame with its vectors, as a simulation of all its particles.
template <int D>
struct SampledFrame {
  std::unique_ptr<active::Simulation<D>> simulation;
  active::ScoreFeatures<D> features;
};

/// The part that random signs z have in the product in which polynomials are orthonormal, the mean of (p r)_i . (q r)_i +
/// probe_share E|r|^2/d (p z)_i . (q z)_i: r hardly has a part along stiff modes, and polynomials that are made for r alone
/// are as good as unbounded there.
inline constexpr double probe_share = 0.01;

/// By Stieltjes' procedure from this rank's frames and the others': `particles` in all of them together. Collective over the
/// group; the same bits however frames are divided.
template <int D>
[[nodiscard]] FilterRecurrence fit_filters(const Communicator& group, const active::ScorePhysics& physics,
                                           const std::vector<SampledFrame<D>>& frames, std::int64_t particles);

}  // namespace starling::score
