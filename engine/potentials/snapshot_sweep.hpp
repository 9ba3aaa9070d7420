// Launches of potentials over configurations: losses and their gradients, or forces.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/potentials/configuration_set.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::potentials {

/// A configuration, which of the vectors of parameters evaluates it, and against which of its labels.
struct SnapshotTask {
  std::int64_t vector;
  std::int64_t configuration;
  std::int64_t label_set = 0;
};

/// Vectors of parameters in device memory: parameter i of vector v is values[v * stride + i].
struct ParameterVectors {
  const double* values;
  std::int64_t count;
  std::int64_t stride;
};

/// Evaluates tasks one by one, each on one thread: what it gives depends on the task alone.
class SnapshotSweep {
 public:
  /// Both must outlive it.
  SnapshotSweep(DevicePotential& potential, const ConfigurationSet& configurations);

  /// Packs the networks that the tasks below use.
  void set_parameters(const ParameterVectors& vectors);

  /// Of each task the squared residuals that SnapshotValues has, and, unless `gradients` is null, the gradient of the loss
  /// by the networks' parameters: of task t from gradients + t parameters() on, in device memory. weights[v] is of vector v.
  [[nodiscard]] std::vector<std::array<double, 3>> losses(const std::vector<SnapshotTask>& tasks,
                                                          const std::vector<LossWeights>& weights, double* gradients);

  /// What the potential gives, repulsion included: forces are 3 per atom.
  struct Prediction {
    double energy = 0.0;
    std::vector<double> forces;
    std::array<double, 9> virial{};
  };
  [[nodiscard]] std::vector<Prediction> predict(const std::vector<SnapshotTask>& tasks);

  [[nodiscard]] std::int64_t parameters() const { return potential_.parameters(); }
  /// Memory besides what the configurations take.
  [[nodiscard]] std::int64_t bytes() const;

 private:
  template <class Stored>
  void launch(const DeviceArray<SnapshotTask>& tasks, const DeviceArray<LossWeights>& weights,
              const DeviceArray<SnapshotValues>& values, double* gradients, double* forces, std::int64_t force_stride);
  template <class Stored>
  [[nodiscard]] std::int64_t workspace_size() const;
  void launch_stored(const DeviceArray<SnapshotTask>& tasks, const DeviceArray<LossWeights>& weights,
                     const DeviceArray<SnapshotValues>& values, double* gradients, double* forces,
                     std::int64_t force_stride);

  DevicePotential& potential_;
  const ConfigurationSet& configurations_;
  std::int64_t workspace_size_;
  DeviceArray<double> packed_;
  networks::TokenMemory<double> memory_;
};

}  // namespace starling::potentials
