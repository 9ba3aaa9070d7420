// Dynamics by dynamics.
#include "drivers/active/score/score_physics.hpp"

#include <cmath>

namespace starling::active {

namespace {

/// A unit of forces without a speed: that of the noise.
double force_unit(double speed, double diffusion, double rate) {
  if (speed > 0.0) return speed;
  return diffusion > 0.0 ? std::sqrt(diffusion * rate) : 1.0;
}

template <int D, bool Thermal>
std::optional<ScorePhysics> physics_of(const Motion<ActiveOrnsteinUhlenbeck<D, Thermal>>& motion,
                                       std::string& /*why*/) {
  const auto& p = motion.species.front();
  return ScorePhysics{.rate = p.relaxation_rate,
                      .force_unit = force_unit(p.self_propulsion, p.translational_diffusion, p.relaxation_rate),
                      .speed = p.self_propulsion,
                      .drive_diffusion = p.relaxation_rate,
                      .position_diffusion = p.translational_diffusion,
                      .time_step = p.time_step};
}

template <int D>
std::optional<ScorePhysics> physics_of(const Motion<ExactControl<D>>& motion, std::string& /*why*/) {
  const auto& p = motion.species.front();
  return ScorePhysics{.rate = p.relaxation_rate,
                      .force_unit = 1.0,
                      .speed = p.coupling,
                      .mobility = p.translational_diffusion,
                      .coupling = p.coupling,
                      .drive_diffusion = p.relaxation_rate,
                      .position_diffusion = p.translational_diffusion,
                      .time_step = p.time_step};
}

template <int D>
std::optional<ScorePhysics> physics_of(const Motion<ActiveBrownian<D>>& motion, std::string& /*why*/) {
  const auto& p = motion.species.front();
  double turn = 0.0;
  if constexpr (D == 2) turn = p.chirality;
  // Gradients of forces need a rate also where orientations are never forgotten.
  const double rate = p.rotational_diffusion > 0.0 ? (D - 1) * p.rotational_diffusion : 1.0;
  return ScorePhysics{.rate = rate,
                      .force_unit = force_unit(p.self_propulsion, p.translational_diffusion, rate),
                      .speed = p.self_propulsion,
                      .drive_diffusion = p.rotational_diffusion,
                      .position_diffusion = p.translational_diffusion,
                      .unit_vector = true,
                      .turn = turn,
                      .time_step = p.time_step};
}

template <class Dynamic>
std::optional<ScorePhysics> physics_of(const Motion<Dynamic>& /*motion*/, std::string& why) {
  why = fmt::format(
      "scores are learned for active_ou, active_brownian and exact_control, of one species; not for {}{}",
      Dynamic::name, requires { Dynamic::species_component; } ? " with several" : "");
  return std::nullopt;
}

}  // namespace

const char* name_of(Block block) { return block == Block::drive ? "drive" : "position"; }

std::vector<Block> noisy_blocks(const ScorePhysics& physics) {
  std::vector<Block> blocks;
  for (const Block block : {Block::drive, Block::position}) {
    if (physics.diffusion(block) > 0.0) blocks.push_back(block);
  }
  return blocks;
}

template <int D>
std::optional<ScorePhysics> score_physics(const Model<D>& model, std::string& why) {
  auto physics = std::visit([&](const auto& motion) { return physics_of(motion, why); }, model.motion);
  if (physics && physics->speed == 0.0 && physics->position_diffusion == 0.0) {
    why =
        "without self-propulsion (dynamics.self_propulsion = 0) and without noise on positions "
        "(dynamics.translational_diffusion = 0) there is no stationary state to learn";
    return std::nullopt;
  }
  if (physics && noisy_blocks(*physics).empty()) {
    why =
        "neither orientations (dynamics.rotational_diffusion = 0) nor positions (dynamics.translational_diffusion = 0) "
        "have noise: there is no score";
    return std::nullopt;
  }
  return physics;
}

std::string doubt_of_fraction(double mean, double error) {
  // The stepped chain may produce a little more than is known of continuous time.
  constexpr double bound = 1.01;
  if (!(mean - 3.0 * error > bound)) return {};
  return fmt::format(
      "the captured fraction, {:.3g} +- {:.2g}, cannot be above 1: the system is not stationary, forces jump where "
      "particles come, or the network follows a few particles (docs/learned-scores.md, Traps)",
      mean, error);
}

template <int D>
std::optional<double> known_rate(const Model<D>& model, const ActivityMoments& moments) {
  return std::visit(
      [&]<class Dynamic>(const Motion<Dynamic>& motion) -> std::optional<double> {
        if constexpr (requires { Dynamic::entropy_production_of_activity; }) {
          const Rate rate = Dynamic::entropy_production_of_activity(motion.species.front(), moments);
          if (rate.undefined == nullptr) return rate.value;
        }
        const Rate rate = Dynamic::entropy_production(motion.species.front(), moments);
        if (rate.undefined == nullptr) return rate.value;
        return std::nullopt;
      },
      model.motion);
}

template <int D>
nlohmann::json describe_physics(const Deck& deck) {
  nlohmann::json physics{{"system.dimension", D},
                         {"dynamics.model", deck.model},
                         {"dynamics.time_step", deck.time_step},
                         {"force.pair", deck.pair},
                         {"force.external", deck.external},
                         {"force.strength", deck.strength},
                         {"force.diameter", force_diameter(deck)}};
  // Where particles are in these forces depends on the box.
  if (deck.external == "ring_pair" || deck.external == "walls") physics["system.box"] = box_edges(deck);
  for (const auto& [section, numbers] : {std::pair("dynamics.", &deck.dynamics), std::pair("force.", &deck.force)}) {
    for (const auto& [name, value] : *numbers) {
      // Numbers that may be left out are zero then.
      if (value && *value != 0.0) physics[section + name] = *value;
    }
  }
  return physics;
}

std::string physics_difference(const nlohmann::json& here, const nlohmann::json& there) {
  nlohmann::json keys = here;
  keys.update(there);
  const auto text = [](const nlohmann::json& of, const std::string& key) {
    return of.contains(key) ? of.at(key).dump() : std::string("unset");
  };
  for (const auto& [key, value] : keys.items()) {
    if (here.contains(key) && there.contains(key) && here.at(key) == there.at(key)) continue;
    return fmt::format("{} is {} here and {} there", key, text(here, key), text(there, key));
  }
  return {};
}

template std::optional<ScorePhysics> score_physics<1>(const Model<1>&, std::string&);
template std::optional<ScorePhysics> score_physics<2>(const Model<2>&, std::string&);
template std::optional<ScorePhysics> score_physics<3>(const Model<3>&, std::string&);
template std::optional<double> known_rate<1>(const Model<1>&, const ActivityMoments&);
template std::optional<double> known_rate<2>(const Model<2>&, const ActivityMoments&);
template std::optional<double> known_rate<3>(const Model<3>&, const ActivityMoments&);
template nlohmann::json describe_physics<1>(const Deck&);
template nlohmann::json describe_physics<2>(const Deck&);
template nlohmann::json describe_physics<3>(const Deck&);

}  // namespace starling::active
