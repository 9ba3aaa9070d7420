// One key of a deck: what it means, which values it accepts, and the variable that it fills.
#include "engine/deck/key.hpp"

#include <algorithm>

#include "engine/deck/nearest_name.hpp"
#include "engine/failure.hpp"

namespace starling {

Key::Key(std::string section, std::string name, std::string meaning, Binding binding)
    : section_(std::move(section)),
      name_(std::move(name)),
      meaning_(std::move(meaning)),
      binding_(std::move(binding)),
      default_(binding_.text()) {}

Key& Key::at_least(double bound) {
  range_.lower = Bound{bound, true};
  return *this;
}

Key& Key::greater_than(double bound) {
  range_.lower = Bound{bound, false};
  return *this;
}

Key& Key::at_most(double bound) {
  range_.upper = Bound{bound, true};
  return *this;
}

Key& Key::less_than(double bound) {
  range_.upper = Bound{bound, false};
  return *this;
}

Key& Key::one_of(std::vector<std::string> names) {
  choices_ = std::move(names);
  return *this;
}

Key& Key::required() {
  required_ = true;
  return *this;
}

Key& Key::or_word(std::string word) {
  word_ = std::move(word);
  return *this;
}

Key& Key::may_change_on_restart() {
  may_change_on_restart_ = true;
  return *this;
}

Key& Key::unit(std::string text) {
  unit_ = std::move(text);
  return *this;
}

Key& Key::symbol(std::string text) {
  symbol_ = std::move(text);
  return *this;
}

Key& Key::unset_means(std::string text) {
  unset_means_ = std::move(text);
  return *this;
}

std::string Key::accepted() const {
  std::string words = choices_.empty() ? binding_.kind : either_of(choices_);
  if (const std::string range = range_.text(); !range.empty()) {
    words += (binding_.kind == "numbers" ? ", each " : ", ") + range;
  }
  return word_.empty() ? words : words + ", or " + word_;
}

std::string Key::default_text() const {
  if (default_) return *default_;
  if (!word_.empty()) return unset_means_.empty() ? word_ : word_ + " (" + unset_means_ + ")";
  return unset_means_.empty() ? "unset" : unset_means_;
}

std::optional<std::string> Key::text() const {
  std::optional<std::string> now = binding_.text();
  return now || word_.empty() ? now : std::optional(word_);
}

Reading Key::read(std::string_view text) const {
  if (text.empty()) return {"has no value", {}, {}};
  if (!word_.empty() && text == word_) return {{}, word_, {}};
  if (!choices_.empty() && std::find(choices_.begin(), choices_.end(), text) == choices_.end()) {
    return {"must be " + either_of(choices_), {}, {}};
  }
  Reading reading = binding_.read(text);
  if (reading.complaint.empty()) reading.complaint = range_.check(reading.numbers);
  if (!reading.complaint.empty() && !word_.empty()) reading.complaint += ", or the word " + word_;
  return reading;
}

void Key::store(std::string_view text) const {
  if (!word_.empty() && text == word_) return binding_.unset();
  binding_.store(text);
}

}  // namespace starling
