// Means over all frames, degree by degree.
#include "drivers/score/filter_fit.hpp"

#include <cmath>

#include "engine/comm/exact_sum.hpp"

namespace starling::score {

namespace {

/// A vector whose square is this small against that of what it was made of is rounding.
constexpr double nothing_left = 1e-20;

/// The product of two vectors of a particle, and `share` times that of what became of its probe, for a sum.
template <int D>
struct VectorProduct {
  VectorColumns<D> a;
  VectorColumns<D> b;
  double share;
  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    double of_probe = 0.0;
    for (int d = 0; d < D; ++d) {
      sum = math::fma(a.at(0, d, i), b.at(0, d, i), sum);
      of_probe = math::fma(a.at(1, d, i), b.at(1, d, i), of_probe);
    }
    return math::fma(share, of_probe, sum);
  }
};

/// The sweeps over all sampled frames.
template <int D>
class Sweeps {
 public:
  Sweeps(const Communicator& group, const active::ScorePhysics& physics, const std::vector<SampledFrame<D>>& frames,
         std::int64_t particles)
      : group_(group), particles_(particles) {
    for (const SampledFrame<D>& frame : frames) {
      each_.push_back(std::make_unique<active::FilterSweep<D>>(*frame.simulation, physics,
                                                               frame.features.configuration().physics, 1));
    }
  }

  template <class Action>
  void for_each(const Action& action) {
    for (auto& sweep : each_) action(*sweep);
  }

  /// What the probes' part is in mean().
  void set_share(double share) { share_ = share; }

  /// The mean of a(sweep) . b(sweep), with the probes' part, over the particles of all ranks' frames.
  template <class A, class B>
  [[nodiscard]] double mean(const A& a, const B& b) {
    // A frame's sum is exact, so that the order in which frames are added is all that could matter: they are added exactly.
    std::vector<double> sums;
    const Communicator alone(MPI_COMM_SELF);
    for (auto& sweep : each_) {
      ExactSumBatch sum(alone, sweep->particles());
      sum.add(sweep->particles(), VectorProduct<D>{a(*sweep), b(*sweep), share_});
      sums.push_back(sum.reduce().front());
    }
    const DeviceArray<double> values = to_device<double>("frame sums", sums);
    ExactSumBatch all(group_, particles_);
    all.add(static_cast<std::int64_t>(sums.size()), [values](std::int64_t k) { return values(k); });
    return all.reduce().front() / static_cast<double>(particles_);
  }

 private:
  const Communicator& group_;
  std::int64_t particles_;
  double share_ = 0.0;
  std::vector<std::unique_ptr<active::FilterSweep<D>>> each_;
};

}  // namespace

template <int D>
FilterRecurrence fit_filters(const Communicator& group, const active::ScorePhysics& physics,
                             const std::vector<SampledFrame<D>>& frames, std::int64_t particles) {
  using Sweep = active::FilterSweep<D>;
  const auto first = [](const Sweep& sweep) { return sweep.first(); };
  const auto now = [](const Sweep& sweep) { return sweep.now(); };
  const auto next = [](const Sweep& sweep) { return sweep.next(); };
  Sweeps<D> sweeps(group, physics, frames, particles);
  FilterRecurrence out{};
  const double square = sweeps.mean(first, first);
  if (square == 0.0) return out;
  sweeps.set_share(probe_share * square / D);
  out.scale[0] = 1.0 / std::sqrt(sweeps.mean(first, first));
  sweeps.for_each([&](Sweep& sweep) { sweep.begin(out.scale[0]); });
  for (int m = 0; m + 1 < filter_terms; ++m) {
    const auto try_step = [&] {
      sweeps.for_each([&](Sweep& sweep) { sweep.try_step({out.diagonal[m], out.side[m], 1.0}); });
    };
    try_step();  // H p_m, as diagonal and side are still 0
    out.diagonal[m] = sweeps.mean(now, next);
    const double all = sweeps.mean(next, next);
    if (m > 0) out.side[m] = 1.0 / out.scale[m];
    try_step();
    const double left = sweeps.mean(next, next);
    if (!(left > nothing_left * all)) return out;
    out.scale[m + 1] = 1.0 / std::sqrt(left);
    sweeps.for_each([&](Sweep& sweep) { sweep.take_step(out.scale[m + 1]); });
  }
  return out;
}

template FilterRecurrence fit_filters<1>(const Communicator&, const active::ScorePhysics&,
                                         const std::vector<SampledFrame<1>>&, std::int64_t);
template FilterRecurrence fit_filters<2>(const Communicator&, const active::ScorePhysics&,
                                         const std::vector<SampledFrame<2>>&, std::int64_t);
template FilterRecurrence fit_filters<3>(const Communicator&, const active::ScorePhysics&,
                                         const std::vector<SampledFrame<3>>&, std::int64_t);

}  // namespace starling::score
