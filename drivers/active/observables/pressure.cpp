// Parts of the pressure, or why there are none.
#include "drivers/active/observables/pressure.hpp"

#include <cmath>

namespace starling::active {

namespace {

/// (rho/d) [rate E f.(f + F) + turn E f_perp.F] / (rate^2 + turn^2) with f = v0 times the drive of each species.
Observable active_pressure(const Deck& deck, const std::vector<double>& speeds, const DriveDecay& decay) {
  const double squared = decay.rate * decay.rate + decay.turn * decay.turn;
  if (squared == 0.0) return undefined("pressure_active", "infinite: the drive is never forgotten");
  const double scale = static_cast<double>(deck.particles) / box_volume(deck) / deck.dimension / squared;
  const auto value = [=](const Moments& m) {
    double sum = 0.0;
    for (std::size_t s = 0; s < speeds.size(); ++s) {
      const SpeciesMoments& own = m.species[s];
      const double v0 = speeds[s];
      const double along = v0 * (v0 * own.drive_squared + own.drive_dot_force);
      sum += own.fraction * (decay.rate * along + decay.turn * v0 * own.drive_cross_force);
    }
    return scale * sum;
  };
  return {"pressure_active", "", value};
}

/// Why none of the parts has a value; empty if they have.
std::string objection(const Deck& deck, const std::optional<DriveDecay>& decay) {
  if (deck.external != "none") return "not the same everywhere with external = " + deck.external;
  if (!std::isfinite(force_range(deck))) return "needs a pair force of finite range";
  if (deck.model == "exact_control") return "no such identity is known for exact_control";
  if (!decay && deck.model != "brownian") return "no such identity is known for " + deck.model;
  return "";
}

void add_walls(const Deck& deck, double inset, std::vector<Observable>& list) {
  if (deck.external != "walls") {
    list.push_back(undefined("wall_pressure", "no walls"));
    list.push_back(undefined("bulk_density", "no walls"));
    return;
  }
  const auto particles = static_cast<double>(deck.particles);
  const double edge = box_edges(deck)[static_cast<std::size_t>(deck.wall_axis)];
  const double area = box_volume(deck) / edge;
  const double middle = 0.5 * (edge - 2.0 * inset) * area;
  list.push_back({"wall_pressure", "", [=](const Moments& m) { return m.wall_load * particles / (2.0 * area); }});
  list.push_back({"bulk_density", "", [=](const Moments& m) { return m.middle_fraction * particles / middle; }});
}

}  // namespace

void add_pressures(const Deck& deck, const std::vector<double>& speeds, const std::optional<DriveDecay>& decay,
                   double wall_inset, std::vector<Observable>& list) {
  const std::string reason = objection(deck, decay);
  const double density = static_cast<double>(deck.particles) / box_volume(deck);
  const double ideal = density * given(deck.dynamics, "translational_diffusion").value_or(0.0);
  const double virial = density / deck.dimension;
  const Observable active =
      decay && reason.empty()
          ? active_pressure(deck, speeds, *decay)
          : undefined("pressure_active", reason.empty() ? "the model has no self-propulsion" : reason);
  list.push_back({"pressure_ideal", reason, [=](const Moments&) { return ideal; }});
  list.push_back(active);
  list.push_back({"pressure_virial", reason, [=](const Moments& m) { return virial * m.pair_virial; }});
  list.push_back({"pressure", decay ? active.undefined : reason, [=](const Moments& m) {
                    return ideal + (active.value ? active.value(m) : 0.0) + virial * m.pair_virial;
                  }});
  add_walls(deck, wall_inset, list);
}

}  // namespace starling::active
