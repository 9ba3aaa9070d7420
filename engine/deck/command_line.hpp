// The command line: what the user typed after the program's name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/deck/reader.hpp"

namespace starling {

struct CommandLine {
  std::string deck;                  ///< path of the deck; empty only if help, version or a reference is asked for
  std::vector<Assignment> keys;      ///< every --section.key=value, in order
  bool restart = false;              ///< continue from the run directory's last checkpoint
  bool overwrite = false;            ///< replace the run that the run directory holds
  bool dry_run = false;              ///< check everything, print sizes, run nothing
  bool dump_deck = false;            ///< print the complete deck, run nothing
  std::optional<double> wall_limit;  ///< seconds after which to checkpoint and stop
  bool version = false;
  bool help = false;
  std::string help_job;                      ///< the job of --help JOB; empty: the program itself
  std::optional<std::string> reference_job;  ///< the job of --deck-reference JOB, whose keys are printed as Markdown

  /// Whether the program only prints something that needs no deck.
  [[nodiscard]] bool only_prints() const { return version || help || reference_job.has_value(); }
};

/// Reads argv; the same on every rank. Anything that is not understood is bad input.
[[nodiscard]] CommandLine parse_command_line(int count, const char* const* arguments);

/// One line: how to call the program.
[[nodiscard]] std::string usage();

/// The text of --help.
[[nodiscard]] std::string help_text(const std::vector<std::string>& jobs);

}  // namespace starling
