// One launch per list of tasks.
#include "engine/potentials/snapshot_sweep.hpp"

#include <algorithm>

#include "kernels/device_copy.hpp"

namespace starling::potentials {
namespace {

/// Fills `into` with the derivatives of one configuration, as they would lie in what is stored.
STARLING_FUNCTION void derive_configuration(const PotentialView& potential, const Configurations& all, std::int64_t c,
                                            double* scratch, double* into) {
  const std::int64_t first = all.derivatives_at[all.begin(c)];
  for (int e = 0; e < all.elements; ++e)
    for (std::int64_t row = all.element_begin[c * all.elements + e]; row < all.element_begin[c * all.elements + e + 1];
         ++row)
      describe_atom<double>(potential, e, all.neighbours + all.first_pair[row], all.pairs(row), scratch, nullptr,
                            into + (all.derivatives_at[row] - first));
}

}  // namespace

SnapshotSweep::SnapshotSweep(DevicePotential& potential, const ConfigurationSet& configurations)
    : potential_(potential),
      configurations_(configurations),
      workspace_size_(configurations.storage() == Storage::f32 ? workspace_size<float>() : workspace_size<double>()) {}

template <class Stored>
std::int64_t SnapshotSweep::workspace_size() const {
  const PotentialView potential = potential_.view();
  const ConfigurationSet::View set = configurations_.view();
  std::int64_t most = 0;
  Kokkos::parallel_reduce(
      "size of workspaces", IndexRange(0, configurations_.size()),
      KOKKOS_LAMBDA(std::int64_t c, std::int64_t & largest) {
        Snapshot<Stored> snapshot(potential, nullptr, set.all, c, {nullptr, nullptr, 0}, nullptr, set.most_neighbours);
        const std::int64_t size = snapshot.workspace_size();
        if (size > largest) largest = size;
      },
      Kokkos::Max<std::int64_t>(most));
  return configurations_.size() == 0 ? 0 : most;
}

void SnapshotSweep::set_parameters(const ParameterVectors& vectors) {
  ensure_size(packed_, "packed potentials", vectors.count * potential_.packed_size());
  potential_.pack(vectors.values, vectors.stride, vectors.count, packed_.data());
}

template <class Stored>
void SnapshotSweep::launch(const DeviceArray<SnapshotTask>& tasks, const DeviceArray<LossWeights>& weights,
                           const DeviceArray<SnapshotValues>& values, double* gradients, double* forces,
                           std::int64_t force_stride) {
  const PotentialView potential = potential_.view();
  const ConfigurationSet::View set = configurations_.view();
  const std::int64_t parameters = potential_.parameters();
  const std::int64_t packed_size = potential_.packed_size();
  const double* const packed = packed_.data();
  const bool recomputed = configurations_.storage() == Storage::recompute;
  const std::int64_t workspace = networks::padded_columns<double>(workspace_size_);
  const std::int64_t derived = recomputed ? networks::padded_columns<double>(set.most_derivatives) : 0;
  memory_.reserve("workspaces of potentials",
                  workspace + derived + (recomputed ? describe_scratch(potential, set.most_neighbours) : 0));
  const auto parts = memory_.parts();
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  using Range = Kokkos::RangePolicy<ExecutionSpace, Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<std::int64_t>>;
  Kokkos::parallel_for(
      "potentials of configurations", Range(0, static_cast<std::int64_t>(tasks.extent(0))),
      KOKKOS_LAMBDA(std::int64_t t) {
        const auto token = tokens.acquire();
        double* const memory = parts.of(token);
        const std::int64_t c = tasks(t).configuration;
        typename Snapshot<Stored>::Descriptors descriptors{set.values, set.template derivatives<Stored>(), 0};
        if constexpr (sizeof(Stored) == sizeof(double)) {
          if (recomputed) {
            derive_configuration(potential, set.all, c, memory + workspace + derived, memory + workspace);
            descriptors.derivatives = memory + workspace;
            descriptors.derivatives_begin = set.all.derivatives_at[set.all.begin(c)];
          }
        }
        Snapshot<Stored> snapshot(potential, packed + tasks(t).vector * packed_size, set.all, c, descriptors, memory,
                                  set.most_neighbours);
        const LossWeights weight = weights(tasks(t).vector);
        const Labels labels = set.labels(c, tasks(t).label_set);
        values(t) = snapshot.evaluate(labels, weight);
        if (forces != nullptr)
          for (std::int64_t k = 0; k < 3 * set.all.atoms(c); ++k) forces[t * force_stride + k] = snapshot.forces()[k];
        if (gradients != nullptr) snapshot.differentiate(labels, weight, values(t), gradients + t * parameters);
        tokens.release(token);
      });
}

void SnapshotSweep::launch_stored(const DeviceArray<SnapshotTask>& tasks, const DeviceArray<LossWeights>& weights,
                                  const DeviceArray<SnapshotValues>& values, double* gradients, double* forces,
                                  std::int64_t force_stride) {
  if (configurations_.storage() == Storage::f32) {
    launch<float>(tasks, weights, values, gradients, forces, force_stride);
  } else {
    launch<double>(tasks, weights, values, gradients, forces, force_stride);
  }
}

std::vector<std::array<double, 3>> SnapshotSweep::losses(const std::vector<SnapshotTask>& tasks,
                                                         const std::vector<LossWeights>& weights, double* gradients) {
  const DeviceArray<SnapshotValues> values("values of configurations", tasks.size());
  launch_stored(device_copy("tasks", tasks), device_copy("weights", weights), values, gradients, nullptr, 0);
  std::vector<std::array<double, 3>> squares;
  for (const SnapshotValues& of : host_copy(values)) squares.push_back({of.squares[0], of.squares[1], of.squares[2]});
  return squares;
}

std::vector<SnapshotSweep::Prediction> SnapshotSweep::predict(const std::vector<SnapshotTask>& tasks) {
  std::int64_t stride = 0;
  std::int64_t vectors = 0;
  for (const SnapshotTask& task : tasks) {
    stride = std::max(stride, 3 * configurations_.atoms(task.configuration));
    vectors = std::max(vectors, task.vector + 1);
  }
  // A weight of the virial has it computed.
  const std::vector<LossWeights> weights(static_cast<std::size_t>(vectors), LossWeights{0.0, 0.0, 1.0});
  const DeviceArray<SnapshotValues> values("values of configurations", tasks.size());
  const DeviceArray<double> forces("forces of configurations", static_cast<std::size_t>(stride) * tasks.size());
  launch_stored(device_copy("tasks", tasks), device_copy("weights", weights), values, nullptr, forces.data(), stride);

  const std::vector<SnapshotValues> host_values = host_copy(values);
  const std::vector<double> host_forces = host_copy(forces);
  std::vector<Prediction> predictions;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const PairTerms& pairs = configurations_.repulsion(tasks[t].configuration);
    Prediction prediction{host_values[t].energy + pairs.energy, pairs.forces, pairs.virial};
    for (std::size_t k = 0; k < prediction.forces.size(); ++k) {
      prediction.forces[k] += host_forces[t * static_cast<std::size_t>(stride) + k];
    }
    for (std::size_t k = 0; k < 9; ++k) prediction.virial[k] += host_values[t].virial[k];
    predictions.push_back(std::move(prediction));
  }
  return predictions;
}

std::int64_t SnapshotSweep::bytes() const {
  return static_cast<std::int64_t>(packed_.extent(0) * sizeof(double)) + memory_.bytes();
}

}  // namespace starling::potentials
