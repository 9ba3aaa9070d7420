// Pairs of reactions.
#include "drivers/jump/models/reverses.hpp"

#include "engine/failure.hpp"

namespace starling::jump {

namespace {

bool goes_back(const Network& network, int there, int back) {
  for (int s = 0; s < network.species; ++s) {
    if (network.taken[back][s] != network.taken[there][s] + network.change[there][s]) return false;
    if (network.change[back][s] != -network.change[there][s]) return false;
  }
  return network.constant[back] > 0.0;
}

}  // namespace

std::array<std::int32_t, most_reactions> reverses(const Network& network, const std::string& key) {
  std::array<std::int32_t, most_reactions> found{};
  found.fill(-1);
  for (int there = 0; there < network.reactions; ++there) {
    if (network.constant[there] == 0.0) continue;
    for (int back = 0; back < network.reactions; ++back) {
      if (!goes_back(network, there, back)) continue;
      if (found[static_cast<std::size_t>(there)] >= 0)
        fail_about(key, "reaction {} can go back by reaction {} or by {}: which of them did is not known", there,
                   found[static_cast<std::size_t>(there)], back);
      found[static_cast<std::size_t>(there)] = back;
    }
    if (found[static_cast<std::size_t>(there)] < 0)
      fail_about(key, "entropy is infinite: reaction {} happens, and none goes back", there);
  }
  return found;
}

}  // namespace starling::jump
