// Noise that is added to frames, so that the score is that of smoothed data, and what the denoising loss wants of it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/run/member.hpp"
#include "kernels/random/philox.hpp"

namespace starling::score {

/// Y = Z + sigma zeta with normal zeta, of drives and of positions. zeta is a function of (key, frame, particle); the mirrored
/// frame has -zeta.
struct Smoothing {
  double drive = 0.0;     ///< sigma of Gaussian drives
  double position = 0.0;  ///< sigma of positions, a length
  random::Key key{};
  std::uint64_t first = 0;  ///< the number under which frame 0 draws its noise

  [[nodiscard]] bool changes_anything() const { return drive > 0.0 || position > 0.0; }

  /// Adds a frame's noise to its columns "position", brought back into the box with its "image", and "activity". Noise of positions is so
  /// small that it leaves the box by less than an edge.
  void add(MemberState& state, std::int64_t frame, double sign, const double* edges) const;

  /// zeta/sigma of the drives, component by component of each particle: E[|s|^2 + 2 s.zeta/sigma] is least for the score of
  /// smoothed data (Vincent 2011).
  [[nodiscard]] std::vector<double> targets(std::int64_t frame, double sign, std::int64_t particles,
                                            int dimension) const;

 private:
  [[nodiscard]] double zeta(std::int64_t particle, std::int64_t frame, int number) const;
};

}  // namespace starling::score
