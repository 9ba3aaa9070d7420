// Forces at their ends, and barriers.
#include "drivers/active/score/force_jumps.hpp"

#include <cmath>

namespace starling::active {

namespace {

/// A force that ends below this fraction of its unit ends smoothly enough.
constexpr double smooth_end = 1e-2;
/// Particles do not come over a barrier of so many times what noise gives them.
constexpr double high_barrier = 20.0;

std::string low_barrier(const char* where, double barrier, const ScorePhysics& physics) {
  const double height = barrier * physics.mobility / physics.position_diffusion;
  if (height >= high_barrier) return {};
  return fmt::format("{}, where the force jumps: its barrier is {:.3g} times the noise's energy, and {:g} are needed",
                     where, height, high_barrier);
}

}  // namespace

template <int D>
std::string force_jump(const Model<D>& model, const ScorePhysics& physics) {
  std::string jump = std::visit(
      [&]<class Pair>(const Pair& pair) -> std::string {
        if constexpr (std::is_same_v<Pair, NoPair>) return {};
        if constexpr (D == 1) {
          std::string passed = low_barrier("particles on a line pass through each other", pair.energy(0.0), physics);
          if (!passed.empty()) return passed;
        }
        if (!std::isfinite(pair.cutoff)) return {};
        const double r = pair.cutoff * (1.0 - 1e-9);
        const double end = std::abs(pair.terms(r * r).force_over_distance * r) / physics.force_unit;
        if (end < smooth_end) return {};
        return fmt::format("the pair force ends with {:.3g} of its unit at {:.6g}: give it a longer force.cutoff", end,
                           pair.cutoff);
      },
      model.pair);
  if constexpr (D == 1) {
    if (const auto* ring = std::get_if<RingPair<1>>(&model.external); ring != nullptr && jump.empty()) {
      const double seam = 0.0;
      const double opposite = 0.5 * model.box.edge[0];
      jump = low_barrier("particles pass through their partners",
                         ring->energy(&seam, &seam) - ring->energy(&opposite, &opposite), physics);
    }
  }
  return jump;
}

template std::string force_jump<1>(const Model<1>&, const ScorePhysics&);
template std::string force_jump<2>(const Model<2>&, const ScorePhysics&);
template std::string force_jump<3>(const Model<3>&, const ScorePhysics&);

}  // namespace starling::active
