// A section of a job's deck that names something: the name, and what was chosen, with the values of its keys.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/deck/choice.hpp"

namespace starling {

/// One of the alternatives of a choice, as a deck selects it.
class Selection {
 public:
  explicit Selection(const Choice& from) : choice_(from) {}

  [[nodiscard]] const Choice& choice() const { return choice_; }
  /// Whether choose() has made something.
  [[nodiscard]] bool is_made() const { return chosen_ != nullptr; }
  /// What is selected; empty before the schema was read where the deck names something.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Makes what is named, so that describe() declares its keys; Choice::choose() says what fails.
  void choose(std::span<const Assignment> given) { chosen_ = choice_.choose(given); }
  /// Declares the section. The schema then refers to this object, which stays where it is.
  void describe(Schema& schema) { choice_.describe(schema, name_, chosen_.get()); }
  /// Refuses to continue from a checkpoint of another selection.
  void require_same(const Schema& schema, const std::string& checkpoint_deck) const {
    choice_.require_same(schema, name_, checkpoint_deck);
  }

 protected:
  [[nodiscard]] Chosen* chosen() const { return chosen_.get(); }

 private:
  const Choice& choice_;
  std::string name_;
  std::unique_ptr<Chosen> chosen_;
};

/// The same where all alternatives are of one type.
template <class Type>
class SelectionOf : public Selection {
 public:
  using Selection::Selection;

  [[nodiscard]] Type& operator*() const {
    auto* const typed = dynamic_cast<Type*>(chosen());
    if (typed == nullptr) fail(ExitCode::internal_error, "what a deck selected is missing or not of its choice's type");
    return *typed;
  }
  [[nodiscard]] Type* operator->() const { return &**this; }
};

/// Makes what the sections of a deck name, one after the other. sections(deck) lists them; which there are may depend on what those
/// before have made.
template <class Deck, class Sections>
void choose_all(Deck& deck, const Sections& sections, std::span<const Assignment> given) {
  for (std::size_t k = 0; k < sections(deck).size(); ++k) sections(deck)[k]->choose(given);
}

/// The chapters of a job's reference, and of its help, about what its sections can name.
[[nodiscard]] std::string reference_of(const std::vector<Selection*>& sections, const std::string& job);
[[nodiscard]] std::string help_of(const std::vector<Selection*>& sections);

}  // namespace starling
