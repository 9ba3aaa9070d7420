// Reading a network, and evaluating it.
#include "drivers/active/score/evaluator.hpp"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "drivers/active/score/scale_list.hpp"
#include "engine/io/find_file.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

constexpr const char* network_key = "score.network";

/// As a failure of that key.
template <class Action>
decltype(auto) about_file(const std::string& path, const Action& action) {
  try {
    return action();
  } catch (const Failure& failure) {
    throw failure.reworded(fmt::format("{} = {}: {}", network_key, path, failure.what()));
  }
}

std::uint64_t network_digest(const learning::NetworkFile& file) {
  std::string all = file.architecture.dump() + file.physics.dump();
  for (const learning::NetworkParameters& network : file.networks) {
    const auto append = [&](const std::vector<double>& values) {
      all.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    };
    append(network.values);
    for (const learning::NamedNumbers& scale : network.scales) append(scale.values);
  }
  return XXH3_64bits(all.data(), all.size());
}

}  // namespace

template <int D>
ScoreEvaluator<D>::ScoreEvaluator(const Communicator& communicator, const Deck& deck, const Model<D>& model)
    : communicator_(communicator) {
  const std::string path = find_file(communicator, network_key, deck.score_network, deck.file).string();
  const learning::NetworkFile file = learning::read_network_file(communicator, path);
  communicator.together([&] {
    about_file(path, [&] {
      std::string why;
      const auto physics = score_physics(model, why);
      if (!physics) fail(ExitCode::bad_input, "{}", why);
      physics_ = *physics;
      const std::string difference = physics_difference(describe_physics<D>(deck), file.physics);
      if (!difference.empty()) fail(ExitCode::bad_input, "the network was trained for other physics: {}", difference);
      const NetworkSettings settings = NetworkSettings::from_json(file.architecture);
      range_ = settings.edge_range * model.diameter;
      if (force_range(deck) > 0.0 && 2.0 * range_ > shortest_edge(deck)) {
        fail(ExitCode::bad_input, "its neighbours reach to {:.6g}, more than half the box edge {:.6g}", range_,
             shortest_edge(deck));
      }
      for (const Block block : noisy_blocks(physics_)) take(file, path, settings, block, model);
      if (blocks_.empty()) fail(ExitCode::bad_input, "it holds no network of a block that has noise here");
    });
  });
  digest_ = network_digest(file);
}

template <int D>
void ScoreEvaluator<D>::take(const learning::NetworkFile& file, const std::string& path,
                             const NetworkSettings& settings, Block block, const Model<D>& model) {
  const auto named = [&](const learning::NetworkParameters& network) { return network.name == name_of(block); };
  if (std::none_of(file.networks.begin(), file.networks.end(), named)) return;
  BlockScore of{block, make_network<D>(settings, physics_, block, model.diameter, has_external_force(model)), {}};
  const learning::NetworkParameters& parameters =
      learning::network_named(file, name_of(block), of.network->layout(), path);
  of.network->scales = scales_of(of.network->shape(), parameters.scales);
  of.network->set_parameters(parameters.values);
  blocks_.push_back(std::move(of));
}

template <int D>
void ScoreEvaluator<D>::compute(const Simulation<D>& simulation) {
  features_.compute(simulation, physics_, range_);
  owned_ = features_.particles();
  const score::ParticleList<D> list = whole_.list(simulation.model(), physics_.rate, features_.configuration(), owned_);
  moments_.clear();
  for (BlockScore& of : blocks_) {
    ensure_size(of.values, "scores", (D + 1) * owned_);
    of.network->evaluate(list, arrays(of));
    moments_.push_back({of.block, score_moments<D>(communicator_, simulation.model().particles, owned_,
                                                   features_.configuration().physics, physics_, of.block, arrays(of))});
  }
}

template <int D>
template <class Of>
std::vector<double> ScoreEvaluator<D>::by_particle(const BlockScore& block, const Of& of) const {
  std::vector<double> values;
  for (const ScoreMoments& moments :
       moments_by_place<D>(owned_, features_.configuration().physics, physics_, block.block, arrays(block))) {
    values.push_back(of(moments));
  }
  return values;
}

template <int D>
std::vector<double> ScoreEvaluator<D>::local_rates() const {
  std::vector<double> sum(static_cast<std::size_t>(owned_), 0.0);
  for (const BlockScore& block : blocks_) {
    const auto rates = by_particle(block, [](const ScoreMoments& moments) { return moments.velocity_squared; });
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += rates[i];
  }
  return sum;
}

template <int D>
bool ScoreEvaluator<D>::has_drive() const {
  return blocks_.front().block == Block::drive;
}

template <int D>
std::vector<double> ScoreEvaluator<D>::drive_divergences() const {
  return by_particle(blocks_.front(), [&](const ScoreMoments& moments) {
    return velocity_divergence(physics_, D, Block::drive, moments);
  });
}

template <int D>
std::vector<double> ScoreEvaluator<D>::drive_certified_summands() const {
  return by_particle(blocks_.front(),
                     [&](const ScoreMoments& moments) { return certified_rate(physics_, D, Block::drive, moments); });
}

template class ScoreEvaluator<1>;
template class ScoreEvaluator<2>;
template class ScoreEvaluator<3>;

}  // namespace starling::active
