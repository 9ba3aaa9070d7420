// A small system whose scores tests look at in double precision: its drives can be set, and everything follows from them.
#pragma once

#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>
#include <optional>

#include "drivers/active/score/edge_lists.hpp"
#include "drivers/active/score/features.hpp"
#include "engine/population/records.hpp"
#include "kernels/random/key.hpp"
#include "kernels/score/filter_view.hpp"
#include "kernels/score/position_view.hpp"

namespace starling::active::testing_support {

/// Crowded particles with the softplus force; D = 3 gets a trap too, so that external gradients are in it.
template <int D>
Deck crowd(const std::string& model, std::int64_t particles) {
  Deck deck;
  deck.dimension = D;
  deck.particles = particles;
  deck.packing_fraction = D == 1 ? 0.5 : D == 2 ? 0.6 : 0.4;
  deck.model = model;
  deck.time_step = 0.01;
  deck.dynamics["self_propulsion"] = 0.7;
  if (model == "active_ou") {
    deck.dynamics["relaxation_rate"] = 0.4;
  } else {
    deck.dynamics["rotational_diffusion"] = 0.3;
    deck.dynamics["translational_diffusion"] = 0.1;
  }
  deck.pair = "softplus";
  deck.force["steepness"] = 3.0;
  deck.force["cutoff"] = 3.2;
  if (D == 3) {
    deck.external = "harmonic_trap";
    deck.force["trap_stiffness"] = 0.2;
  }
  deck.observe_every = 0;
  deck.sort_storage = false;  // so that places stay what they were, whichever thread is first
  return deck;
}

/// Pairs of swimmers on a ring of this length.
inline Deck ring(double edge) {
  Deck deck = crowd<1>("active_ou", 40);
  deck.pair = "none";
  deck.external = "ring_pair";
  deck.packing_fraction.reset();
  deck.box = {edge};
  return deck;
}

/// Neighbours of the networks here, in diameters.
inline constexpr double edge_range = 1.4;

/// Filters of a crowd: polynomials of no meaning, whose values stay of order one.
inline FilterPlan some_filters(int probes) {
  FilterPlan plan{{}, probes};
  for (int m = 0; m < score::filter_terms; ++m) {
    plan.recurrence.scale[m] = 0.5 + 0.01 * m;
    plan.recurrence.diagonal[m] = -1.0 + 0.07 * m;
    plan.recurrence.side[m] = m == 0 ? 0.0 : 0.9 - 0.01 * m;
  }
  return plan;
}

/// Positions and activities by id, on one rank, and the scores that follow.
template <int D>
class SmallSystem {
 public:
  explicit SmallSystem(const Deck& deck) : deck_(deck), alone_(MPI_COMM_SELF), model_(make_model<D>(deck)) {
    std::string why;
    physics_ = *score_physics(model_, why);
    Simulation<D> start(alone_, deck);
    state_ = start.save();
    sort_state();
    look();
  }

  [[nodiscard]] std::int64_t particles() const { return deck_.particles; }
  [[nodiscard]] const Model<D>& model() const { return model_; }
  [[nodiscard]] const ScorePhysics& physics() const { return physics_; }
  [[nodiscard]] const score::ParticleList<D>& list() const { return list_; }
  [[nodiscard]] const ScoreFeatures<D>& features() const { return features_; }
  /// Where the particle with this id is.
  [[nodiscard]] std::int64_t place_of(std::int64_t id) const { return place_[static_cast<std::size_t>(id)]; }

  /// Adds the vectors that reach far.
  void filter(const FilterPlan& plan) {
    filters_ = plan;
    look();
  }
  /// Has these in their place, FilterNumbers by place.
  void replace_filters(const std::vector<float>& numbers) {
    replaced_ = to_device<float>("filters", numbers);
    score::Configuration<D> configuration = features_.configuration();
    configuration.physics.filter = replaced_.data();
    list_ = whole_.list(model_, physics_.rate, configuration, particles());
  }

  /// Moves the drive of one particle by `step` along direction `direction`, on the sphere if it is a unit vector.
  void move_drive(std::int64_t id, const double (&direction)[D], double step) {
    double drive[D];
    features_.configuration().physics.load(score::drive, place_of(id), drive);
    double length = 0.0;
    for (int d = 0; d < D; ++d) {
      drive[d] += step * direction[d];
      length += drive[d] * drive[d];
    }
    if (physics_.unit_vector) {
      for (double& each : drive) each /= std::sqrt(length);
    }
    MemberColumn& activity = column("activity");
    std::visit(
        [&](const auto& motion) { motion.dynamics.adopt(drive, activity.values.data() + id * activity.components); },
        model_.motion);
    look();
  }

  /// Moves the position of one particle.
  void move_position(std::int64_t id, const double (&direction)[D], double step) {
    for (int d = 0; d < D; ++d) {
      double& at = column("position").values[static_cast<std::size_t>(id * D + d)];
      double& image = column("image").values[static_cast<std::size_t>(id * D + d)];
      const double edge = model_.box.edge[d];
      at += step * direction[d];
      const double turns = std::floor(at / edge);
      at -= turns * edge;
      image += turns;
    }
    look();
  }

  /// Reflects everything: the first two axes change places, in a box of equal edges.
  void swap_axes() {
    for (const char* const name : {"position", "image", "activity"}) {
      MemberColumn& each = column(name);
      for (std::int64_t id = 0; id < particles(); ++id) {
        double* const row = each.values.data() + id * each.components;
        std::swap(row[0], row[1]);
      }
    }
    look();
  }

  [[nodiscard]] score::InputLengths lengths() const {
    return {model_.diameter, 1.1 * model_.diameter, edge_range * model_.diameter, physics_.rate / physics_.force_unit};
  }

  /// Gives the loss targets in place of divergences, D of each particle in the order of places.
  void aim_at(const std::vector<double>& targets) {
    targets_ = to_device<double>("targets", targets);
    score::Configuration<D> configuration = features_.configuration();
    configuration.target = targets_.data();
    list_ = whole_.list(model_, physics_.rate, configuration, particles());
  }

  [[nodiscard]] MemberState save() const { return state_; }
  void restore(const MemberState& state) {
    state_ = state;
    look();
  }

 private:
  MemberColumn& column(const std::string& name) {
    for (MemberColumn& each : state_.columns) {
      if (each.name == name) return each;
    }
    throw std::runtime_error("no column " + name);
  }

  void sort_state() {
    const std::vector<std::int64_t> rows = *state_.rows;
    for (MemberColumn& each : state_.columns) {
      std::vector<double> sorted(each.values.size());
      const auto width = static_cast<std::size_t>(each.components);
      for (std::size_t k = 0; k < rows.size(); ++k) {
        std::copy_n(each.values.begin() + static_cast<std::ptrdiff_t>(k * width), width,
                    sorted.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(rows[k]) * width));
      }
      each.values = sorted;
    }
    state_.rows.reset();
  }

  void look() {
    Simulation<D> simulation(alone_, deck_, 0, &state_);
    const double range = edge_range * model_.diameter;
    simulation.rebuild(0, range);
    simulation.compute_forces();
    features_ = ScoreFeatures<D>();
    features_.compute(simulation, physics_, range);
    if (filters_) features_.compute_filters(simulation, physics_, *filters_);
    features_.keep(simulation);
    const auto ids = to_host<std::int32_t>(simulation.particles().id(), particles());
    place_.resize(ids.size());
    for (std::size_t k = 0; k < ids.size(); ++k) {
      place_[static_cast<std::size_t>(ids[k])] = static_cast<std::int64_t>(k);
    }
    list_ = whole_.list(model_, physics_.rate, features_.configuration(), particles());
  }

  Deck deck_;
  Communicator alone_;
  Model<D> model_;
  ScorePhysics physics_{};
  MemberState state_;
  std::optional<FilterPlan> filters_;
  ScoreFeatures<D> features_;
  DeviceArray<double> targets_;
  DeviceArray<float> replaced_;
  WholeList<D> whole_;
  score::ParticleList<D> list_{};
  std::vector<std::int64_t> place_;
};

/// The view of a system's drives.
template <int D, int T>
using Drives = score::DriveView<D, T, D == 3>;

}  // namespace starling::active::testing_support
