// Moments with their clusters; frames as rows.
#include "drivers/active/measurement.hpp"

#include <algorithm>

#include "drivers/active/clusters.hpp"
#include "drivers/active/model.hpp"
#include "kernels/forces/pair_observations.hpp"

namespace starling::active {

namespace {

/// The rate of entropy production or, where that is infinite, the part of the activity if the dynamics knows it.
template <class Model>
Rate finite_entropy_production(const typename Model::Parameters& parameters, const ActivityMoments& moments) {
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
  const bool ordered = undefined_hexatic_order(deck_).empty();
  Moments moments = average_moments<D>(communicator_, deck_, simulation, quantities_,
                                       ordered ? structure_.hexatic_order(simulation) : nullptr);
  moments.structure = structure_.measure(simulation);
  return moments;
}

template <int D>
const Surroundings<D>& Measurement<D>::look_around(const Simulation<D>& simulation, std::int64_t radial_bins) {
  surroundings_.count(simulation, probe_range(deck_), radial_range(deck_), radial_bins);
  return surroundings_;
}

template <int D>
std::string Measurement<D>::entropy_field() const {
  const auto name = [&]<class Model>(const Model&) -> std::string {
    if (finite_entropy_production<Model>(dynamics_parameters<Model>(deck_), {}).undefined != nullptr) return "";
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
  const int components = simulation.particles().activity_components();
  const auto activity = host_view<double>(simulation.particles().now().activity, components * stride);
  std::vector<double> rate(count);
  const ScalarProduct<D> drive_dot_force{drive.data(), force.data(), stride};
  const ScalarProduct<D> drive_squared{drive.data(), drive.data(), stride};
  const ScalarProduct<D> force_squared{force.data(), force.data(), stride};
  const auto fill = [&]<class Model>(const Model& model) {
    auto parameters = dynamics_parameters<Model>(deck_);
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
std::vector<FieldLayout> Measurement<D>::frame_fields() const {
  using hdf5::Element;
  std::vector<FieldLayout> fields;
  if (has_activity(deck_)) {
    fields.push_back({"activity", D, Element::float64, "", "what drives the particle: g or u"});
  }
  if (!entropy_field().empty()) {
    fields.push_back({entropy_field(), 1, Element::float64, "",
                      "summand of the rate of entropy production, k_B per time; only averages are physical for an "
                      "estimator"});
  }
  if (is_mixture(deck_)) fields.push_back({"species", 1, Element::int32, "", "number of the species, from 0"});
  if (cluster_range(deck_) > 0.0) {
    fields.push_back({"neighbours", 1, Element::int32, "", "particles within the cluster distance"});
    fields.push_back({"cluster", 1, Element::int32, "", "smallest id in the particle's cluster"});
  }
  if (undefined_hexatic_order(deck_).empty()) {
    fields.push_back({"hexatic_order", 1, Element::float64, "", "|psi_6| of the bonds to the neighbours"});
  }
  if (probe_range(deck_) > 0.0) {
    fields.push_back({"local_density", 1, Element::float64, "",
                      "particles within the probe radius, itself among them, over the probe's volume"});
  }
  return fields;
}

template <int D>
std::vector<double> Measurement<D>::frame(const Simulation<D>& simulation) {
  quantities_.compute(simulation);
  const Particles<D>& particles = simulation.particles();
  const std::int64_t count = particles.owned();
  const std::int64_t stride = particles.stride();
  const RecordLayout<D> record = record_layout(particles);
  const std::vector<double> records = save_records(particles);
  const int width = frame_width<D>(frame_fields());
  std::vector<double> rows(count * width);
  for (std::int64_t i = 0; i < count; ++i) {
    std::copy_n(records.data() + i * record.size(), frame_head<D>, rows.data() + i * width);
  }
  int column = frame_head<D>;
  // Columns are filled in the order of frame_fields().
  const auto fill = [&](const auto& value) {
    for (std::int64_t i = 0; i < count; ++i) rows[i * width + column] = static_cast<double>(value(i));
    ++column;
  };
  if (has_activity(deck_)) {
    const auto drive = host_view<double>(quantities_.drive.data(), D * stride);
    for (int d = 0; d < D; ++d) fill([&](std::int64_t i) { return drive[d * stride + i]; });
  }
  if (!entropy_field().empty()) {
    const std::vector<double> entropy = entropy_production(simulation);
    fill([&](std::int64_t i) { return entropy[i]; });
  }
  if (is_mixture(deck_)) {
    const int species = record.activity + model_components(deck_, record.activity_components);
    fill([&](std::int64_t i) { return records[i * record.size() + species]; });
  }
  if (cluster_range(deck_) > 0.0) {
    DeviceArray<std::int32_t> within("neighbours", stride);
    count_within<D>(simulation.pair_arrays(), cluster_range(deck_), within.data(), count);
    const auto neighbours = host_view<std::int32_t>(within.data(), stride);
    fill([&](std::int64_t i) { return neighbours[i]; });
    const auto labels =
        cluster_labels<D>(communicator_, simulation.box(), cluster_range(deck_), particles, simulation.neighbourhood());
    fill([&](std::int64_t i) { return labels[i]; });
  }
  if (undefined_hexatic_order(deck_).empty()) {
    const auto order = host_view<double>(structure_.hexatic_order(simulation), count);
    fill([&](std::int64_t i) { return order[i]; });
  }
  if (probe_range(deck_) > 0.0) {
    const auto nearby = host_view<std::int32_t>(look_around(simulation, 0).within(), count);
    const double volume = ball_volume(deck_, probe_range(deck_));
    fill([&](std::int64_t i) { return nearby[i] / volume; });
  }
  return rows;
}

template class Measurement<1>;
template class Measurement<2>;
template class Measurement<3>;

}  // namespace starling::active
