// A ready deck of a job with changes, in process.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/deck/command_line.hpp"

namespace starling {

/// Keys and their values.
using Changes = std::vector<std::pair<std::string, std::string>>;

/// Both, one after the other.
inline Changes joined(Changes changes, const Changes& more) {
  changes.insert(changes.end(), more.begin(), more.end());
  return changes;
}

inline std::string ready_deck(const std::string& job, const std::string& name) {
  return STARLING_SOURCE_DIR "/inputs/" + job + "/" + name + ".ini";
}

/// A deck with changes, read and checked as the job would: choose_all(), describe() and check() are those beside `Deck`.
template <class Deck, class Selections>
void read_deck(const std::filesystem::path& path, const Changes& changes, const Selections& selections, Schema& schema,
               Deck& deck) {
  const std::string name = path.stem();
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<Assignment> more;
  for (const auto& change : changes) more.push_back({change.first, change.second, "", 0});
  choose_all(deck, selections, combined(read_assignments(text, name), more));
  describe(schema, deck);
  schema.read(text, name, more);
  check(schema, deck);
}

}  // namespace starling
