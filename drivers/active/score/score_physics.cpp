// Dynamics by dynamics.
#include "drivers/active/score/score_physics.hpp"

namespace starling::active {

namespace {

template <int D, bool Thermal>
std::optional<ScorePhysics> physics_of(const Motion<ActiveOrnsteinUhlenbeck<D, Thermal>>& motion,
                                       std::string& /*why*/) {
  const auto& p = motion.species.front();
  return ScorePhysics{p.relaxation_rate, p.self_propulsion, p.relaxation_rate, false, 0.0, p.time_step};
}

template <int D>
std::optional<ScorePhysics> physics_of(const Motion<ActiveBrownian<D>>& motion, std::string& why) {
  const auto& p = motion.species.front();
  if (!(p.rotational_diffusion > 0.0)) {
    why = "orientations that do not diffuse (dynamics.rotational_diffusion = 0) have no score";
    return std::nullopt;
  }
  double turn = 0.0;
  if constexpr (D == 2) turn = p.chirality;
  return ScorePhysics{
      (D - 1) * p.rotational_diffusion, p.self_propulsion, p.rotational_diffusion, true, turn, p.time_step};
}

template <class Dynamic>
std::optional<ScorePhysics> physics_of(const Motion<Dynamic>& /*motion*/, std::string& why) {
  why = fmt::format(
      "scores are learned for active_ou and active_brownian, of one species; not for {}{}", Dynamic::name,
      requires { Dynamic::species_component; } ? " with several" : "");
  return std::nullopt;
}

}  // namespace

template <int D>
std::optional<ScorePhysics> score_physics(const Model<D>& model, std::string& why) {
  auto physics = std::visit([&](const auto& motion) { return physics_of(motion, why); }, model.motion);
  if (physics && !(physics->speed > 0.0)) {
    why = "without self-propulsion (dynamics.self_propulsion = 0) the drive is in equilibrium: its score is known";
    return std::nullopt;
  }
  return physics;
}

double drift_part(const ScorePhysics& physics, int dimension, double drive_squared) {
  if (physics.unit_vector) return physics.turn * physics.turn / physics.diffusion;
  return physics.rate * (drive_squared - (2.0 + physics.noise * physics.noise) * dimension);
}

template <int D>
std::optional<KnownRate> known_rate(const Model<D>& model, const ActivityMoments& moments) {
  return std::visit(
      [&]<class Dynamic>(const Motion<Dynamic>& motion) -> std::optional<KnownRate> {
        if constexpr (requires { Dynamic::entropy_production_of_activity; }) {
          const Rate rate = Dynamic::entropy_production_of_activity(motion.species.front(), moments);
          if (rate.undefined == nullptr) return KnownRate{rate.value, false};
        }
        const Rate rate = Dynamic::entropy_production(motion.species.front(), moments);
        if (rate.undefined == nullptr) return KnownRate{rate.value, true};
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
template std::optional<KnownRate> known_rate<1>(const Model<1>&, const ActivityMoments&);
template std::optional<KnownRate> known_rate<2>(const Model<2>&, const ActivityMoments&);
template std::optional<KnownRate> known_rate<3>(const Model<3>&, const ActivityMoments&);
template nlohmann::json describe_physics<1>(const Deck&);
template nlohmann::json describe_physics<2>(const Deck&);
template nlohmann::json describe_physics<3>(const Deck&);

}  // namespace starling::active
