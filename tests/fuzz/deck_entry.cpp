// Reading, checking and dumping as drivers/main.cpp and the jobs do, without MPI.
#include "tests/fuzz/deck_entry.hpp"

#include <algorithm>

#include "drivers/active/deck.hpp"
#include "drivers/smc/deck.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/deck/source.hpp"

namespace starling::test {
namespace {

constexpr std::size_t longest_sentence = 4000;

/// Reads `text` and its dump, and compares what the dump dumps.
template <class Deck, class Describe>
std::string defect_of_dump(const std::string& job, const std::string& text, const CommandLine& line,
                           const Describe& describe_for) {
  Deck deck;
  Schema schema(job, "");
  describe_for(schema, deck, text, line);
  schema.read(text, line.deck, line.keys);
  check(schema, deck);
  const std::string dump = schema.dump();
  CommandLine without_keys;
  without_keys.deck = "deck.ini";
  Deck again;
  Schema schema_again(job, "");
  try {
    describe_for(schema_again, again, dump, without_keys);
    schema_again.read(dump, without_keys.deck);
    check(schema_again, again);
  } catch (const Failure& failure) {
    return std::string("the dump is refused: ") + failure.what();
  }
  if (schema_again.dump() != dump) return "the dump does not dump the same";
  const std::string difference = schema_again.first_difference(dump);
  return difference.empty() ? "" : "a restart would refuse the run's own deck: " + difference;
}

std::string defect_of_accepted(const std::string& job, const std::string& text, const CommandLine& line) {
  if (job == "active") {
    return defect_of_dump<active::Deck>(job, text, line,
                                        [](Schema& schema, active::Deck& deck, const std::string&, const CommandLine&) {
                                          active::describe(schema, deck);
                                        });
  }
  return defect_of_dump<smc::Deck>(
      job, text, line, [](Schema& schema, smc::Deck& deck, const std::string& source, const CommandLine& its_line) {
        smc::choose_model(deck.model, source, its_line.deck, its_line.keys);
        smc::describe(schema, deck);
      });
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

}  // namespace

Verdict judge(const FuzzedInput& input) {
  Verdict verdict;
  try {
    std::vector<const char*> arguments = {"starling", input.name.c_str()};
    for (const std::string& word : input.words) arguments.push_back(word.c_str());
    const CommandLine line = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
    const std::string text = text_of_deck(input.bytes, line.deck);
    const std::string job = job_of(text, line.deck, {"active", "smc"});
    verdict.defect = defect_of_accepted(job, text, line);
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
