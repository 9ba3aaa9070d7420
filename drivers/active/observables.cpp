// Entropy production from exact identities, and the simpler averages.
#include "drivers/active/observables.hpp"

namespace starling::active {

namespace {

/// The deck's numbers, by their symbols.
struct Symbols {
  double d;
  double v0;
  double gamma;
  double diffusion;  ///< eps or D_t
  double rotational;
  double chirality;
  double coupling;
};

Symbols symbols(const Deck& deck) {
  return {static_cast<double>(deck.dimension),
          deck.self_propulsion.value_or(0.0),
          deck.relaxation_rate.value_or(0.0),
          deck.translational_diffusion.value_or(0.0),
          deck.rotational_diffusion.value_or(0.0),
          deck.chirality.value_or(0.0),
          deck.coupling.value_or(0.0)};
}

Observable undefined(const std::string& name, const std::string& reason) { return {name, reason, {}, false}; }

/// The stationary rate of entropy production.
Observable entropy_production(const Deck& deck) {
  const std::string name = "entropy_production_rate";
  const Symbols s = symbols(deck);
  switch (deck.model) {
    case Model::active_ou:
      if (s.diffusion == 0.0) return undefined(name, "infinite without translational diffusion");
      return {name, "", [s](const Moments& m) { return s.v0 / s.diffusion * (s.v0 * s.d + m.drive_dot_force); }, false};
    case Model::active_brownian:
      if (s.diffusion == 0.0) return undefined(name, "infinite without translational diffusion");
      if (s.chirality != 0.0 && s.rotational == 0.0) return undefined(name, "infinite for a turn without noise");
      return {name, "",
              [s](const Moments& m) {
                const double turning = s.chirality == 0.0 ? 0.0 : s.chirality * s.chirality / s.rotational;
                return s.v0 * (s.v0 + m.drive_dot_force) / s.diffusion + turning;
              },
              false};
    case Model::brownian:
      return undefined(name, "zero by detailed balance: a passive model has nothing to estimate");
    case Model::exact_control:
      return {name, "",
              [s](const Moments& m) {
                return s.coupling * s.coupling * (m.drive_squared / s.diffusion + m.force_squared / s.gamma);
              },
              false};
  }
  return undefined(name, "");
}

/// The second estimator, which shares no sampled average with the first.
Observable entropy_production_from_forces(const Deck& deck) {
  const std::string name = "entropy_production_rate_from_forces";
  const Symbols s = symbols(deck);
  if (deck.model == Model::exact_control) {
    return {
        name, "",
        [s](const Moments& m) { return s.coupling * s.coupling * (s.d / s.diffusion - m.force_divergence / s.gamma); },
        false};
  }
  if (deck.model != Model::active_ou) return undefined(name, "an identity of active_ou and exact_control only");
  if (s.diffusion == 0.0) return undefined(name, "infinite without translational diffusion");
  return {name, "",
          [s](const Moments& m) { return (s.v0 * s.v0 * s.d - m.force_squared) / s.diffusion - m.force_divergence; },
          false};
}

/// The part of the activity, which stays finite without translational diffusion.
Observable entropy_production_of_activity(const Deck& deck) {
  const std::string name = "entropy_production_rate_activity";
  if (deck.model != Model::active_ou) return undefined(name, "an identity of active_ou only");
  if (symbols(deck).diffusion > 0.0) return undefined(name, "needs the score when translational_diffusion > 0");
  return {name, "", [](const Moments& m) { return -m.force_divergence; }, false};
}

Observable effective_speed(const Deck& deck) {
  const Symbols s = symbols(deck);
  if (deck.model == Model::active_ou) {
    return {"effective_speed", "", [s](const Moments& m) { return s.v0 + m.drive_dot_force / s.d; }, false};
  }
  if (deck.model == Model::active_brownian) {
    return {"effective_speed", "", [s](const Moments& m) { return s.v0 + m.drive_dot_force; }, false};
  }
  return undefined("effective_speed", "the model has no self-propulsion");
}

/// Second moments about the middle of the trap, per dimension.
void add_trapped(const Deck& deck, std::vector<Observable>& list) {
  const double d = deck.dimension;
  const bool trapped = deck.external == External::harmonic_trap;
  const bool passive = deck.model == Model::brownian;
  if (trapped) {
    list.push_back({"position_variance", "", [d](const Moments& m) { return m.offset_squared / d; }, false});
  } else {
    list.push_back(undefined("position_variance", "grows without bound unless the particles are trapped"));
  }
  if (passive || !trapped) {
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

}  // namespace

std::vector<Observable> observables(const Deck& deck) {
  std::vector<Observable> list{entropy_production(deck), entropy_production_from_forces(deck),
                               entropy_production_of_activity(deck)};
  list.push_back({"force_squared", "", [](const Moments& m) { return m.force_squared; }, false});
  list.push_back({"force_divergence", "", [](const Moments& m) { return m.force_divergence; }, false});
  if (deck.model == Model::brownian) {
    list.push_back(undefined("activity_dot_force", "the model has no activity"));
  } else {
    list.push_back({"activity_dot_force", "", [](const Moments& m) { return m.drive_dot_force; }, false});
  }
  list.push_back(effective_speed(deck));
  if (displacement_steps(deck) > 0) {
    list.push_back({"mean_square_displacement", "", [](const Moments& m) { return m.displacement_squared; }, true});
  } else {
    list.push_back(undefined("mean_square_displacement", "observables.displacement_lag = 0"));
  }
  if (cluster_range(deck) > 0.0) {
    list.push_back(
        {"largest_cluster_fraction", "", [](const Moments& m) { return m.largest_cluster_fraction; }, false});
  } else {
    list.push_back(undefined("largest_cluster_fraction", "no cluster_distance"));
  }
  add_trapped(deck, list);
  return list;
}

}  // namespace starling::active
