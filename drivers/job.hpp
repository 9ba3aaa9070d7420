// What main() knows of a job.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/failure.hpp"
#include "engine/runtime/log.hpp"

namespace starling {

/// A job that a deck's first line can name.
struct Job {
  std::string name;
  ExitCode (*run)(const Communicator& world, const CommandLine& command_line, const std::string& deck_text,
                  RunLog& log);
  std::string (*reference)();  ///< its keys as Markdown
  std::string (*help)();       ///< its keys as a deck with defaults and comments
  std::string sizes;           ///< what its memory grows with, for the sentence of a run that has not enough
};

/// Every job of the program.
[[nodiscard]] const std::vector<Job>& jobs();

}  // namespace starling
