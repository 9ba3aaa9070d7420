// Reading, checking and dumping as drivers/main.cpp and the jobs do, without MPI.
#include "tests/fuzz/deck_entry.hpp"

#include <algorithm>

#include "drivers/jobs.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/deck/source.hpp"

namespace starling::test {
namespace {

constexpr std::size_t longest_sentence = 4000;

/// Reads `text` and its dump, and compares what the dump dumps.
std::string defect_of_accepted(const Job& job, const std::string& text, const CommandLine& line) {
  std::string dump;
  job.read(line, text, [&](const Schema& schema) { dump = schema.dump(); });
  CommandLine without_keys;
  without_keys.deck = "deck.ini";
  std::string defect;
  try {
    job.read(without_keys, dump, [&](const Schema& schema) {
      if (schema.dump() != dump) defect = "the dump does not dump the same";
      const std::string difference = schema.first_difference(dump);
      if (!difference.empty()) defect = "a restart would refuse the run's own deck: " + difference;
    });
  } catch (const Failure& failure) {
    return std::string("the dump is refused: ") + failure.what();
  }
  return defect;
}

std::string defect_of_sentence(const Failure& failure) {
  const std::string sentence = failure.what();
  if (failure.code() != ExitCode::bad_input) return "not bad input: " + sentence;
  if (sentence.empty()) return "no sentence";
  if (sentence.size() > longest_sentence) return "an endless sentence: " + sentence.substr(0, 200);
  const bool printable = std::none_of(sentence.begin(), sentence.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return printable ? "" : "control characters in: " + sentence;
}

const Job& job_named(const std::string& name) {
  return *std::find_if(jobs().begin(), jobs().end(), [&](const Job& job) { return job.name == name; });
}

std::vector<std::string> names_of_jobs() {
  std::vector<std::string> names;
  for (const Job& job : jobs()) names.push_back(job.name);
  return names;
}

}  // namespace

Verdict judge(const FuzzedInput& input) {
  Verdict verdict;
  try {
    std::vector<const char*> arguments = {"starling", input.name.c_str()};
    for (const std::string& word : input.words) arguments.push_back(word.c_str());
    const CommandLine line = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
    const std::string text = text_of_deck(input.bytes, line.deck);
    const std::string name = job_of(text, line.deck, names_of_jobs());
    verdict.defect = defect_of_accepted(job_named(name), text, line);
    verdict.accepted = true;
  } catch (const Failure& failure) {
    verdict.sentence = failure.what();
    verdict.defect = defect_of_sentence(failure);
  } catch (const std::exception& error) {
    verdict.defect = std::string("an exception that is no Failure: ") + error.what();
  }
  return verdict;
}

}  // namespace starling::test
