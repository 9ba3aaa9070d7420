// The keys that a job's deck may hold: declaring, reading and comparing them.
#include "engine/deck/schema.hpp"

#include <algorithm>

#include "engine/deck/nearest_name.hpp"

namespace starling {

Schema::Schema(std::string job, std::string meaning) : job_(std::move(job)), meaning_(std::move(meaning)) {}

void Schema::section(const std::string& name, const std::string& meaning) {
  const auto same = std::find_if(sections_.begin(), sections_.end(), [&](const Section& s) { return s.name == name; });
  open_section_ = static_cast<std::size_t>(same - sections_.begin());
  if (same == sections_.end()) sections_.push_back({name, meaning});
}

Key& Schema::add(const std::string& name, const std::string& meaning, Binding binding) {
  if (sections_.empty()) fail(ExitCode::internal_error, "key {} was declared before any section", name);
  const std::string& section = sections_[open_section_].name;
  if (find(section + "." + name)) fail(ExitCode::internal_error, "key {}.{} was declared twice", section, name);
  return keys_.emplace_back(section, name, meaning, std::move(binding));
}

const Key* Schema::find(const std::string& full_name) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.full_name() == full_name; });
  return found == keys_.end() ? nullptr : &*found;
}

const Key& Schema::declared(const std::string& full_name) const {
  const Key* key = find(full_name);
  if (!key) fail(ExitCode::internal_error, "job {} never declared the key {}", job_, full_name);
  return *key;
}

std::vector<std::string> Schema::full_names() const {
  std::vector<std::string> names;
  for (const Key& key : keys_) names.push_back(key.full_name());
  return names;
}

void Schema::check_job(std::span<const Assignment> assignments, std::string_view file) const {
  if (assignments.empty() || assignments[0].key != "job") {
    fail(ExitCode::bad_input, "{}: the deck does not begin with job = {}", file, job_);
  }
  if (assignments[0].value != job_) {
    fail(ExitCode::bad_input, "{}: this deck is not for the job {}", assignments[0].place(), job_);
  }
}

void Schema::read(std::string_view text, std::string_view file, std::span<const Assignment> command_line) {
  const std::vector<Assignment> assignments = read_assignments(text, file);
  check_job(assignments, file);
  const auto taken_back = [&](const std::string& key) {
    const auto same = [&](const Assignment& one) { return one.key == key; };
    const auto unsets = [&](const Assignment& one) { return same(one) && one.value.empty(); };
    return !find(key) && std::any_of(assignments.begin(), assignments.end(), same) &&
           std::any_of(command_line.begin(), command_line.end(), unsets);
  };
  for (std::size_t i = 1; i < assignments.size(); ++i) {
    if (!taken_back(assignments[i].key)) take(assignments[i]);
  }
  for (const Assignment& one : command_line) {
    if (!taken_back(one.key)) take(one);
  }
  for (const Key& key : keys_) {
    if (!key.is_required() || given_.contains(key.full_name())) continue;
    fail(ExitCode::bad_input, "{}: {} is missing ({}): add {} = ... under [{}]", file, key.full_name(), key.meaning(),
         key.name(), key.section());
  }
}

void Schema::take(const Assignment& assignment) {
  const Key* key = find(assignment.key);
  if (!key) {
    fail(ExitCode::bad_input, "{}: unknown key; the nearest known one is {}", assignment.place(),
         nearest_name(assignment.key, full_names()));
  }
  const bool taken_back = assignment.file.empty() && assignment.value.empty() && key->is_unset_by_default();
  if (taken_back) {
    key->unset();
    given_.erase(assignment.key);
    return;
  }
  const Reading reading = key->read(assignment.value);
  if (!reading.complaint.empty()) {
    fail(ExitCode::bad_input, "{}: {} ({})", assignment.place(), reading.complaint, key->meaning());
  }
  key->store(assignment.value);
  given_.insert_or_assign(assignment.key, assignment);
}

bool Schema::given(const std::string& full_name) const { return given_.contains(declared(full_name).full_name()); }

std::string Schema::place_of(const Key& key) const {
  const auto found = given_.find(key.full_name());
  if (found != given_.end()) return found->second.place();
  return fmt::format("default of {} ({})", key.full_name(), key.text().value_or("unset"));
}

void Schema::refuse(const std::string& full_name, const std::string& sentence) const {
  fail(ExitCode::bad_input, "{}: {}", place_of(declared(full_name)), sentence);
}

Failure Schema::placed(const Failure& failure) const {
  const Key* const key = find(failure.key());
  if (!key) return failure;
  return failure.reworded(fmt::format("{}: {}", place_of(*key), failure.what())).about("");
}

std::string Schema::first_difference(const std::string& checkpoint_deck) const {
  const std::vector<Assignment> stored = read_assignments(checkpoint_deck, "the checkpoint's deck");
  std::map<std::string, std::string> stored_text;
  for (const Assignment& assignment : stored) {
    if (assignment.key == "job") {
      if (assignment.value == job_) continue;
      return fmt::format("the deck is for the job {}, but the checkpoint was written by {}", job_,
                         shown(assignment.value));
    }
    const Key* key = find(assignment.key);
    if (!key) return fmt::format("the checkpoint's deck has a key {} that is unknown now", shown(assignment.key));
    // Another version may have written the same number in another way.
    const Reading reading = key->read(assignment.value);
    stored_text[assignment.key] = reading.complaint.empty() ? reading.text : assignment.value;
  }
  for (const Key& key : keys_) {
    if (key.can_change_on_restart()) continue;
    const std::string unset = key.is_unset_by_default() ? "unset" : key.default_text();
    const auto found = stored_text.find(key.full_name());
    const std::string then = found == stored_text.end() ? unset : found->second;
    const std::string now = key.text().value_or("unset");
    if (now == then) continue;
    return fmt::format("{}: the checkpoint was written with {}, and a restart must not change it", place_of(key),
                       shown(then));
  }
  return {};
}

}  // namespace starling
