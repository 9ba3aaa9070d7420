// Batches from the order of random words.
#include "drivers/sgmcmc/chains/batches.hpp"

#include <algorithm>
#include <utility>

namespace starling::sgmcmc {

Batches::Batches(std::int64_t items, std::int64_t size, BatchLaw law, std::vector<random::Key> keys)
    : items_(items),
      size_(size < items ? size : 0),
      in_epoch_(size_ > 0 && law == BatchLaw::epochs ? items_ / size_ : 1),
      keys_(std::move(keys)),
      epochs_(keys_.size()) {}

std::span<const std::int64_t> Batches::of(std::size_t chain, std::uint64_t evaluation) {
  if (size_ == 0) return {};
  const auto batches = static_cast<std::uint64_t>(in_epoch_);
  const std::uint64_t number = evaluation / batches;
  Epoch& epoch = epochs_[chain];
  if (epoch.order.empty() || epoch.number != number) sort(chain, number);
  const auto first = static_cast<std::size_t>(evaluation % batches) * static_cast<std::size_t>(size_);
  return std::span(epoch.order).subspan(first, static_cast<std::size_t>(size_));
}

void Batches::sort(std::size_t chain, std::uint64_t number) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> words;
  words.reserve(static_cast<std::size_t>(items_));
  for (std::int64_t item = 0; item < items_; ++item) {
    const random::Words word = random::philox(
        random::make_counter(static_cast<std::uint32_t>(item), number, random::Purpose::batch_order, 0), keys_[chain]);
    words.emplace_back(std::uint64_t{word.w[0]} << 32 | word.w[1], item);
  }
  const auto used = words.begin() + in_epoch_ * size_;
  std::partial_sort(words.begin(), used, words.end());
  Epoch& epoch = epochs_[chain];
  epoch.number = number;
  epoch.order.clear();
  for (auto entry = words.begin(); entry != used; ++entry) epoch.order.push_back(entry->second);
  // Ascending within a batch, as whoever evaluates it reads memory.
  for (auto first = epoch.order.begin(); first != epoch.order.end(); first += size_) std::sort(first, first + size_);
}

}  // namespace starling::sgmcmc
