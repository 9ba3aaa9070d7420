// A job as the program knows it, and how a deck becomes a run of it.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "engine/deck/reader.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/run.hpp"

namespace starling {

/// A job that a deck's first line can name.
struct Job {
  std::string name;
  std::string sizes;  ///< the keys that its memory grows with, for the sentence of a run that has not enough
  /// Runs a deck (or checks it, or prints it, as the command line asks). Collective; failures are thrown on every rank.
  std::function<ExitCode(const Communicator& world, const CommandLine& command_line, const std::string& deck_text,
                         RunLog& log)>
      run;
  std::function<std::string()> reference;  ///< its keys as Markdown
  std::function<std::string()> help;       ///< its keys as a deck with defaults and comments
  /// Reads and checks a deck as run() does, on one process, and gives back what the deck's schema then makes of it.
  std::function<void(const CommandLine& command_line, const std::string& deck_text,
                     const std::function<void(const Schema&)>& look)>
      read;
};

/// A deck's text and where it comes from.
struct DeckSource {
  const CommandLine& command_line;
  const std::string& text;

  /// All that deck and command line set.
  [[nodiscard]] std::vector<Assignment> assignments() const {
    return combined(read_assignments(text, command_line.deck), command_line.keys);
  }
};

/// What a job declares. `Deck` is its own struct of keys.
template <class Deck>
struct JobDeclaration {
  std::string name;
  std::string meaning;
  std::string sizes;
  /// Declares the keys, bound to the deck.
  std::function<void(Schema&, Deck&)> describe;
  /// Tells a deck, before its keys are declared, which file it is read from: paths in it may be relative to that.
  std::function<void(Deck&, const std::string& file)> locate = [](Deck&, const std::string&) {};
  /// Refuses what does not go together, and fills in what follows from the rest.
  std::function<void(const Schema&, Deck&)> check;
  /// Mends a checked deck, and returns remarks for the log about that.
  std::function<std::vector<std::string>(Deck&)> settle = [](Deck&) { return std::vector<std::string>(); };
  /// From a checked deck, which outlives it, to a plan of the run; what it says of [output] and its names are added.
  /// Collective.
  std::function<RunPlan(const RunSetting&, const Deck&)> plan;
  /// The sections of the deck that name something: what they name is made before the keys are declared, must be the same in
  /// a restart, and has its chapters in the reference. Which there are may depend on what those before have made.
  std::function<std::vector<Selection*>(Deck&)> selections = [](Deck&) { return std::vector<Selection*>(); };
};

/// The job that a declaration makes.
template <class Deck>
[[nodiscard]] Job make_job(const JobDeclaration<Deck>& declared) {
  const auto read = [declared](Schema& schema, Deck& deck, const DeckSource& source) {
    choose_all(deck, declared.selections, source.assignments());
    declared.locate(deck, source.command_line.deck);
    declared.describe(schema, deck);
    schema.read(source.text, source.command_line.deck, source.command_line.keys);
    declared.check(schema, deck);
    return declared.settle(deck);
  };
  Job job{declared.name, declared.sizes, {}, {}, {}, {}};
  job.run = [declared, read](const Communicator& world, const CommandLine& command_line, const std::string& text,
                             RunLog& log) {
    Deck deck;
    Schema schema(declared.name, declared.meaning);
    std::vector<std::string> remarks;
    world.together([&] { remarks = read(schema, deck, {command_line, text}); });
    if (command_line.dump_deck) {
      if (world.is_root()) std::fputs(schema.dump().c_str(), stdout);
      return ExitCode::success;
    }
    for (const std::string& remark : remarks) log.warn("{}", remark);
    const RunSetting setting{world, command_line, schema, log};
    RunPlan plan = declared.plan(setting, deck);
    plan.job = declared.name;
    plan.output = deck;
    for (const Selection* const section : declared.selections(deck))
      plan.named.push_back({section->choice().word(), section->name()});
    plan.recognise = [&, also = plan.recognise](const LoadedCheckpoint& loaded) {
      for (const Selection* const section : declared.selections(deck)) section->require_same(schema, loaded.deck);
      if (also) also(loaded);
    };
    return run_plan(setting, plan);
  };
  job.reference = [declared] {
    Deck deck;
    Schema schema(declared.name, declared.meaning);
    declared.describe(schema, deck);
    return schema.reference() + reference_of(declared.selections(deck), declared.name);
  };
  job.help = [declared] {
    Deck deck;
    Schema schema(declared.name, declared.meaning);
    declared.describe(schema, deck);
    return schema.dump() + help_of(declared.selections(deck));
  };
  job.read = [declared, read](const CommandLine& command_line, const std::string& text,
                              const std::function<void(const Schema&)>& look) {
    Deck deck;
    Schema schema(declared.name, declared.meaning);
    read(schema, deck, {command_line, text});
    look(schema);
  };
  return job;
}

}  // namespace starling
