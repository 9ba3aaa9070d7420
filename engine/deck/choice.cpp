// Choosing by a first look at the deck, and telling what there is to choose from.
#include "engine/deck/choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"

namespace starling {

namespace {

/// A schema that holds one alternative's keys only.
class OneAlternative {
 public:
  OneAlternative(const std::string& section, const Alternative& alternative)
      : section_(section), chosen_(alternative.make()) {
    schema_.section(section, "");
    chosen_->describe(schema_);
  }

  [[nodiscard]] std::vector<const Key*> keys() const { return schema_.keys_of(section_); }
  [[nodiscard]] std::string table() const { return schema_.table(section_); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Key* key : keys()) all.push_back(key->name());
    return all;
  }
  [[nodiscard]] bool has(const std::string& name) const {
    const auto all = names();
    return std::find(all.begin(), all.end(), name) != all.end();
  }

 private:
  std::string section_;
  std::unique_ptr<Chosen> chosen_;
  Schema schema_{"", ""};
};

}  // namespace

std::vector<std::string> Choice::names() const {
  std::vector<std::string> all;
  for (const Alternative& alternative : alternatives_) all.push_back(alternative.name);
  return all;
}

const Alternative* Choice::find(const std::string& name) const {
  const auto found =
      std::find_if(alternatives_.begin(), alternatives_.end(), [&](const auto& one) { return one.name == name; });
  return found == alternatives_.end() ? nullptr : &*found;
}

std::unique_ptr<Chosen> Choice::choose(std::span<const Assignment> given) const {
  const std::string section = word_ + ".";
  const std::string name_key = section + "name";
  const auto last = std::find_if(given.rbegin(), given.rend(), [&](const auto& one) { return one.key == name_key; });
  if (last == given.rend()) {
    const Alternative* const usual = usual_.empty() ? nullptr : find(usual_);
    const auto other = std::find_if(given.begin(), given.end(), [&](const auto& one) {
      return one.key.starts_with(section) &&
             (usual == nullptr || !OneAlternative(word_, *usual).has(one.key.substr(section.size())));
    });
    if (other == given.end()) return usual == nullptr ? nullptr : usual->make();
    fail(ExitCode::bad_input, "{}: {} is missing ({}), on which the keys of [{}] depend", other->place(), name_key,
         name_meaning_, word_);
  }
  const Alternative* const chosen = find(last->value);
  if (chosen == nullptr) {
    fail(ExitCode::bad_input, "{}: there is no such {}; the nearest is {}; there are {}", last->place(), word_,
         nearest_name(last->value, names()), fmt::join(names(), ", "));
  }
  return make(*chosen, given);
}

std::unique_ptr<Chosen> Choice::make(const Alternative& chosen, std::span<const Assignment> given) const {
  const std::string section = word_ + ".";
  const OneAlternative own(word_, chosen);
  for (const Assignment& one : given) {
    if (!one.key.starts_with(section) || one.key == section + "name" || own.has(one.key.substr(section.size())))
      continue;
    refuse(one, chosen);
  }
  return chosen.make();
}

void Choice::refuse(const Assignment& given, const Alternative& chosen) const {
  const std::string name = given.key.substr(word_.size() + 1);
  std::vector<std::string> owners;
  for (const Alternative& one : alternatives_) {
    if (OneAlternative(word_, one).has(name)) owners.push_back(one.name);
  }
  if (!owners.empty()) {
    fail(ExitCode::bad_input, "{}: does nothing with {}.name = {}, only with {}", given.place(), word_, chosen.name,
         either_of(owners));
  }
  std::vector<std::string> known = OneAlternative(word_, chosen).names();
  known.emplace_back("name");
  fail(ExitCode::bad_input, "{}: the {} {} has no such key; the nearest that it has is {}.{}", given.place(), word_,
       chosen.name, word_, nearest_name(name, known));
}

void Choice::describe(Schema& schema, std::string& name, Chosen* chosen) const {
  schema.section(word_, meaning_);
  if (name.empty()) name = usual_;
  Key& key = schema.key("name", name, name_meaning_).one_of(names());
  if (usual_.empty()) key.required();
  if (chosen != nullptr) chosen->describe(schema);
}

void Choice::require_same(const Schema& schema, const std::string& name, const std::string& checkpoint_deck) const {
  for (const Assignment& then : read_assignments(checkpoint_deck, "the checkpoint's deck")) {
    if (then.key != word_ + ".name" || then.value == name) continue;
    schema.refuse(then.key, fmt::format("the checkpoint was written with {}, and a restart must not change it",
                                        shown(then.value)));
  }
}

std::string Choice::reference() const {
  std::string text;
  for (const Alternative& alternative : alternatives_) {
    text += fmt::format("\n### [{}] name = {}\n\n", word_, alternative.name);
    if (!alternative.remark.empty()) text += alternative.remark + "\n\n";
    const OneAlternative alone(word_, alternative);
    text += alone.keys().empty() ? "No keys of its own.\n" : alone.table();
  }
  return text;
}

std::string Choice::help() const {
  std::string text = fmt::format("\n# The keys that [{}] has with each name:\n", word_);
  for (const Alternative& alternative : alternatives_) {
    text += fmt::format("#\n# name = {}\n", alternative.name);
    if (!alternative.remark.empty()) text += fmt::format("# {}\n", alternative.remark);
    const OneAlternative alone(word_, alternative);
    for (const Key* key : alone.keys()) {
      text += fmt::format("#   {} = {}  # {}\n", key->name(), key->is_required() ? "" : key->default_text(),
                          key->meaning());
    }
  }
  return text;
}

}  // namespace starling
