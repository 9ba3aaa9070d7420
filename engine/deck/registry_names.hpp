// What a deck may name of a registry of kernels.
#pragma once

#include <string>
#include <vector>

#include "kernels/registry.hpp"

namespace starling {

/// The names of all types of a registry, in its order.
template <class List>
[[nodiscard]] std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for_each_type<List>([&](auto type) { names.emplace_back(decltype(type)::type::name); });
  return names;
}

}  // namespace starling
