// Rounding up, and remarks.
#include "drivers/active/observables/equilibration.hpp"

#include <fmt/format.h>

#include <limits>

namespace starling::active {

std::vector<std::string> settle_equilibration(Deck& deck) {
  std::vector<std::string> remarks;
  const std::int64_t every = deck.observe_every;
  if (every == 0) return remarks;
  const std::int64_t asked = deck.equilibration;
  // Beyond the last multiple that a step number holds there is nothing to observe.
  if (asked % every != 0 && asked <= std::numeric_limits<std::int64_t>::max() - every) {
    deck.equilibration = (asked / every + 1) * every;
    remarks.push_back(fmt::format("run.equilibration = {} is rounded up to {}, a multiple of output.observe_every = {}",
                                  asked, deck.equilibration, every));
  }
  if (deck.steps > 0 && deck.equilibration >= deck.steps) {
    remarks.push_back(
        fmt::format("averages begin after run.equilibration = {}, which run.steps = {} does not exceed: there will be "
                    "none, unless a restart extends the run",
                    deck.equilibration, deck.steps));
  }
  return remarks;
}

}  // namespace starling::active
