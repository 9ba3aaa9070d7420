// The deck of the sgmcmc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "drivers/sgmcmc/chains/diagnosis.hpp"
#include "drivers/sgmcmc/samplers/chosen_sampler.hpp"
#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "engine/deck/schema.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::sgmcmc {

/// Every key of the deck, by its name, except those of its target and of its sampler, which hold them.
struct Deck : OutputKeys {
  ChainSettings chains;  ///< [run] seed, and [chains]
  // [target]
  std::string target_name;
  std::unique_ptr<ChosenTarget> target;
  // [sampler]
  std::string sampler_name;
  std::unique_ptr<ChosenSampler> sampler;
  // [diagnostics]
  Thresholds thresholds;
};

/// Makes the target and the sampler that the deck names, so that describe() declares their keys. Fails with bad_input,
/// giving the place, where it names none that there is, or has a key that they do not have.
void choose(Deck& deck, std::span<const Assignment> given);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::sgmcmc
