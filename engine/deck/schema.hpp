// The keys that a job's deck may hold. A job declares them once, bound to a plain struct; reading, checking, printing
// and the documentation follow from that.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/deck/key.hpp"
#include "engine/deck/reader.hpp"

namespace starling {

/// The declaration of one job's deck. The variables that its keys fill must outlive it.
class Schema {
 public:
  Schema(std::string job, std::string meaning);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  /// Opens a section, or reopens one that was declared before; the keys that follow belong to it.
  void section(const std::string& name, const std::string& meaning);

  /// Declares a key of the open section. `value` keeps its present value, the default, unless a deck gives another. It
  /// is an int64, uint64, int, double, bool, string, list of doubles, or optional of these.
  template <class Value>
  Key& key(const std::string& name, Value& value, const std::string& meaning) {
    return add(name, meaning, bind_value(value));
  }

  /// Declares a key whose value is one of the named values of an enumeration.
  template <class Choice>
  requires std::is_enum_v<Choice> Key& key(const std::string& name, Choice& value,
                                           const Choices<std::type_identity_t<Choice>>& choices,
                                           const std::string& meaning) {
    std::vector<std::string> names;
    for (const auto& choice : choices) names.push_back(choice.first);
    return add(name, meaning, bind_choice<Choice>(value, choices)).one_of(std::move(names));
  }

  /// Fills the variables from a deck's text and then from the command line, whose last word counts. The first thing
  /// that is wrong is bad input: by line, then by the order of the command line, then a missing required key. An empty
  /// value on the command line takes back a key that is unset by default, or one of the deck that is not declared: what the
  /// command line chooses may not have it.
  void read(std::string_view text, std::string_view file, std::span<const Assignment> command_line = {});

  /// Whether the deck or the command line set "section.name".
  [[nodiscard]] bool given(const std::string& full_name) const;

  /// A complaint of the job itself, about values that do not go together, after the place where the key was given.
  [[noreturn]] void refuse(const std::string& full_name, const std::string& sentence) const;

  /// A failure about a key, with the place where that was given before its sentence; as it is if it is about no key of
  /// this deck. For complaints of what does not know the deck.
  [[nodiscard]] Failure placed(const Failure& failure) const;

  /// What action() gives; its failures are placed().
  template <class Action>
  decltype(auto) placing(const Action& action) const {
    try {
      return action();
    } catch (const Failure& failure) {
      throw placed(failure);
    }
  }

  /// The complete deck with the variables' present values and a comment for each key; reading it gives the same values.
  /// An unset key is written as a comment.
  [[nodiscard]] std::string dump() const;

  /// The keys as Markdown, a table for each section.
  [[nodiscard]] std::string reference() const;

  /// The keys of one section, and the same as a Markdown table.
  [[nodiscard]] std::vector<const Key*> keys_of(const std::string& section) const;
  [[nodiscard]] std::string table(const std::string& section) const;

  /// How a checkpoint's deck differs, where a restart must not: a sentence with the key and both values, empty if it
  /// does not. Call it after read().
  [[nodiscard]] std::string first_difference(const std::string& checkpoint_deck) const;

 private:
  struct Section {
    std::string name;
    std::string meaning;
  };

  Key& add(const std::string& name, const std::string& meaning, Binding binding);
  void check_job(std::span<const Assignment> assignments, std::string_view file) const;
  void take(const Assignment& assignment);
  /// A key by its full name; null if there is none.
  [[nodiscard]] const Key* find(const std::string& full_name) const;
  /// A key that the job must have declared.
  [[nodiscard]] const Key& declared(const std::string& full_name) const;
  [[nodiscard]] std::vector<std::string> full_names() const;
  [[nodiscard]] std::string entry(const Key& key) const;
  [[nodiscard]] std::string place_of(const Key& key) const;

  std::string job_;
  std::string meaning_;
  std::vector<Section> sections_;
  std::size_t open_section_ = 0;
  std::deque<Key> keys_;  // a deque, so that a Key& stays good while more are declared
  std::map<std::string, Assignment> given_;
};

}  // namespace starling
