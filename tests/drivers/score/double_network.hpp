// Networks in double precision, for tests that differentiate them.
#pragma once

#include <random>

#include "engine/learning/packed_layers.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/network_sweep.hpp"
#include "kernels/score/transformer.hpp"
#include "tests/drivers/score/small_system.hpp"

namespace starling::active::testing_support {

/// A network in double precision with parameters that are nowhere zero. Block is its passes over a block of particles.
template <class Block>
class DoubleNetwork {
 public:
  using View = typename Block::View;
  using Architecture = typename Block::Architecture;
  static constexpr int D = View::dimension;

  explicit DoubleNetwork(const Architecture& of, const std::string& activation = "silu")
      : of_(of), activation_(*networks::activation_named(activation)), layers_(of) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal(0.0, 0.3);
    values.resize(static_cast<std::size_t>(networks::parameter_count(of)));
    for (double& each : values) each = normal(random);
    scales.slope = 0.7;
    scales.size = 0.9;
    scales.softness = {{0.3, 0.2, 0.25, 0.4, 0.5}, {0.1, 0.2, 0.15, 0.3}};
    std::fill(std::begin(scales.softness.vector) + 5, std::end(scales.softness.vector), 0.3);
    for (double& each : scales.node_inverse) each = 0.6;
    for (double& each : scales.edge_inverse) each = 0.5;
    for (double& each : scales.node_mean) each = 0.2;
    for (double& each : scales.unit) each = 0.8;
    for (auto& of_class : scales.linear) {
      for (double& each : of_class) each = normal(random);
    }
  }

  /// Score and divergence of every place; component d of place q is score[d * places + q].
  struct Scores {
    std::vector<double> score;
    std::vector<double> divergence;
  };

  [[nodiscard]] Scores evaluate(const SmallSystem<D>& system) {
    const std::int64_t count = system.particles();
    const DeviceArray<double> out("scores", (D + 1) * count);
    score::evaluate_network<Block>(source(system), {out.data(), out.data() + D * count, count}, scratch_);
    return {to_host<double>(out.data(), D * count), to_host<double>(out.data() + D * count, count)};
  }

  /// The gradient of the sum of |s|^2 + 2 div s over all particles; the sum itself in `loss`.
  [[nodiscard]] std::vector<double> gradient(const SmallSystem<D>& system, double& loss) {
    const std::int64_t blocks = system.list().blocks();
    const auto size = static_cast<std::int64_t>(values.size());
    const DeviceArray<double> each("gradients", blocks * size);
    const DeviceArray<double> sums("sums", 2 * blocks);
    score::differentiate_network<Block>(source(system), each.data(), sums.data(), scratch_);
    const auto host = to_host<double>(each.data(), blocks * size);
    const auto host_sums = to_host<double>(sums.data(), 2 * blocks);
    std::vector<double> total(values.size(), 0.0);
    loss = 0.0;
    for (std::int64_t b = 0; b < blocks; ++b) {
      for (std::int64_t k = 0; k < size; ++k) total[static_cast<std::size_t>(k)] += host[b * size + k];
      loss += host_sums[2 * b] + 2.0 * host_sums[2 * b + 1];
    }
    return total;
  }

  std::vector<double> values;
  score::Scales scales{};

 private:
  typename Block::Source source(const SmallSystem<D>& system) {
    layers_.take(values);
    return {system.list(), {of_, activation_, layers_.views(), scales, system.lengths()}};
  }

  Architecture of_;
  networks::ActivationPlace activation_;
  learning::PackedLayers<double> layers_;
  score::BlockScratch<double> scratch_;
};

template <class View>
using Equivariant = score::EquivariantBlock<View, double>;

template <class View>
DoubleNetwork<Equivariant<View>> equivariant(const std::string& activation = "silu") {
  return DoubleNetwork<Equivariant<View>>({View::shape, 8}, activation);
}

/// Of two heads and, where only the last block asks for one token, of one block or more.
template <class View, score::Outputs outputs>
auto transformer(int blocks, const std::string& activation = "silu") {
  using Block = score::TransformerBlock<View, double, outputs>;
  const int components = outputs == score::Outputs::components ? View::dimension : 0;
  return DoubleNetwork<Block>({View::shape, components, 16, 2, blocks, 8, 3 - blocks}, activation);
}

}  // namespace starling::active::testing_support
