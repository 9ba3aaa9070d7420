// The list of a frame's fields. A new one is an entry here.
#include "drivers/active/frame_fields.hpp"

#include "drivers/active/observables/clusters.hpp"
#include "drivers/active/observables/particle_terms.hpp"
#include "kernels/forces/pair_observations.hpp"

namespace starling::active {

namespace {

using hdf5::Element;

/// value(i) of each owned particle.
template <int D, class Value>
std::vector<double> each_of(const FrameSource<D>& source, const Value& value) {
  std::vector<double> values;
  values.reserve(source.count());
  for (std::int64_t i = 0; i < source.count(); ++i) values.push_back(static_cast<double>(value(i)));
  return values;
}

/// The rate of entropy production or, where that is infinite, the part of the activity if the dynamics knows it.
template <class Dynamic>
Rate finite_entropy_production(const typename Dynamic::Parameters& parameters, const ActivityMoments& moments) {
  const Rate rate = Dynamic::entropy_production(parameters, moments);
  if constexpr (requires { Dynamic::entropy_production_of_activity; }) {
    if (rate.undefined != nullptr) return Dynamic::entropy_production_of_activity(parameters, moments);
  }
  return rate;
}

constexpr const char* local_entropy = "entropy_production_local";

/// What the entropy column means, as the name of its field; empty if the dynamics has no finite rate.
template <int D>
std::string entropy_field(const Model<D>& model) {
  const auto name = []<class Dynamic>(const Motion<Dynamic>& motion) -> std::string {
    if (finite_entropy_production<Dynamic>(motion.species.front(), {}).undefined != nullptr) return "";
    return requires { Dynamic::entropy_is_local; }
    ? local_entropy : "entropy_production_estimator";
  };
  return std::visit(name, model.motion);
}

template <int D>
std::vector<double> entropy_production(const FrameSource<D>& source) {
  const std::int64_t stride = source.stride();
  const Particles<D>& particles = source.simulation.particles();
  const ParticleQuantities<D>& quantities = source.measurement.quantities();
  const auto force = host_view<double>(particles.force(), D * stride);
  const auto drive = host_view<double>(quantities.drive.data(), D * stride);
  const auto divergence = host_view<double>(quantities.divergence.data(), stride);
  const auto activity = host_view<double>(particles.now().activity, particles.activity_components() * stride);
  const ScalarProduct<D> drive_dot_force{drive.data(), force.data(), stride};
  const ScalarProduct<D> drive_squared{drive.data(), drive.data(), stride};
  const ScalarProduct<D> force_squared{force.data(), force.data(), stride};
  const auto rates = [&]<class Dynamic>(const Motion<Dynamic>& motion) {
    return each_of(source, [&](std::int64_t i) {
      std::size_t species = 0;
      if constexpr (requires { Dynamic::species_component; }) {
        species = static_cast<std::size_t>(activity[Dynamic::species_component * stride + i]);
      }
      const ActivityMoments moments{drive_dot_force(i), drive_squared(i), force_squared(i), divergence[i]};
      return finite_entropy_production<Dynamic>(motion.species[species], moments).value;
    });
  };
  return std::visit(rates, source.model().motion);
}

template <int D>
std::vector<double> activity(const FrameSource<D>& source) {
  const auto drive = host_view<double>(source.measurement.quantities().drive.data(), D * source.stride());
  std::vector<double> values;
  values.reserve(D * source.count());
  for (std::int64_t i = 0; i < source.count(); ++i) {
    for (int d = 0; d < D; ++d) values.push_back(drive[d * source.stride() + i]);
  }
  return values;
}

template <int D>
std::vector<double> species(const FrameSource<D>& source) {
  const RecordLayout<D>& record = source.model().record;
  const int component = record.activity + source.model().own_activity();
  return each_of(source, [&](std::int64_t i) { return source.records[i * record.size() + component]; });
}

template <int D>
std::vector<double> neighbours(const FrameSource<D>& source) {
  DeviceArray<std::int32_t> within("neighbours", source.stride());
  count_within<D>(source.simulation.pair_arrays(), source.model().cluster_range, within.data(), source.count());
  const auto counts = host_view<std::int32_t>(within.data(), source.stride());
  return each_of(source, [&](std::int64_t i) { return counts[i]; });
}

template <int D>
std::vector<double> cluster(const FrameSource<D>& source) {
  const auto labels = cluster_labels(source.simulation, source.model().cluster_range);
  return each_of(source, [&](std::int64_t i) { return labels[i]; });
}

template <int D>
std::vector<double> hexatic_order(const FrameSource<D>& source) {
  const auto order = host_view<double>(source.measurement.structure().hexatic_order(source.simulation), source.count());
  return each_of(source, [&](std::int64_t i) { return order[i]; });
}

template <int D>
std::vector<double> local_density(const FrameSource<D>& source) {
  const auto nearby =
      host_view<std::int32_t>(source.measurement.look_around(source.simulation, 0).within(), source.count());
  const double volume = source.model().probe_volume;
  return each_of(source, [&](std::int64_t i) { return nearby[i] / volume; });
}

}  // namespace

template <int D>
std::vector<FrameField<D>> frame_fields(const Model<D>& model, const ScoreEvaluator<D>* score) {
  std::vector<FrameField<D>> fields;
  if (model.record.activity_components > 0) {
    fields.push_back({{"activity", D, Element::float64, "", "what drives the particle: g or u"}, activity<D>});
  }
  const std::string entropy = entropy_field(model);
  if (!entropy.empty()) {
    fields.push_back({{entropy, 1, Element::float64, "",
                       "summand of the rate of entropy production, k_B per time; only averages are physical for an "
                       "estimator"},
                      entropy_production<D>});
  }
  if (model.is_mixture()) {
    fields.push_back({{"species", 1, Element::int32, "", "number of the species, from 0"}, species<D>});
  }
  if (model.cluster_range > 0.0) {
    fields.push_back({{"neighbours", 1, Element::int32, "", "particles within the cluster distance"}, neighbours<D>});
    fields.push_back({{"cluster", 1, Element::int32, "", "smallest id in the particle's cluster"}, cluster<D>});
  }
  if (model.has_bond_order()) {
    fields.push_back(
        {{"hexatic_order", 1, Element::float64, "", "|psi_6| of the bonds to the neighbours"}, hexatic_order<D>});
  }
  if (model.probe_radius > 0.0) {
    fields.push_back({{"local_density", 1, Element::float64, "",
                       "particles within the probe radius, itself among them, over the probe's volume"},
                      local_density<D>});
  }
  if (score != nullptr) {
    // Where the exact one is there, both are.
    const char* name = entropy == local_entropy ? "entropy_production_local_learned" : local_entropy;
    fields.push_back(
        {{name, 1, Element::float64, "", "|v|^2/D of the probability flows by the learned scores, k_B per time"},
         [](const FrameSource<D>& source) { return source.measurement.score()->local_rates(); }});
  }
  for (std::size_t block = 0; score != nullptr && block < score->blocks().size(); ++block) {
    fields.push_back({{fmt::format("probability_flow_{}", name_of(score->blocks()[block])), D, Element::float64, "",
                       "v = b - D s, the probability current over the density, by the learned score"},
                      [block](const FrameSource<D>& source) { return source.measurement.score()->flows(block); }});
  }
  if (score != nullptr && score->is_ensemble()) {
    fields.push_back({{"entropy_production_local_spread", 1, Element::float64, "",
                       "standard deviation over the networks of an ensemble of each particle's local rate"},
                      [](const FrameSource<D>& source) { return source.measurement.score()->local_rate_spreads(); }});
  }
  if (score != nullptr && score->has_drive()) {
    fields.push_back(
        {{"entropy_production_divergence", 1, Element::float64, "",
          "divergence of the drive's flow by the drive: for active_ou, and unit vectors without chirality, its "
          "mean is the drive's rate where the score is exact"},
         [](const FrameSource<D>& source) { return source.measurement.score()->drive_divergences(); }});
    fields.push_back(
        {{"entropy_production_certified", 1, Element::float64, "",
          "summand of the drive's certificate: its mean over particles that are chosen by positions is a lower bound "
          "of their rate, whatever the score"},
         [](const FrameSource<D>& source) { return source.measurement.score()->drive_certified_summands(); }});
  }
  return fields;
}

template std::vector<FrameField<1>> frame_fields(const Model<1>&, const ScoreEvaluator<1>*);
template std::vector<FrameField<2>> frame_fields(const Model<2>&, const ScoreEvaluator<2>*);
template std::vector<FrameField<3>> frame_fields(const Model<3>&, const ScoreEvaluator<3>*);

}  // namespace starling::active
