// How the registries of the diffusion job make what a deck names.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::diffusion {

/// One of this type, its keys at their defaults.
template <class Type>
[[nodiscard]] std::unique_ptr<Chosen> make_chosen() {
  return std::make_unique<Type>();
}

}  // namespace starling::diffusion
