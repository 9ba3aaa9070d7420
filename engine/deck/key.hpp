// One key of a deck: what it means, which values it accepts, and the variable that it fills.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/deck/range.hpp"
#include "engine/deck/value.hpp"

namespace starling {

/// The names of an enumeration's values, as a deck writes them.
template <class Choice>
using Choices = std::vector<std::pair<std::string, Choice>>;

/// A value that was read but not stored: its complaint, its canonical text, the numbers in it.
struct Reading {
  Complaint complaint;
  std::string text;
  std::vector<double> numbers;
};

/// What a key does to the variable behind it, whatever that variable's type is.
struct Binding {
  std::string kind;                                  ///< the type, in words
  std::function<Reading(std::string_view)> read;     ///< reads a text without storing it
  std::function<void(std::string_view)> store;       ///< stores a text that read() accepted
  std::function<std::optional<std::string>()> text;  ///< the variable's text now; none if it is unset
  std::function<void()> unset;                       ///< empties the variable, where its type allows
};

/// Binds any type that parse_value knows. The variable must outlive the binding.
template <class Value>
[[nodiscard]] Binding bind_value(Value& value) {
  return {kind_of(value),
          [](std::string_view text) {
            Value parsed{};
            Complaint complaint = parse_value(text, parsed);
            return Reading{std::move(complaint), text_of(parsed).value_or(""), numbers_in(parsed)};
          },
          [&value](std::string_view text) {
            Value parsed{};
            if (parse_value(text, parsed).empty()) value = std::move(parsed);
          },
          [&value] { return text_of(value); }, [&value] { make_unset(value); }};
}

/// Binds an enumeration; the key's choices are checked before read() is called.
template <class Choice>
[[nodiscard]] Binding bind_choice(Choice& value, Choices<Choice> choices) {
  return {"choice",
          [](std::string_view text) {
            return Reading{{}, std::string(text), {}};
          },
          [&value, choices](std::string_view text) {
            for (const auto& [name, choice] : choices) {
              if (name == text) value = choice;
            }
          },
          [&value, choices]() -> std::optional<std::string> {
            for (const auto& [name, choice] : choices) {
              if (choice == value) return name;
            }
            return std::nullopt;
          },
          [&value] { make_unset(value); }};
}

/// A declared key. The methods that return Key& complete the declaration, one after the other.
class Key {
 public:
  Key(std::string section, std::string name, std::string meaning, Binding binding);

  Key& at_least(double bound);
  Key& greater_than(double bound);
  Key& at_most(double bound);
  Key& less_than(double bound);
  /// greater_than for every number of a list.
  Key& each_greater_than(double bound) { return greater_than(bound); }
  /// Limits a text to these names.
  Key& one_of(std::vector<std::string> names);
  /// The deck must give it.
  Key& required();
  /// This word stands for the unset value of an optional number, text or list.
  Key& or_word(std::string word);
  /// A restart may give another value than the checkpoint's.
  Key& may_change_on_restart();
  Key& unit(std::string text);
  /// The symbol in the papers.
  Key& symbol(std::string text);
  /// What an unset value means, for the documentation: "3.5 radius", "runs/ and the deck's name".
  Key& unset_means(std::string text);

  [[nodiscard]] std::string full_name() const { return section_ + "." + name_; }
  [[nodiscard]] const std::string& section() const { return section_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& meaning() const { return meaning_; }
  [[nodiscard]] bool is_required() const { return required_; }
  [[nodiscard]] bool can_change_on_restart() const { return may_change_on_restart_; }
  [[nodiscard]] const std::string& unit() const { return unit_; }
  [[nodiscard]] const std::string& symbol() const { return symbol_; }
  /// "whole number, at least 1", "blob or uniform", "number, greater than 0, or auto".
  [[nodiscard]] std::string accepted() const;
  /// The initial value's text, else what being unset means, else "unset".
  [[nodiscard]] std::string default_text() const;
  [[nodiscard]] bool is_unset_by_default() const { return !default_.has_value(); }

  /// The variable's text now, or the word for an unset one; none if it is unset and has no word.
  [[nodiscard]] std::optional<std::string> text() const;
  /// Reads a text against the type, the choices and the limits without storing it.
  [[nodiscard]] Reading read(std::string_view text) const;
  /// Stores a text that read() accepted.
  void store(std::string_view text) const;
  void unset() const { binding_.unset(); }

 private:
  std::string section_;
  std::string name_;
  std::string meaning_;
  Binding binding_;
  std::optional<std::string> default_;
  Range range_;
  std::vector<std::string> choices_;
  std::string word_;
  std::string unset_means_;
  std::string unit_;
  std::string symbol_;
  bool required_ = false;
  bool may_change_on_restart_ = false;
};

}  // namespace starling
