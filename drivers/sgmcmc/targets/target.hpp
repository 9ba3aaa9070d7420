// What a chain sees of its target: a potential energy of a vector of parameters, its gradient, and functions to monitor.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/learning/parameters.hpp"
#include "kernels/random/philox.hpp"

namespace starling::sgmcmc {

/// Chains side by side in memory that kernels reach: parameter i of chain c is values[c * stride + i].
struct ChainPoints {
  const double* values;
  std::int64_t chains;
  std::int64_t stride;
};

/// What one chain asks for. Whatever is random in an evaluation is a function of `key` and `evaluation`.
struct ChainRequest {
  random::Key key;                      ///< of the chain: make_key(seed, replica, chain)
  std::uint64_t evaluation = 0;         ///< which of its evaluations it is; the same for all chains of a call
  std::span<const std::int64_t> batch;  ///< data items, the same on every rank of the group; empty: all of them
  bool exact = false;                   ///< nothing random: all data, and no noise that stands for batches
};

/// A function of theta whose value is known, so that predictions can be judged.
struct KnownValue {
  std::size_t function;  ///< its place among functions()
  double value;          ///< what it should be
  double label;          ///< the same with the noise of labels
  std::int64_t block;    ///< values of one block (a test configuration) are not independent
};

/// A potential energy U(theta) = -log(prior x likelihood), up to a constant. One vector of parameters per chain is
/// replicated on the ranks of a group, among which an evaluation is shared out as the target likes; what it gives has the
/// same bits on every rank and on any number of them, however many chains are evaluated together. Temperature never
/// enters here. All members except the accessors are collective over the group.
class Target {
 public:
  Target() = default;
  virtual ~Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  /// How many parameters there are, and what their blocks are called.
  [[nodiscard]] virtual const learning::ParameterLayout& layout() const = 0;
  /// Where a chain begins, layout().size() numbers: a draw from the prior where there is one, as a function of the key.
  [[nodiscard]] virtual std::vector<double> start(random::Key key) const = 0;

  /// Data items that batches are drawn from; 0: the target has no data and ignores batches.
  [[nodiscard]] virtual std::int64_t items() const { return 0; }
  /// Of the data, so that a restart with other data is refused; empty without data.
  [[nodiscard]] virtual std::string data_hash() const { return {}; }
  /// Memory of this rank: for data and tables, and for each chain besides its state vectors.
  [[nodiscard]] virtual std::int64_t bytes() const { return 0; }
  [[nodiscard]] virtual std::int64_t bytes_per_chain() const { return 0; }

  /// The gradient of U at each chain's point, into `gradient` (same layout as the points, device memory; parameters beyond
  /// layout().size() are left alone), the terms of the data of its batch scaled by items() / batch size. Not finite where U
  /// is not: the chain has diverged then, which is no failure.
  virtual void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) = 0;

  /// U at each chain's point, of its batch as above; of all data where that is asked for.
  virtual void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) = 0;

  /// Numbers that are made of theta, which tables show and diagnostics judge.
  [[nodiscard]] virtual std::vector<std::string> functions() const = 0;
  /// Their values: function k of chain c is values[c * functions().size() + k], in host memory.
  virtual void evaluate_functions(const ChainPoints& points, std::span<double> values) = 0;

  /// What is known of them for a chain, of whose own data if chains have their own. Any rank may ask alone.
  [[nodiscard]] virtual std::vector<KnownValue> known(random::Key /*key*/) { return {}; }
  /// Which of the functions is the logarithm of the standard deviation of the labels' noise.
  [[nodiscard]] virtual std::optional<std::size_t> label_noise() const { return {}; }
  /// Sentences that have to be said of the data.
  [[nodiscard]] virtual std::vector<std::string> remarks() const { return {}; }
  /// What draws mean to other jobs, as JSON, which samples.h5 keeps beside them; empty: nothing.
  [[nodiscard]] virtual std::string description() const { return {}; }
};

}  // namespace starling::sgmcmc
