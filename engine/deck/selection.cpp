// Telling what the sections of a deck can name.
#include "engine/deck/selection.hpp"

namespace starling {

std::string reference_of(const std::vector<Selection*>& sections, const std::string& job) {
  if (sections.empty()) return "";
  std::string text =
      "\n## What job = " + job + " can name\n\nA section holds the keys of what it names, and no other's.\n";
  for (const Selection* const section : sections) text += section->choice().reference();
  return text;
}

std::string help_of(const std::vector<Selection*>& sections) {
  std::string text;
  for (const Selection* const section : sections) text += section->choice().help();
  return text;
}

}  // namespace starling
