// The program: start up, read the deck, hand over to its job.
#include <algorithm>
#include <cstdio>

#include "drivers/jobs.hpp"
#include "engine/deck/source.hpp"
#include "engine/runtime/report.hpp"
#include "engine/runtime/signals.hpp"
#include "engine/runtime/startup.hpp"

namespace starling {
namespace {

std::vector<std::string> job_names() {
  std::vector<std::string> names;
  for (const Job& job : jobs()) names.push_back(job.name);
  return names;
}

const Job& find_job(const std::string& name) {
  const auto found = std::find_if(jobs().begin(), jobs().end(), [&](const Job& job) { return job.name == name; });
  if (found == jobs().end()) {
    fail(ExitCode::bad_input, "there is no job '{}'; the jobs are: {}", name, fmt::join(job_names(), ", "));
  }
  return *found;
}

void print_what_needs_no_deck(const Communicator& world, const CommandLine& command_line) {
  std::string text;
  if (command_line.version) {
    text = std::string("starling " STARLING_VERSION "\n");
  } else if (command_line.reference_job) {
    text = find_job(*command_line.reference_job).reference();
  } else if (!command_line.help_job.empty()) {
    text = find_job(command_line.help_job).help();
  } else {
    text = help_text(job_names());
  }
  if (world.is_root()) std::fputs(text.c_str(), stdout);
}

/// The failure of a run that has not enough memory names the keys that ask for it.
Failure in_words_of(const Job& job, const Failure& failure) {
  if (failure.kind() != FailureKind::out_of_memory) return failure;
  return failure.reworded(
      fmt::format("{}. What a run needs grows with {}; ranks on more nodes share it", failure.what(), job.sizes));
}

ExitCode run_job(const Job& job, const Communicator& world, const CommandLine& command_line, const std::string& text,
                 RunLog& log) {
  try {
    return job.run(world, command_line, text, log);
  } catch (const std::exception& error) {
    const Failure failure = in_words_of(job, as_failure(error));
    log.record(fmt::format("ended: {}", failure.what()));
    throw failure;
  }
}

ExitCode run(const Communicator& world, int count, char** arguments) {
  CommandLine command_line;
  world.together([&] { command_line = parse_command_line(count, arguments); });
  if (command_line.only_prints()) {
    world.together([&] { print_what_needs_no_deck(world, command_line); });
    return ExitCode::success;
  }
  const std::string text = read_deck_file(world, command_line.deck);
  std::string job;
  world.together([&] { job = job_of(text, command_line.deck, job_names()); });
  catch_stop_signals();
  RunLog log(world);
  return run_job(find_job(job), world, command_line, text, log);
}

}  // namespace
}  // namespace starling

int main(int count, char** arguments) {
  const starling::Session session(count, arguments);
  const starling::Communicator world(MPI_COMM_WORLD);
  return starling::guarded(world, [&] { return starling::run(world, count, arguments); });
}
