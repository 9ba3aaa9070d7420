// Entropy production from exact identities, and the simpler averages.
#include "drivers/active/observables.hpp"

#include <optional>

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/model.hpp"
#include "drivers/active/pressure.hpp"

namespace starling::active {

namespace {

/// The parameters of each species.
template <class Model>
using SpeciesParameters = std::vector<typename Model::Parameters>;

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
  return {name, "", value, false};
}

template <class Model>
std::vector<Observable> entropy_rates(const SpeciesParameters<Model>& parameters) {
  const std::string unknown = std::string("no such identity is known for ") + Model::name;
  const char* from_forces = "entropy_production_rate_from_forces";
  const char* of_activity = "entropy_production_rate_activity";
  std::vector<Observable> list{entropy_rate("entropy_production_rate", parameters, Model::entropy_production)};
  if constexpr (requires { Model::entropy_production_from_forces; }) {
    list.push_back(entropy_rate(from_forces, parameters, Model::entropy_production_from_forces));
  } else {
    list.push_back(undefined(from_forces, unknown));
  }
  if constexpr (requires { Model::entropy_production_of_activity; }) {
    list.push_back(entropy_rate(of_activity, parameters, Model::entropy_production_of_activity));
  } else {
    list.push_back(undefined(of_activity, unknown));
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

template <class Model>
Observable effective_speed(const SpeciesParameters<Model>& species) {
  if constexpr (requires { Model::mean_square_drive; }) {
    const auto value = [=](const Moments& m) {
      double v0 = 0.0;
      for (std::size_t s = 0; s < species.size(); ++s) v0 += m.species[s].fraction * species[s].self_propulsion;
      return v0 + m.drive_dot_force / Model::mean_square_drive;
    };
    return {"effective_speed", "", value, false};
  } else {
    return undefined("effective_speed", "the model has no self-propulsion");
  }
}

Observable cross_force(const Deck& deck, bool passive) {
  if (passive) return undefined("activity_cross_force", "the model has no activity");
  if (deck.dimension != 2) return undefined("activity_cross_force", "needs dimension = 2");
  return {"activity_cross_force", "", [](const Moments& m) { return m.drive_cross_force; }, false};
}

/// What a mixture's species are told apart by.
template <class Model>
void add_species(const Deck& deck, const SpeciesParameters<Model>& species, std::vector<Observable>& list) {
  if constexpr (requires { Model::species_component; }) {
    for (std::size_t s = 0; s < species.size(); ++s) {
      const std::string suffix = "_species_" + std::to_string(s + 1);
      const double v0 = species[s].self_propulsion;
      if (v0 > 0.0) {
        const auto speed = [=](const Moments& m) {
          return v0 + m.species[s].drive_dot_force / Model::mean_square_drive;
        };
        list.push_back({"effective_speed" + suffix, "", speed, false});
      } else {
        list.push_back(undefined("effective_speed" + suffix, "the species is passive"));
      }
      list.push_back(
          {"force_squared" + suffix, "", [s](const Moments& m) { return m.species[s].force_squared; }, false});
      if (displacement_steps(deck) > 0) {
        const auto squared = [s](const Moments& m) { return m.species[s].displacement_squared; };
        list.push_back({"mean_square_displacement" + suffix, "", squared, true});
      } else {
        list.push_back(undefined("mean_square_displacement" + suffix, "observables.displacement_lag = 0"));
      }
    }
  }
}

template <class Model>
std::optional<DriveDecay> drive_decay(const typename Model::Parameters& parameters) {
  if constexpr (requires { Model::drive_decay(parameters); }) return Model::drive_decay(parameters);
  return std::nullopt;
}

/// Second moments about the middle of the box, per dimension.
void add_variances(const Deck& deck, bool passive, std::vector<Observable>& list) {
  const double d = deck.dimension;
  const bool confined = with_external_force(deck, [](const auto& force) {
    return requires { std::decay_t<decltype(force)>::confines; };
  });
  if (confined) {
    list.push_back({"position_variance", "", [d](const Moments& m) { return m.offset_squared / d; }, false});
  } else {
    list.push_back(undefined("position_variance", "grows without bound unless the particles are trapped"));
  }
  if (passive || !confined) {
    list.push_back(undefined("position_activity_covariance", passive ? "the model has no activity" : "needs a trap"));
  } else {
    list.push_back(
        {"position_activity_covariance", "", [d](const Moments& m) { return m.offset_dot_drive / d; }, false});
  }
  if (passive) {
    list.push_back(undefined("activity_variance", "the model has no activity"));
  } else {
    list.push_back({"activity_variance", "", [d](const Moments& m) { return m.drive_squared / d; }, false});
  }
}

template <class Model>
std::vector<Observable> observables_of(const Deck& deck) {
  const SpeciesParameters<Model> species = species_parameters<Model>(deck);
  constexpr bool passive = Model::activity_components == 0;
  std::vector<Observable> list = entropy_rates<Model>(species);
  list.push_back({"force_squared", "", [](const Moments& m) { return m.force_squared; }, false});
  list.push_back({"force_divergence", "", [](const Moments& m) { return m.force_divergence; }, false});
  if (passive) {
    list.push_back(undefined("activity_dot_force", "the model has no activity"));
  } else {
    list.push_back({"activity_dot_force", "", [](const Moments& m) { return m.drive_dot_force; }, false});
  }
  list.push_back(effective_speed<Model>(species));
  if (displacement_steps(deck) > 0) {
    list.push_back({"mean_square_displacement", "", [](const Moments& m) { return m.displacement_squared; }, true});
  } else {
    list.push_back(undefined("mean_square_displacement", "observables.displacement_lag = 0"));
  }
  if (cluster_range(deck) > 0.0) {
    list.push_back(
        {"largest_cluster_fraction", "", [](const Moments& m) { return m.structure.largest_cluster_fraction; }, false});
  } else {
    list.push_back(undefined("largest_cluster_fraction", "no cluster_distance"));
  }
  add_variances(deck, passive, list);
  add_structure_observables(deck, list);
  list.push_back({"potential_energy", "", [](const Moments& m) { return m.potential_energy; }, false});
  add_pressures(deck, speeds(species), drive_decay<Model>(species.front()), list);
  list.push_back(cross_force(deck, passive));
  add_species<Model>(deck, species, list);
  return list;
}

}  // namespace

Observable undefined(const std::string& name, const std::string& reason) { return {name, reason, {}, false}; }

std::vector<Observable> observables(const Deck& deck) {
  return with_dynamics(deck, [&](const auto& model) { return observables_of<std::decay_t<decltype(model)>>(deck); });
}

}  // namespace starling::active
