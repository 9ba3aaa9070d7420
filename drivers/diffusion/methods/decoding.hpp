// Decoding towards a reward as a method.
#pragma once

#include "drivers/diffusion/deck.hpp"
#include "drivers/diffusion/decoding/settings.hpp"

namespace starling::diffusion {

/// Declares the keys.
void describe_decoding(Schema& schema, DecodingSettings& settings);
/// Refuses, with a sentence, what does not go together.
void check_decoding(const Schema& schema, const Deck& deck, const DecodingSettings& settings);

}  // namespace starling::diffusion
