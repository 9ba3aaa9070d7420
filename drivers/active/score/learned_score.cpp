// Reading networks.
#include "drivers/active/score/learned_score.hpp"

#include <algorithm>

#include "drivers/active/score/features.hpp"
#include "drivers/active/score/scale_list.hpp"
#include "engine/deck/value.hpp"
#include "engine/io/find_file.hpp"

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

}  // namespace

std::vector<std::string> score_files(const Deck& deck) {
  std::vector<std::string> files;
  std::string_view rest = deck.score_network;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view file = trimmed(rest.substr(0, comma));
    if (file.empty()) {
      fail(ExitCode::bad_input, "{} = {}: a file between commas has no name", network_key, deck.score_network);
    }
    files.emplace_back(file);
    if (comma == std::string_view::npos) return files;
    rest.remove_prefix(comma + 1);
  }
}

template <int D>
LearnedScore<D>::LearnedScore(const Communicator& communicator, const Deck& deck, const Model<D>& model,
                              const ScorePhysics& physics, const std::string& file)
    : path_(find_file(communicator, network_key, file, deck.file).string()) {
  const learning::NetworkFile content = learning::read_network_file(communicator, path_);
  communicator.together([&] { about_file(path_, [&] { take(content, physics, deck, model); }); });
  digest_ = learning::digest_of(content);
}

template <int D>
void LearnedScore<D>::take(const learning::NetworkFile& file, const ScorePhysics& physics, const Deck& deck,
                           const Model<D>& model) {
  const std::string difference = physics_difference(describe_physics<D>(deck), file.physics);
  if (!difference.empty()) fail(ExitCode::bad_input, "the network was trained for other physics: {}", difference);
  settings_ = NetworkSettings::from_json(file.architecture);
  const double range = settings_.edge_range * model.diameter;
  if (force_range(deck) > 0.0 && 2.0 * range > shortest_edge(deck)) {
    fail(ExitCode::bad_input, "its neighbours reach to {:.6g}, more than half the box edge {:.6g}", range,
         shortest_edge(deck));
  }
  for (const Block block : noisy_blocks(physics)) {
    const auto named = [&](const learning::NetworkParameters& network) { return network.name == name_of(block); };
    if (std::none_of(file.networks.begin(), file.networks.end(), named)) continue;
    auto network = make_network<D>(settings_, physics, block, model.diameter, has_external_force(model));
    const learning::NetworkParameters& parameters =
        learning::network_named(file, name_of(block), network->layout(), path_);
    network->scales = scales_of(network->shape(), parameters.scales);
    network->set_parameters(parameters.values);
    blocks_.push_back(block);
    networks_.push_back(std::move(network));
  }
  if (blocks_.empty()) fail(ExitCode::bad_input, "it holds no network of a block that has noise here");
}

template class LearnedScore<1>;
template class LearnedScore<2>;
template class LearnedScore<3>;

}  // namespace starling::active
