// Which data items a chain's gradient is taken of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/random/philox.hpp"

namespace starling::sgmcmc {

/// How the batches of a chain's evaluations depend on each other. Where proposals are accepted or rejected they must be
/// independent: an epoch read backwards is no epoch of the path before it, and the reversed path must be as likely.
enum class BatchLaw { epochs, independent };

/// The batches of a set of chains, each a function of (the chain's key, evaluation).
///
/// With m = items / size batches in an epoch (rounded down), evaluation t belongs to epoch t / m, whose order of the items
/// is that of their Philox words of (key, epoch); the batch is entries size (t mod m), ... of it, ascending. So no item
/// comes twice in an epoch. Independent batches are those of epochs of one batch each: m = 1.
class Batches {
 public:
  /// `keys` has one for each chain. `size` of 0, or of all items: the whole data, in every evaluation.
  Batches(std::int64_t items, std::int64_t size, BatchLaw law, std::vector<random::Key> keys);

  /// The batch of a chain, valid until the next call for it; empty: all items.
  [[nodiscard]] std::span<const std::int64_t> of(std::size_t chain, std::uint64_t evaluation);

 private:
  struct Epoch {
    std::uint64_t number = 0;
    std::vector<std::int64_t> order;  ///< empty before the first
  };

  void sort(std::size_t chain, std::uint64_t number);

  std::int64_t items_;
  std::int64_t size_;
  std::int64_t in_epoch_;  ///< batches
  std::vector<random::Key> keys_;
  std::vector<Epoch> epochs_;
};

}  // namespace starling::sgmcmc
