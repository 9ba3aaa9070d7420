// Sections whose keys depend on a name that the deck gives in them: the numbers of a model, the settings of a method.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/deck/reader.hpp"
#include "engine/deck/schema.hpp"

namespace starling {

/// What a deck has chosen by a name. It holds the values of the keys that are its own.
class Chosen {
 public:
  Chosen() = default;
  virtual ~Chosen() = default;
  Chosen(const Chosen&) = delete;
  Chosen& operator=(const Chosen&) = delete;

  /// Declares those keys in the open section, bound to this object.
  virtual void describe(Schema& schema) = 0;
};

/// One of this type, its keys at their defaults.
template <class Type>
[[nodiscard]] std::unique_ptr<Chosen> make_chosen() {
  return std::make_unique<Type>();
}

/// One of the things that a section can name.
struct Alternative {
  std::string name;
  std::string remark;                 ///< a sentence for the documentation, or nothing
  std::unique_ptr<Chosen> (*make)();  ///< its keys at their defaults
};

/// A section with a key `name`, and the things that it can name.
class Choice {
 public:
  /// `word` is what one of the things is called; it is the section's name too. `usual`, if not empty, is what a deck names
  /// that names nothing.
  Choice(std::string word, std::string meaning, std::string name_meaning, std::vector<Alternative> alternatives,
         std::string usual = "")
      : word_(std::move(word)),
        meaning_(std::move(meaning)),
        name_meaning_(std::move(name_meaning)),
        alternatives_(std::move(alternatives)),
        usual_(std::move(usual)) {}

  /// What a deck and its command line name, before they are read, its numbers at their defaults; null if they name nothing.
  /// Fails with bad_input, giving the place, if there is no such thing, or if another key of the section is not one of its.
  /// Fails too if it names nothing but sets another key of the section.
  [[nodiscard]] std::unique_ptr<Chosen> choose(std::span<const Assignment> given) const;

  /// Declares the section: the name and, where something has been chosen, its keys.
  void describe(Schema& schema, std::string& name, Chosen* chosen) const;

  /// Refuses to continue from a checkpoint of another choice, which would show as keys that its deck should not have.
  void require_same(const Schema& schema, const std::string& name, const std::string& checkpoint_deck) const;

  /// What one of the things is called, and the section.
  [[nodiscard]] const std::string& word() const { return word_; }
  [[nodiscard]] const std::vector<Alternative>& alternatives() const { return alternatives_; }
  [[nodiscard]] std::vector<std::string> names() const;

  /// Every alternative's keys as Markdown tables, and as comments of a deck.
  [[nodiscard]] std::string reference() const;
  [[nodiscard]] std::string help() const;

 private:
  [[nodiscard]] const Alternative* find(const std::string& name) const;
  /// What is chosen, if it has all the keys of the section that are given.
  [[nodiscard]] std::unique_ptr<Chosen> make(const Alternative& chosen, std::span<const Assignment> given) const;
  [[noreturn]] void refuse(const Assignment& given, const Alternative& chosen) const;

  std::string word_;
  std::string meaning_;
  std::string name_meaning_;
  std::vector<Alternative> alternatives_;
  std::string usual_;
};

}  // namespace starling
