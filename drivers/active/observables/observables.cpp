// Entropy production from exact identities, and the simpler averages.
#include "drivers/active/observables/observables.hpp"

#include <limits>

#include <optional>

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/observables/pressure.hpp"
#include "drivers/active/score/learned_score.hpp"

namespace starling::active {

namespace {

/// One of the dynamics' rates of entropy production; `rate` is a function as ActiveOrnsteinUhlenbeck declares them.
template <class Parameters, class RateFunction>
Observable entropy_rate(const std::string& name, const std::vector<Parameters>& species, const RateFunction& rate) {
  if (const char* reason = rate(species.front(), ActivityMoments{}).undefined) return undefined(name, reason);
  const auto value = [=](const Moments& m) {
    double sum = 0.0;
    for (std::size_t s = 0; s < species.size(); ++s) {
      sum += m.species[s].fraction * rate(species[s], m.species[s]).value;
    }
    return sum;
  };
  return {name, "", value};
}

template <class Dynamic>
std::vector<Observable> entropy_rates(const Motion<Dynamic>& motion) {
  const std::string unknown = std::string("no such identity is known for ") + Dynamic::name;
  const char* from_forces = "entropy_production_rate_from_forces";
  const char* of_activity = "entropy_production_rate_activity";
  std::vector<Observable> list{entropy_rate("entropy_production_rate", motion.species, Dynamic::entropy_production),
                               undefined(from_forces, unknown), undefined(of_activity, unknown)};
  if constexpr (requires { Dynamic::entropy_production_from_forces; }) {
    list[1] = entropy_rate(from_forces, motion.species, Dynamic::entropy_production_from_forces);
  }
  if constexpr (requires { Dynamic::entropy_production_of_activity; }) {
    list[2] = entropy_rate(of_activity, motion.species, Dynamic::entropy_production_of_activity);
  }
  return list;
}

/// v0 of each species; empty without self-propulsion.
template <class Parameters>
std::vector<double> speeds(const std::vector<Parameters>& species) {
  std::vector<double> each;
  if constexpr (requires(Parameters p) { p.self_propulsion; }) {
    for (const Parameters& own : species) each.push_back(own.self_propulsion);
  }
  return each;
}

template <class Dynamic>
Observable effective_speed(const Motion<Dynamic>& motion) {
  if constexpr (requires { Dynamic::mean_square_drive; }) {
    const auto value = [species = motion.species](const Moments& m) {
      double v0 = 0.0;
      for (std::size_t s = 0; s < species.size(); ++s) v0 += m.species[s].fraction * species[s].self_propulsion;
      return v0 + m.drive_dot_force / Dynamic::mean_square_drive;
    };
    return {"effective_speed", "", value};
  } else {
    return undefined("effective_speed", "the model has no self-propulsion");
  }
}

/// Why there is no mean-square displacement; empty if there is one.
std::string undefined_displacement(const Deck& deck) {
  return displacement_steps(deck) > 0 ? "" : "observables.displacement_lag = 0";
}

/// What a mixture's species are told apart by.
template <class Dynamic>
void add_species(const Deck& deck, const Motion<Dynamic>& motion, std::vector<Observable>& list) {
  if constexpr (requires { Dynamic::species_component; }) {
    for (std::size_t s = 0; s < motion.species.size(); ++s) {
      const std::string suffix = "_species_" + std::to_string(s + 1);
      const double v0 = motion.species[s].self_propulsion;
      const auto speed = [=](const Moments& m) {
        return v0 + m.species[s].drive_dot_force / Dynamic::mean_square_drive;
      };
      list.push_back({"effective_speed" + suffix, v0 > 0.0 ? "" : "the species is passive", speed});
      list.push_back({"force_squared" + suffix, "", [s](const Moments& m) { return m.species[s].force_squared; }});
      list.push_back({"mean_square_displacement" + suffix, undefined_displacement(deck),
                      [s](const Moments& m) { return m.species[s].displacement_squared; }, true});
    }
  }
}

/// What a learned score says of the run.
template <int D>
void add_score(const Deck& deck, const Model<D>& model, std::vector<Observable>& list) {
  if (deck.score_network.empty()) return;
  std::string why;
  const auto physics = score_physics(model, why);
  if (!physics) return;  // the evaluator refuses it
  const auto certified = [physics = *physics](const Moments& m) { return certified_rate(physics, D, m.scores); };
  list.push_back({"score_certified_rate", "", certified});
  const bool known = known_rate(model, {}).has_value();
  const bool moves = physics->speed != 0.0 || physics->turn != 0.0;
  const auto captured = [certified, &model](const Moments& m) {
    // There are instants without a contact, at which the rate is known to be zero.
    const double rate = *known_rate(model, m.scores.front().moments.activity());
    return rate == 0.0 ? std::numeric_limits<double>::quiet_NaN() : certified(m) / rate;
  };
  Observable fraction{"score_captured_fraction",
                      !known  ? "no rate is known without a score for this system"
                      : moves ? ""
                              : no_rate,
                      captured};
  fraction.may_be_missing = true;
  fraction.doubt = doubt_of_fraction;
  list.push_back(fraction);
  if (score_files(deck).size() > 1) {
    // The mean score certifies more than its networks do on average, by their variance.
    const auto members = [physics = *physics](const Moments& m) {
      double sum = 0.0;
      for (const auto& scores : m.member_scores) sum += certified_rate(physics, D, scores);
      return sum / static_cast<double>(m.member_scores.size());
    };
    list.push_back({"score_certified_rate_of_members", "", members});
  }
  list.push_back({"score_plug_in_rate", "", [](const Moments& m) { return plug_in_rate(m.scores); }});
  list.push_back(
      {"score_drive_dot_score", "", [](const Moments& m) { return m.scores.front().moments.drive_dot_score; }});
}

template <class Dynamic>
std::optional<DriveDecay> drive_decay(const typename Dynamic::Parameters& parameters) {
  if constexpr (requires { Dynamic::drive_decay(parameters); }) return Dynamic::drive_decay(parameters);
  return std::nullopt;
}

template <int D, class Dynamic>
std::vector<Observable> observables_of(const Deck& deck, const Model<D>& model, const Motion<Dynamic>& motion) {
  std::vector<Observable> list = entropy_rates(motion);
  const auto add = [&](const char* name, const std::string& reason, const auto& value) {
    list.push_back({name, reason, value});
  };
  const std::string passive = Dynamic::activity_components > 0 ? "" : "the model has no activity";
  add("force_squared", "", [](const Moments& m) { return m.force_squared; });
  add("force_divergence", "", [](const Moments& m) { return m.force_divergence; });
  add("activity_dot_force", passive, [](const Moments& m) { return m.drive_dot_force; });
  list.push_back(effective_speed(motion));
  list.push_back({"mean_square_displacement", undefined_displacement(deck),
                  [](const Moments& m) { return m.displacement_squared; }, true});
  add("largest_cluster_fraction", undefined_clusters(deck),
      [](const Moments& m) { return m.structure.largest_cluster_fraction; });
  // Second moments about the middle of the box, per dimension.
  const bool confined = std::visit(
      []<class External>(const External&) {
        return requires { External::confines; };
      },
      model.external);
  add("position_variance", confined ? "" : "grows without bound unless the particles are trapped",
      [](const Moments& m) { return m.offset_squared / D; });
  add("position_activity_covariance", confined || !passive.empty() ? passive : "needs a trap",
      [](const Moments& m) { return m.offset_dot_drive / D; });
  add("activity_variance", passive, [](const Moments& m) { return m.drive_squared / D; });
  add_structure_observables(deck, list);
  add("potential_energy", "", [](const Moments& m) { return m.potential_energy; });
  const auto* walls = std::get_if<Walls<D>>(&model.external);
  add_pressures(deck, speeds(motion.species), drive_decay<Dynamic>(motion.species.front()),
                walls == nullptr ? 0.0 : walls->inset, list);
  add("activity_cross_force", D == 2 || !passive.empty() ? passive : "needs dimension = 2",
      [](const Moments& m) { return m.drive_cross_force; });
  add_species(deck, motion, list);
  add_score(deck, model, list);
  return list;
}

}  // namespace

Observable undefined(const std::string& name, const std::string& reason) { return {name, reason, {}}; }

template <int D>
std::vector<Observable> observables(const Deck& deck, const Model<D>& model) {
  return std::visit([&](const auto& motion) { return observables_of(deck, model, motion); }, model.motion);
}

template std::vector<Observable> observables(const Deck&, const Model<1>&);
template std::vector<Observable> observables(const Deck&, const Model<2>&);
template std::vector<Observable> observables(const Deck&, const Model<3>&);

}  // namespace starling::active
