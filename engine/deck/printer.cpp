// The keys that a job's deck may hold: writing them out, as a deck and as documentation.
#include "engine/deck/quotes.hpp"
#include "engine/deck/schema.hpp"

namespace starling {

namespace {

std::string with_symbol(const Key& key) {
  return key.symbol().empty() ? key.meaning() : fmt::format("{} ({})", key.meaning(), key.symbol());
}

std::string comment(const Key& key) {
  std::string text = fmt::format("# {}; {}", with_symbol(key), key.accepted());
  if (!key.unit().empty()) text += "; unit: " + key.unit();
  text += key.is_required() ? "; required" : "; default: " + key.default_text();
  if (key.can_change_on_restart()) text += "; may change on restart";
  return text + "\n";
}

// A bar would end a table's cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    if (character == '|') escaped += '\\';
    escaped += character;
  }
  return escaped;
}

std::string row(const Key& key) {
  const std::string meaning = with_symbol(key) + (key.can_change_on_restart() ? "; may change on restart" : "");
  const std::string initial = key.is_required() ? "required" : key.default_text();
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name(), cell(key.accepted()), cell(initial),
                     cell(key.unit()), cell(meaning));
}

}  // namespace

std::vector<const Key*> Schema::keys_of(const std::string& section) const {
  std::vector<const Key*> keys;
  for (const Key& key : keys_) {
    if (key.section() == section) keys.push_back(&key);
  }
  return keys;
}

// A required key that no deck has given yet has a meaningless initial value.
std::string Schema::entry(const Key& key) const {
  const bool missing = key.is_required() && !given_.contains(key.full_name());
  const std::optional<std::string> text = missing ? std::nullopt : key.text();
  return text ? fmt::format("{} = {}\n", key.name(), in_quotes_if_needed(*text)) : fmt::format("# {} =\n", key.name());
}

std::string Schema::dump() const {
  std::string text = fmt::format("job = {}\n# {}\n", job_, meaning_);
  for (const Section& section : sections_) {
    text += fmt::format("\n# {}\n[{}]\n", section.meaning, section.name);
    for (const Key* key : keys_of(section.name)) text += comment(*key) + entry(*key);
  }
  return text;
}

std::string Schema::table(const std::string& section) const {
  std::string text = "| key | value | default | unit | meaning |\n|---|---|---|---|---|\n";
  for (const Key* key : keys_of(section)) text += row(*key);
  return text;
}

std::string Schema::reference() const {
  std::string text = fmt::format("## job = {}\n\n{}\n", job_, meaning_);
  for (const Section& section : sections_) {
    text += fmt::format("\n### [{}]\n\n{}\n\n", section.name, section.meaning) + table(section.name);
  }
  return text;
}

}  // namespace starling
