// Gathers the starts of chains, and sends those of the chains that ranks share.
#include "drivers/smc/methods/samplers/chain_starts.hpp"

#include <vector>

namespace starling::smc {

namespace {

/// Fills in the starts whose slot is here; the others are left as they are.
void collect(const WeightedPopulation& population, int length, int shift, const ChainStarts& starts) {
  const DeviceArray<double> column = starts.column;
  const double* const now = population.now();
  const std::int64_t stride = population.now_stride();
  const std::int32_t* const parent = population.parent();
  const std::int64_t slots = population.slots().count;
  const std::int64_t chains = starts.count;
  const std::int64_t first = starts.first_chain * length + shift - population.slots().first;
  const int columns = population.columns();
  Kokkos::parallel_for(
      "collect chain starts", IndexRange(0, chains), KOKKOS_LAMBDA(std::int64_t k) {
        const std::int64_t slot = first + k * length;
        if (slot < 0 || slot >= slots) return;
        const std::int64_t place = parent != nullptr ? parent[slot] : slot;
        for (int c = 0; c < columns; ++c) column(c * chains + k) = now[c * stride + place];
      });
}

/// Sends and receives the starts of shared chains. Both sides go through chains in ascending order, so messages need no
/// labels.
std::int64_t share(const WeightedPopulation& population, int length, int shift, const ChainStarts& starts) {
  const Communicator& group = population.group();
  const std::int64_t total = population.slots().total;
  const auto columns = static_cast<std::size_t>(population.columns());
  const auto stride = static_cast<std::size_t>(starts.count);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), starts.column);
  const auto holder = [&](std::int64_t slot) { return static_cast<int>(block_of(slot, total, group.size())); };
  // Only the first and the last of a rank's chains can be shared.
  std::vector<std::int64_t> ends;
  if (starts.count > 0) ends.push_back(0);
  if (starts.count > 1) ends.push_back(starts.count - 1);

  std::vector<std::vector<double>> outgoing(static_cast<std::size_t>(group.size()));
  std::int64_t bytes_sent = 0;
  for (const std::int64_t k : ends) {
    const std::int64_t slot = (starts.first_chain + k) * length;
    if (holder(slot + shift) != group.rank()) continue;
    for (int rank = holder(slot); rank <= holder(slot + length - 1); ++rank) {
      if (rank == group.rank()) continue;
      auto& message = outgoing[static_cast<std::size_t>(rank)];
      for (std::size_t c = 0; c < columns; ++c) message.push_back(host(c * stride + static_cast<std::size_t>(k)));
      bytes_sent += static_cast<std::int64_t>(columns * sizeof(double));
    }
  }
  const auto incoming = group.exchange(outgoing);
  std::vector<std::size_t> read(incoming.size(), 0);
  for (const std::int64_t k : ends) {
    const auto source = static_cast<std::size_t>(holder((starts.first_chain + k) * length + shift));
    if (static_cast<int>(source) == group.rank()) continue;
    for (std::size_t c = 0; c < columns; ++c) {
      host(c * stride + static_cast<std::size_t>(k)) = incoming[source][read[source]++];
    }
  }
  Kokkos::deep_copy(starts.column, host);
  return bytes_sent;
}

}  // namespace

ChainStarts gather_chain_starts(const WeightedPopulation& population, int length, int shift) {
  const RowBlock& slots = population.slots();
  ChainStarts starts;
  if (slots.count > 0) {
    starts.first_chain = slots.first / length;
    starts.count = (slots.first + slots.count - 1) / length - starts.first_chain + 1;
  }
  starts.column = DeviceArray<double>("chain starts", starts.count * population.columns());
  collect(population, length, shift, starts);
  starts.bytes_sent = share(population, length, shift, starts);
  return starts;
}

}  // namespace starling::smc
