// Notes of parents, and the way back from the present to the first generation.
#include "drivers/smc/genealogy.hpp"

#include <algorithm>
#include <cstring>

#include "engine/population/id_order.hpp"

namespace starling::smc {

namespace {

/// Tells the holders of `slots`, ascending, that these have descendants; returns the local ones among all that were told
/// here.
std::vector<char> tell_parents(const Communicator& group, const RowBlock& own, const std::vector<std::int64_t>& slots) {
  std::vector<std::vector<std::byte>> messages(group.size());
  for (const std::int64_t slot : slots) {
    auto& message = messages[row_owner(slot, own.total, group.size())];
    message.resize(message.size() + sizeof(slot));
    std::memcpy(message.data() + message.size() - sizeof(slot), &slot, sizeof(slot));
  }
  std::vector<char> alive(own.count, 0);
  for (const std::vector<std::byte>& message : group.exchange(messages)) {
    for (std::size_t at = 0; at < message.size(); at += sizeof(std::int64_t)) {
      std::int64_t slot = 0;
      std::memcpy(&slot, message.data() + at, sizeof(slot));
      alive[slot - own.first] = 1;
    }
  }
  return alive;
}

}  // namespace

void Genealogy::note(const ParticleFilter& filter) {
  if (filter.time() > 0) history_.append(filter.ancestor(), filter.population().now_stride());
}

std::vector<std::int64_t> Genealogy::surviving(const Communicator& group, const RowBlock& slots) const {
  std::vector<std::int64_t> count(history_.times() + 1, 0);
  std::vector<char> alive(slots.count, 1);
  count.back() = slots.count;
  for (std::int64_t t = history_.times() - 1; t >= 0; --t) {
    const std::vector<double>& ancestor = history_.slice(t);
    std::vector<std::int64_t> parents;
    for (std::int64_t j = 0; j < slots.count; ++j)
      if (alive[j] != 0) parents.push_back(static_cast<std::int64_t>(ancestor[j]));
    std::sort(parents.begin(), parents.end());
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    alive = tell_parents(group, slots, parents);
    count[t] = std::count(alive.begin(), alive.end(), 1);
  }
  group.sum(count);
  return count;
}

}  // namespace starling::smc
