// Moments with their clusters; frames as rows.
#include "drivers/active/measurement.hpp"

#include "drivers/active/clusters.hpp"
#include "drivers/active/model.hpp"
#include "engine/population/records.hpp"
#include "kernels/forces/pair_observations.hpp"

namespace starling::active {

namespace {

/// The rate of entropy production or, where that is infinite, the part of the activity if the dynamics knows it.
template <class Model>
Rate finite_entropy_production(const DynamicsParameters& parameters, const ActivityMoments& moments) {
  const Rate rate = Model::entropy_production(parameters, moments);
  if constexpr (requires { Model::entropy_production_of_activity; }) {
    if (rate.undefined != nullptr) return Model::entropy_production_of_activity(parameters, moments);
  }
  return rate;
}

}  // namespace

template <int D>
Moments Measurement<D>::moments(const Simulation<D>& simulation) {
  quantities_.compute(simulation);
  Moments moments = average_moments<D>(communicator_, deck_, simulation, quantities_);
  moments.structure = structure_.measure(simulation, quantities_.drive);
  return moments;
}

template <int D>
const Surroundings<D>& Measurement<D>::look_around(const Simulation<D>& simulation, std::int64_t radial_bins) {
  surroundings_.count(simulation, probe_range(deck_), radial_range(deck_), radial_bins);
  return surroundings_;
}

template <int D>
bool Measurement<D>::has_activity() const {
  return activity_components<D>(make_dynamics<D>(deck_)) > 0;
}

template <int D>
std::string Measurement<D>::entropy_field() const {
  const auto name = [&]<class Model>(const Model&) -> std::string {
    if (finite_entropy_production<Model>(dynamics_parameters(deck_), {}).undefined != nullptr) return "";
    return requires { Model::entropy_is_local; }
    ? "entropy_production_local" : "entropy_production_estimator";
  };
  return std::visit(name, make_dynamics<D>(deck_));
}

template <int D>
std::vector<double> Measurement<D>::entropy_production(const Simulation<D>& simulation) const {
  const std::int64_t count = simulation.particles().owned();
  const std::int64_t stride = simulation.particles().stride();
  const auto force = host_view<double>(simulation.particles().force(), D * stride);
  const auto drive = host_view<double>(quantities_.drive.data(), D * stride);
  const auto divergence = host_view<double>(quantities_.divergence.data(), stride);
  DynamicsParameters parameters = dynamics_parameters(deck_);
  const int components = simulation.particles().activity_components();
  const auto activity = host_view<double>(simulation.particles().now().activity, components * stride);
  std::vector<double> rate(count);
  const ScalarProduct<D> drive_dot_force{drive.data(), force.data(), stride};
  const ScalarProduct<D> drive_squared{drive.data(), drive.data(), stride};
  const ScalarProduct<D> force_squared{force.data(), force.data(), stride};
  const auto fill = [&]<class Model>(const Model& model) {
    for (std::int64_t i = 0; i < count; ++i) {
      if constexpr (requires { Model::species_component; }) {
        parameters.self_propulsion = model.speed[static_cast<int>(activity[Model::species_component * stride + i])];
      }
      const ActivityMoments moments{drive_dot_force(i), drive_squared(i), force_squared(i), divergence[i]};
      rate[i] = finite_entropy_production<Model>(parameters, moments).value;
    }
  };
  std::visit(fill, make_dynamics<D>(deck_));
  return rate;
}

template <int D>
FrameLayout Measurement<D>::frame_layout() {
  return {D, 1 + 2 * D, 1 + 3 * D, 2 + 3 * D, 3 + 3 * D, 4 + 3 * D, 5 + 3 * D, 6 + 3 * D, 7 + 3 * D};
}

template <int D>
std::vector<double> Measurement<D>::frame(const Simulation<D>& simulation) {
  quantities_.compute(simulation);
  const Particles<D>& particles = simulation.particles();
  const std::int64_t count = particles.owned();
  const std::int64_t stride = particles.stride();
  const bool clustered = cluster_range(deck_) > 0.0;
  DeviceArray<std::int32_t> within("neighbours", stride);
  std::vector<std::int32_t> labels(count);
  if (clustered) {
    count_within<D>(simulation.pair_arrays(), cluster_range(deck_), within.data(), count);
    labels =
        cluster_labels<D>(communicator_, simulation.box(), cluster_range(deck_), particles, simulation.neighbourhood());
  }
  const bool ordered = undefined_hexatic_order(deck_).empty();
  const bool probed = probe_range(deck_) > 0.0;
  const auto hexatic = host_view<double>(ordered ? structure_.hexatic_order(simulation) : nullptr, ordered ? count : 0);
  const auto nearby =
      host_view<std::int32_t>(probed ? look_around(simulation, 0).within() : nullptr, probed ? count : 0);
  const double probe_volume = probed ? ball_volume(deck_, probe_range(deck_)) : 1.0;
  const std::vector<double> records = save_records(particles);
  const std::vector<double> entropy = entropy_production(simulation);
  const auto drive = host_view<double>(quantities_.drive.data(), D * stride);
  const auto neighbours = host_view<std::int32_t>(within.data(), stride);
  const RecordLayout<D> record = record_layout(particles);
  const FrameLayout layout = frame_layout();
  std::vector<double> rows(count * layout.width);
  for (std::int64_t i = 0; i < count; ++i) {
    double* row = rows.data() + i * layout.width;
    // A record begins with id, position and image, as a frame does.
    std::copy_n(records.data() + i * record.size(), layout.drive_first, row);
    for (int d = 0; d < D; ++d) row[layout.drive_first + d] = drive[d * stride + i];
    row[layout.entropy] = entropy[i];
    row[layout.neighbours] = neighbours[i];
    if (is_mixture(deck_))
      row[layout.species] = records[i * record.size() + record.activity + record.activity_components - 1];
    row[layout.cluster] = clustered ? labels[i] : static_cast<std::int32_t>(row[0]);
    row[layout.hexatic] = ordered ? hexatic[i] : 0.0;
    row[layout.density] = probed ? nearby[i] / probe_volume : 0.0;
  }
  return rows;
}

template class Measurement<1>;
template class Measurement<2>;
template class Measurement<3>;

}  // namespace starling::active
