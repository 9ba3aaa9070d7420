// The deck of the sgmcmc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/sgmcmc/chains/diagnosis.hpp"
#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/samplers/samplers.hpp"
#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "drivers/sgmcmc/targets/targets.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::sgmcmc {

/// Every key of the deck, by its name, except those of its target and of its sampler, which hold them.
struct Deck : OutputKeys {
  ChainSettings chains;  ///< [run] seed, and [chains]
  // [target]
  SelectionOf<ChosenTarget> target{target_choice()};
  // [sampler]
  SelectionOf<ChosenSampler> sampler{sampler_choice()};
  // [diagnostics]
  Thresholds thresholds;
};

/// The sections that name something, in the deck's order.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::sgmcmc
