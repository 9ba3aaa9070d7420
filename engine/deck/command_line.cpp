// The command line: what the user typed after the program's name.
#include "engine/deck/command_line.hpp"

#include <string_view>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"

namespace starling {

namespace {

const std::vector<std::string> options = {"--restart",    "--overwrite", "--dry-run", "--dump-deck",
                                          "--wall-limit", "--help",      "--version", "--deck-reference"};

// One argument, cut at its first equals sign.
struct Option {
  std::string name;
  std::optional<std::string> value;
};

Option cut(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return {std::string(argument), std::nullopt};
  return {std::string(argument.substr(0, equals)), std::string(argument.substr(equals + 1))};
}

class Parser {
 public:
  explicit Parser(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {}

  CommandLine parse() {
    while (next_ < arguments_.size()) {
      const std::string argument = arguments_[next_++];
      if (argument.starts_with('-')) {
        take_option(cut(argument));
      } else {
        take_deck(argument);
      }
    }
    if (line_.restart && line_.overwrite) {
      fail(ExitCode::bad_input, "command line: --restart goes on with a run and --overwrite replaces it: give one");
    }
    if (line_.deck.empty() && !line_.only_prints()) fail(ExitCode::bad_input, "no deck is given; usage: {}", usage());
    return line_;
  }

 private:
  void take_deck(const std::string& path) {
    if (path.empty()) fail(ExitCode::bad_input, "command line: the name of the deck is empty");
    if (!line_.deck.empty()) {
      fail(ExitCode::bad_input, "command line: two decks are given, {} and {}", shown(line_.deck), shown(path));
    }
    line_.deck = path;
  }

  void take_option(const Option& option) {
    if (option.name == "--restart") return take_switch(option, line_.restart);
    if (option.name == "--overwrite") return take_switch(option, line_.overwrite);
    if (option.name == "--dry-run") return take_switch(option, line_.dry_run);
    if (option.name == "--dump-deck") return take_switch(option, line_.dump_deck);
    if (option.name == "--version") return take_switch(option, line_.version);
    if (option.name == "--wall-limit") return take_wall_limit(value_of(option));
    if (option.name == "--help" || option.name == "-h") return take_help(option);
    if (option.name == "--deck-reference") return static_cast<void>(line_.reference_job = value_of(option));
    if (option.name.starts_with("--") && option.name.find('.') != std::string::npos) {
      const std::string key = option.name.substr(2);
      const std::string value = value_of(option);
      line_.keys.push_back({key, std::string(trimmed(value)), {}, 0});
      return;
    }
    fail(ExitCode::bad_input,
         "command line: unknown option {}; the nearest known one is {}, and a key is given as --section.key=value",
         shown(option.name), nearest_name(option.name, options));
  }

  void take_switch(const Option& option, bool& set) {
    if (option.value) fail(ExitCode::bad_input, "command line: {} takes no value", option.name);
    set = true;
  }

  void take_wall_limit(const std::string& text) {
    double seconds = 0;
    Complaint complaint = parse_value(text, seconds);
    if (complaint.empty() && !(seconds > 0)) complaint = "must be greater than 0";
    if (!complaint.empty()) {
      fail(ExitCode::bad_input, "command line: --wall-limit={}: {} (seconds)", shown(text), complaint);
    }
    line_.wall_limit = seconds;
  }

  void take_help(const Option& option) {
    line_.help = true;
    const bool next_is_job = next_ < arguments_.size() && !arguments_[next_].starts_with('-');
    if (option.value || next_is_job) line_.help_job = value_of(option);
  }

  std::string value_of(const Option& option) {
    if (option.value) return *option.value;
    if (next_ == arguments_.size() || arguments_[next_].starts_with("--")) {
      fail(ExitCode::bad_input, "command line: {} needs a value: {}=...", shown(option.name), shown(option.name));
    }
    return arguments_[next_++];
  }

  std::vector<std::string> arguments_;
  std::size_t next_ = 0;
  CommandLine line_;
};

}  // namespace

CommandLine parse_command_line(int count, const char* const* arguments) {
  std::vector<std::string> words;
  for (int i = 1; i < count; ++i) words.emplace_back(arguments[i]);
  return Parser(std::move(words)).parse();
}

std::string usage() {
  return "starling DECK [--section.key=value ...] [--restart] [--overwrite] [--dry-run] [--dump-deck] "
         "[--wall-limit=SECONDS] [--help [JOB]] [--version]";
}

std::string help_text(const std::vector<std::string>& jobs) {
  return fmt::format(
      "{}\n\n"
      "  DECK                  INI file whose first line names the job: {}\n"
      "  --section.key=value   a key of the deck; wins over the file\n"
      "  --restart             go on from the last checkpoint in the run's directory\n"
      "  --overwrite           replace the run that is in the run's directory\n"
      "  --dry-run             check everything, print sizes and decomposition, run nothing\n"
      "  --dump-deck           print the complete deck with defaults and comments\n"
      "  --wall-limit=SECONDS  checkpoint and stop after this time\n"
      "  --help [JOB]          this text, or a job's deck with its defaults\n"
      "  --deck-reference JOB  a job's keys as Markdown\n"
      "  --version             the program's version\n\n"
      "With MPI: mpirun -n RANKS starling DECK. The results do not depend on RANKS.\n",
      usage(), either_of(jobs));
}

}  // namespace starling
