// Numbers that a list of models declares: one key each, however many of the models read it, and whether the one that a
// deck chooses gets those that it needs and no others.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/deck/range.hpp"
#include "engine/deck/schema.hpp"
#include "kernels/parameters.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// The numbers that a deck gives, by the names of their keys; empty where it leaves one out.
using GivenNumbers = std::map<std::string, std::optional<double>, std::less<>>;

/// A number by its name; none if the deck leaves it out.
[[nodiscard]] std::optional<double> given(const GivenNumbers& numbers, std::string_view name);

/// Visitor of describe_numbers() that sets the numbers that a deck gives and leaves the others at their defaults.
struct NumberReader {
  const GivenNumbers& numbers;

  template <class Value>
  void operator()(const char* name, Value& value, const char*, const Limits&, const Notation& = {}) const {
    if (const std::optional<double> number = given(numbers, name)) value = *number;
  }
};

/// What a model is built from, with the numbers that the deck gives.
template <class Model>
[[nodiscard]] typename Model::Parameters read_parameters(const GivenNumbers& numbers) {
  typename Model::Parameters parameters;
  describe_numbers<Model>(parameters, NumberReader{numbers});
  return parameters;
}

/// Bad input if a model objects to its numbers: about the key with which an objection begins.
void require_no_objection(const std::string& objection);

/// The same limits as a key states them.
[[nodiscard]] Range range_of(const Limits& limits);

/// Gives a key the limits of a range, and what else its documentation says.
void set_limits_and_notation(Key& key, const Range& range, const Notation& notation);

/// Visitor of describe_numbers() that declares a key for each number in the open section, bound to it.
struct NumberDeclarer {
  Schema& schema;

  template <class Value>
  void operator()(const char* name, Value& value, const char* meaning, const Limits& limits,
                  const Notation& notation = {}) const {
    set_limits_and_notation(schema.key(name, value, meaning), range_of(limits), notation);
  }
};

/// A number as the models of a list declare it: the words of the first, the widest of all their limits.
struct DeclaredNumber {
  std::string name;
  std::string meaning;
  Notation notation;
  Range range;
  std::vector<std::string> readers;  ///< the models that read it
};

/// The numbers of a list of models, in the order in which they are first declared.
class DeclaredNumbers {
 public:
  /// Those of every type of the registries.
  template <class... Lists>
  [[nodiscard]] static DeclaredNumbers of() {
    DeclaredNumbers all;
    const auto declare = [&all](auto type) { all.add_model<typename decltype(type)::type>(); };
    (for_each_type<Lists>(declare), ...);
    return all;
  }

  template <class Model>
  void add_model() {
    typename Model::Parameters parameters;
    describe_numbers<Model>(parameters, [this](const char* name, const auto& /*value*/, const char* meaning,
                                               const Limits& limits, const Notation& notation = {}) {
      add(Model::name, {name, meaning, notation, range_of(limits), {}});
    });
  }

  [[nodiscard]] const std::vector<DeclaredNumber>& list() const { return numbers_; }

  /// Declares a key for each in the open section, bound to `numbers`; the help says which of the models read it, unless
  /// all `models` do.
  void describe(Schema& schema, GivenNumbers& numbers, const std::vector<std::string>& models) const;

 private:
  void add(const std::string& model, const DeclaredNumber& number);

  std::vector<DeclaredNumber> numbers_;
};

/// What the choices of a deck make of the numbers of one section.
class NumberUses {
 public:
  NumberUses(std::string section, const GivenNumbers& given) : section_(std::move(section)), given_(given) {}

  /// Notes which of the numbers that a list declares the chosen Model reads and needs; `choice` is how the deck chose it:
  /// "pair = softplus".
  template <class Model>
  void note(const DeclaredNumbers& declared, const std::string& choice) {
    for (const DeclaredNumber& number : declared.list()) offer(number.name, choice);
    typename Model::Parameters parameters;
    describe_numbers<Model>(parameters, [&](const char* name, const auto& value, const char* /*meaning*/,
                                            const Limits& limits, const Notation& = {}) {
      bool needed = false;
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) needed = std::isnan(value);
      read(name, choice, needed, limits);
    });
  }

  /// Refuses numbers that do nothing, that are missing, or that are outside the limits of the choice that reads them.
  void check(const Schema& schema) const;

 private:
  struct Use {
    std::string choices;    ///< those that could have read it
    std::string needed_by;  ///< the last of them that needs it
    bool is_read = false;
    std::string complaint;
  };

  void offer(const std::string& name, const std::string& choice);
  void read(const std::string& name, const std::string& choice, bool needed, const Limits& limits);

  std::string section_;
  const GivenNumbers& given_;
  std::map<std::string, Use> uses_;  ///< by the name of the key
};

}  // namespace starling
