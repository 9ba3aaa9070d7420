// Merging declarations of a number, and checking what choices do with the numbers that a deck gives.
#include "engine/deck/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace starling {

namespace {

/// The lower of two lower bounds; none is lower than any.
std::optional<Bound> lower_of(const std::optional<Bound>& a, const std::optional<Bound>& b) {
  if (!a || !b) return std::nullopt;
  if (a->value == b->value) return a->itself ? a : b;
  return a->value < b->value ? a : b;
}

std::optional<Bound> upper_of(const std::optional<Bound>& a, const std::optional<Bound>& b) {
  if (!a || !b) return std::nullopt;
  if (a->value == b->value) return a->itself ? a : b;
  return a->value > b->value ? a : b;
}

}  // namespace

void set_limits_and_notation(Key& key, const Range& range, const Notation& notation) {
  if (range.lower) range.lower->itself ? key.at_least(range.lower->value) : key.greater_than(range.lower->value);
  if (range.upper) range.upper->itself ? key.at_most(range.upper->value) : key.less_than(range.upper->value);
  if (*notation.unit != '\0') key.unit(notation.unit);
  if (*notation.symbol != '\0') key.symbol(notation.symbol);
  if (*notation.unset_means != '\0') key.unset_means(notation.unset_means);
}

std::optional<double> given(const GivenNumbers& numbers, std::string_view name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::nullopt : found->second;
}

void require_no_objection(const std::string& objection) {
  if (!objection.empty()) fail_about(objection.substr(0, objection.find(' ')), "{}", objection);
}

Range range_of(const Limits& limits) {
  Range range;
  if (std::isfinite(limits.at_least)) range.lower = {limits.at_least, true};
  if (std::isfinite(limits.above) && limits.above >= limits.at_least) range.lower = {limits.above, false};
  if (std::isfinite(limits.at_most)) range.upper = {limits.at_most, true};
  if (std::isfinite(limits.below) && limits.below <= limits.at_most) range.upper = {limits.below, false};
  return range;
}

void DeclaredNumbers::add(const std::string& model, const DeclaredNumber& number) {
  auto known = std::find_if(numbers_.begin(), numbers_.end(), [&](const auto& one) { return one.name == number.name; });
  if (known == numbers_.end()) known = numbers_.insert(numbers_.end(), number);
  known->range.lower = lower_of(known->range.lower, number.range.lower);
  known->range.upper = upper_of(known->range.upper, number.range.upper);
  std::vector<std::string>& readers = known->readers;
  if (std::find(readers.begin(), readers.end(), model) == readers.end()) readers.push_back(model);
}

void DeclaredNumbers::describe(Schema& schema, GivenNumbers& numbers, const std::vector<std::string>& models) const {
  for (const DeclaredNumber& number : numbers_) {
    const bool of_all = number.readers.size() == models.size();
    const std::string readers = of_all ? "" : fmt::format(" ({})", fmt::join(number.readers, ", "));
    set_limits_and_notation(schema.key(number.name, numbers[number.name], number.meaning + readers), number.range,
                            number.notation);
  }
}

void NumberUses::offer(const std::string& name, const std::string& choice) {
  std::string& choices = uses_[name].choices;
  choices += (choices.empty() ? "" : " and ") + choice;
}

void NumberUses::read(const std::string& name, const std::string& choice, bool needed, const Limits& limits) {
  Use& use = uses_[name];
  use.is_read = true;
  if (needed) use.needed_by = choice;
  const std::optional<double> number = given(given_, name);
  if (!number) return;
  const Complaint complaint = range_of(limits).check({*number});
  if (!complaint.empty()) use.complaint = fmt::format("{} for {}", complaint, choice);
}

void NumberUses::check(const Schema& schema) const {
  for (const auto& [name, use] : uses_) {
    const std::string key = section_ + "." + name;
    const bool present = given(given_, name).has_value();
    if (present && !use.is_read) schema.refuse(key, fmt::format("does nothing with {}", use.choices));
    if (!present && !use.needed_by.empty()) {
      schema.refuse(key, fmt::format("is missing: {} needs it", use.needed_by));
    }
    if (!use.complaint.empty()) schema.refuse(key, use.complaint);
  }
}

}  // namespace starling
