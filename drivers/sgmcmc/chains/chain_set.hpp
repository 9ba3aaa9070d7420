// The chains of a rank group side by side: their arrays, and everything that samplers do with them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/batches.hpp"
#include "drivers/sgmcmc/targets/target.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/samplers/chain_sums.hpp"
#include "kernels/samplers/sweep.hpp"

namespace starling::sgmcmc {

/// How many arrays and numbers every chain has.
struct ChainSlots {
  int vectors = 1;  ///< numbered arrays of one double per parameter; 0 is the position
  int scalars = 0;  ///< numbered doubles
};

/// Arrays in device memory (parameter i of chain c at c * shape().stride + i), numbers of chains in host memory. All
/// functions that evaluate the target are collective over its group.
class ChainSet {
 public:
  /// `target` outlives it; `keys` has one for each chain, `batches` and `energy_batches` the same chains.
  ChainSet(Target& target, std::vector<random::Key> keys, Batches batches, Batches energy_batches,
           const ChainSlots& slots);

  [[nodiscard]] const samplers::ChainShape& shape() const { return shape_; }
  [[nodiscard]] std::size_t chains() const { return keys_.size(); }
  [[nodiscard]] double* position() { return vectors_[0].data(); }
  [[nodiscard]] double* vector(int number) { return vectors_[static_cast<std::size_t>(number)].data(); }
  /// An array whose contents last until anyone else asks for it.
  [[nodiscard]] double* scratch(int number);
  [[nodiscard]] std::vector<double>& scalar(int number) { return scalars_[static_cast<std::size_t>(number)]; }
  /// Of the law that each chain samples: posterior temperature times that of its rung.
  [[nodiscard]] std::vector<double>& temperature() { return temperature_; }
  /// Whether a chain's proposals were accepted, where there are any: counts since the sampler began.
  [[nodiscard]] std::vector<double>& accepted() { return accepted_; }

  /// One chain's numbers of an array, and setting them.
  [[nodiscard]] std::vector<double> load(int vector, std::size_t chain) const;
  void store(int vector, std::size_t chain, std::span<const double> values);
  [[nodiscard]] std::vector<double> load_scratch(int number, std::size_t chain) const;
  void copy(const double* from, double* to) const;

  /// The gradient at `at` of each chain's batch of an evaluation.
  void gradient(std::uint64_t evaluation, const double* at, double* gradient);
  /// The same of all data.
  void full_gradient(std::uint64_t evaluation, const double* at, double* gradient);
  /// U of all data at `at`; and of a batch that is each chain's own and independent of those of all gradients and of other
  /// energies: that of the batch which drove the chain to where it is would be too low.
  [[nodiscard]] std::vector<double> full_energy(std::uint64_t evaluation, const double* at);
  [[nodiscard]] std::vector<double> batch_energy(std::uint64_t number, const double* at);
  [[nodiscard]] std::vector<double> functions();

  /// Per chain: the sum over parameters of one times other, and of the values.
  [[nodiscard]] std::vector<double> products(const double* one, const double* other) const;
  [[nodiscard]] std::vector<double> sums(const double* values) const;

  /// A chain's uniform number in (0, 1] at an evaluation.
  [[nodiscard]] double uniform(std::size_t chain, std::uint64_t evaluation, random::Purpose purpose) const;

  /// A step of all parameters; fill(chain, k) sets the coefficients of each chain.
  template <class Step, class Fill>
  void sweep(std::uint64_t evaluation, random::Purpose purpose, const Step& step, Fill&& fill) {
    samplers::sweep(shape_, {device_keys_.data(), evaluation, purpose}, coefficients<Step>(fill), step);
  }
  template <class Step, class Fill>
  void quiet_sweep(const Step& step, Fill&& fill) {
    samplers::quiet_sweep(shape_, coefficients<Step>(fill), step);
  }

 private:
  template <class Step, class Fill>
  const double* coefficients(Fill&& fill) {
    host_coefficients_.resize(keys_.size() * Step::coefficients);
    for (std::size_t c = 0; c < keys_.size(); ++c) fill(c, &host_coefficients_[c * Step::coefficients]);
    return uploaded_coefficients();
  }
  const double* uploaded_coefficients();
  [[nodiscard]] std::vector<double> chain_of(const DeviceArray<double>& array, std::size_t chain) const;
  [[nodiscard]] ChainPoints points(const double* at) const;
  std::span<const ChainRequest> requests(std::uint64_t evaluation, Batches* batches);

  Target& target_;
  std::vector<random::Key> keys_;
  Batches batches_;
  Batches energy_batches_;
  samplers::ChainShape shape_;
  DeviceArray<random::Key> device_keys_;
  std::vector<DeviceArray<double>> vectors_;
  std::vector<DeviceArray<double>> scratch_;
  std::vector<std::vector<double>> scalars_;
  std::vector<double> temperature_;
  std::vector<double> accepted_;
  std::vector<double> host_coefficients_;
  DeviceArray<double> device_coefficients_;
  std::vector<ChainRequest> requests_;
  DeviceArray<double> device_sums_;
};

}  // namespace starling::sgmcmc
