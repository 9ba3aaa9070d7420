// Lists of named types, from which a deck picks one: the registries of forces and dynamics are made of them.
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

namespace starling {

namespace registry {

template <class T>
concept Defined = requires {
  sizeof(T);
};

template <class Kept, class... Types>
struct Filter {
  using type = Kept;
};

template <class... Kept, class Next, class... Rest>
struct Filter<std::variant<Kept...>, Next, Rest...>
    : Filter<std::conditional_t<Defined<Next>, std::variant<Kept..., Next>, std::variant<Kept...>>, Rest...> {};

template <class List>
struct Types;

template <class... T>
struct Types<std::variant<T...>> {
  template <class Visit>
  static void for_each(const Visit& visit) {
    (visit(std::type_identity<T>{}), ...);
  }
};

}  // namespace registry

/// A variant of those types that are defined: a model leaves its template undefined in dimensions where it has no form.
template <class... Types>
using Registry = typename registry::Filter<std::variant<>, Types...>::type;

/// Calls visit(std::type_identity<T>) for every type of a registry, in its order.
template <class List, class Visit>
void for_each_type(const Visit& visit) {
  registry::Types<List>::for_each(visit);
}

/// Calls visit(std::type_identity<T>) for the first type of that name; false if there is none.
template <class List, class Visit>
bool visit_named(std::string_view name, const Visit& visit) {
  bool found = false;
  for_each_type<List>([&](auto type) {
    if (found || name != decltype(type)::type::name) return;
    found = true;
    visit(type);
  });
  return found;
}

/// The model of that name, made from what parameters_of(std::type_identity<Model>) gives as its Model::Parameters; none
/// if the registry has none. Of several forms under one name, the first that says fits(parameters).
template <class List, class ParametersOf>
[[nodiscard]] std::optional<List> make_by_name(std::string_view name, const ParametersOf& parameters_of) {
  std::optional<List> made;
  for_each_type<List>([&](auto type) {
    using Model = typename decltype(type)::type;
    if (made || name != Model::name) return;
    const typename Model::Parameters parameters = parameters_of(type);
    if constexpr (requires { Model::fits(parameters); }) {
      if (!Model::fits(parameters)) return;
    }
    made.emplace(Model::from(parameters));
  });
  return made;
}

}  // namespace starling
