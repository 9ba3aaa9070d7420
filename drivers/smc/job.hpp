// The sequential Monte Carlo job: from the text of a deck to a finished run.
#pragma once

#include <string>

#include "engine/comm/communicator.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/failure.hpp"
#include "engine/runtime/log.hpp"

namespace starling::smc {

/// Runs a deck (or checks it, or prints it, as the command line asks). Collective; failures are thrown on every rank.
ExitCode run(const Communicator& world, const CommandLine& command_line, const std::string& deck_text, RunLog& log);

/// The job's keys as Markdown.
[[nodiscard]] std::string reference();

/// The job's keys as a deck with their defaults.
[[nodiscard]] std::string help();

}  // namespace starling::smc
