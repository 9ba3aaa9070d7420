// A type of a registry by its place, where kernels choose as they run.
#pragma once

#include <type_traits>
#include <variant>

#include "kernels/portability.hpp"

namespace starling {

namespace registry {

template <class List>
struct Places;

template <class... T>
struct Places<std::variant<T...>> {
  template <class Visit>
  STARLING_FUNCTION static void visit(int place, const Visit& act) {
    int at = 0;
    ((place == at++ ? act(std::type_identity<T>{}) : void()), ...);
  }
};

}  // namespace registry

/// Calls act(std::type_identity<T>) for the type at this place of a Registry.
template <class List, class Visit>
STARLING_FUNCTION void visit_place(int place, const Visit& act) {
  registry::Places<List>::visit(place, act);
}

}  // namespace starling
