// What training data add to the posterior of a potential: sums over batches of configurations.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/comm/fixed_sum.hpp"
#include "engine/potentials/snapshot_sweep.hpp"

namespace starling::sgmcmc {

inline constexpr int label_kinds = 3;  ///< forces, energies, virials

/// Training data that every rank of a group holds; the configurations of a batch are shared out by position.
class DataTerms {
 public:
  /// `group` and `device` outlive it. `name` begins messages, as in ConfigurationSet.
  DataTerms(const Communicator& group, const potentials::Potential& potential, potentials::DevicePotential& device,
            const std::vector<AtomicConfiguration>& configurations, potentials::Storage storage,
            const std::string& name);

  [[nodiscard]] std::int64_t items() const { return set_.size(); }
  [[nodiscard]] std::int64_t bytes() const { return set_.bytes() + sweep_.bytes(); }
  [[nodiscard]] const potentials::ConfigurationSet& set() const { return set_; }
  /// Evaluates the configurations; sums() are those of the parameters that it was given last.
  [[nodiscard]] potentials::SnapshotSweep& sweep() { return sweep_; }

  /// Gives chains of this key forces of their own to learn from, of each configuration; whether they have some. Once one
  /// chain has, all must.
  void give_forces(random::Key key, const std::vector<std::vector<double>>& forces);
  [[nodiscard]] bool has_forces(random::Key key) const { return own_labels_.contains({key.low, key.high}); }

  /// By what the terms of a batch are multiplied: items() / its size.
  [[nodiscard]] double scale_of(const ChainRequest& request) const;
  /// Labels of a kind in a batch: 3 per atom, 1 or 6 per configuration.
  [[nodiscard]] double components_of(const ChainRequest& request, std::size_t kind) const;

  /// Collective. Of each chain the sums over its batch, one after the other: the gradient of the losses of these weights by
  /// the networks' parameters, if that is asked for, and of each kind of labels the squared residuals times their weight. So
  /// they have no dimension, and small ones keep their digits.
  [[nodiscard]] std::vector<double> sums(std::span<const ChainRequest> requests,
                                         const std::vector<potentials::LossWeights>& weights, bool with_gradient);

 private:
  /// In which set of labels those of a chain are.
  [[nodiscard]] std::int64_t label_set_of(const ChainRequest& request) const;
  [[nodiscard]] std::span<const std::int64_t> batch_of(const ChainRequest& request) const;
  /// At a scale of the batch's own size, so that no other chain's batch shows.
  [[nodiscard]] FixedSum& sum_of(std::size_t batch);

  const Communicator& group_;
  potentials::ConfigurationSet set_;
  potentials::SnapshotSweep sweep_;
  std::vector<std::int64_t> all_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> own_labels_;  ///< the set of each key
  std::map<std::size_t, FixedSum> sums_;                                        ///< by the size of a batch
  DeviceArray<double> gradients_;
};

}  // namespace starling::sgmcmc
