// Reading a network, and evaluating it.
#include "drivers/active/score/evaluator.hpp"

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
    all.append(reinterpret_cast<const char*>(network.values.data()), network.values.size() * sizeof(double));
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
      network_ = make_network<D>(settings, physics_, input_lengths(settings, model.diameter));
      const learning::NetworkParameters& parameters =
          learning::network_named(file, drive_network, network_->layout(), path);
      network_->scales = scales_of(parameters.scales);
      network_->set_parameters(parameters.values);
    });
  });
  digest_ = network_digest(file);
}

template <int D>
void ScoreEvaluator<D>::compute(const Simulation<D>& simulation) {
  features_.compute(simulation, physics_, range_);
  owned_ = features_.particles();
  ensure_size(scores_, "scores", (D + 1) * owned_);
  network_->evaluate(whole_.list(simulation.model(), physics_.rate, features_.configuration(), owned_), arrays());
  moments_ = score_moments<D>(communicator_, simulation.model().particles, owned_, features_.configuration().physics,
                              physics_, arrays());
}

template <int D>
std::vector<double> ScoreEvaluator<D>::local_rates() const {
  const DeviceArray<double> rates("local rates", owned_);
  write_local_rates<D>(features_.configuration().physics, physics_, arrays(), rates.data(), owned_);
  return to_host<double>(rates.data(), owned_);
}

template <int D>
std::vector<double> ScoreEvaluator<D>::velocity_divergences() const {
  std::vector<double> values = to_host<double>(arrays().divergence, owned_);
  // div b is -d gamma of a Gaussian drive and 0 of a unit vector that turns.
  const double drift = physics_.unit_vector ? 0.0 : -physics_.rate * D;
  for (double& value : values) value = drift - physics_.diffusion * value;
  return values;
}

template <int D>
std::vector<double> ScoreEvaluator<D>::certified_summands() const {
  const score::ScoreArrays scores = arrays();
  const std::vector<double> score = to_host<double>(scores.score, D * owned_);
  const std::vector<double> drive =
      to_host<double>(features_.configuration().physics.vector[score::drive], (D - 1) * features_.stride() + owned_);
  std::vector<double> values = to_host<double>(scores.divergence, owned_);
  for (std::int64_t i = 0; i < owned_; ++i) {
    ScoreMoments own;
    own.divergence = values[i];
    for (int d = 0; d < D; ++d) {
      own.score_squared += score[d * owned_ + i] * score[d * owned_ + i];
      own.drive_squared += drive[d * features_.stride() + i] * drive[d * features_.stride() + i];
    }
    values[i] = certified_rate(physics_, D, own);
  }
  return values;
}

template class ScoreEvaluator<1>;
template class ScoreEvaluator<2>;
template class ScoreEvaluator<3>;

}  // namespace starling::active
