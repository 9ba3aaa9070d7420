// Processes that the tests start, and the folders they run in.
#include "tests/drivers/program.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace starling::test {
namespace {

constexpr const char* seconds_granted = "OMPI_MCA_odls_base_sigkill_timeout";

std::vector<pid_t> children_of(pid_t parent) {
  const std::string id = std::to_string(parent);
  std::istringstream stream(read_file("/proc/" + id + "/task/" + id + "/children"));
  return {std::istream_iterator<pid_t>(stream), {}};
}

void redirect(const fs::path& path, int descriptor) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(file, descriptor);
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string deck_path(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/active/" + name + ".ini"; }

std::vector<std::string> lines_of(const std::string& text, const std::string& beginning) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(beginning)) lines.push_back(line);
  }
  return lines;
}

fs::path scratch_root() {
  const fs::path memory = "/dev/shm";
  std::error_code none;
  const bool has_room = fs::space(memory, none).available >= (std::uintmax_t{1} << 30) && !none;
  if (std::getenv("TMPDIR") == nullptr && has_room && access(memory.c_str(), W_OK) == 0) return memory;
  return fs::temp_directory_path();
}

bool launches_are_slow() { return std::getenv("STARLING_SLOW_LAUNCHES") != nullptr; }

Scratch::Scratch() {
  std::string name = (scratch_root() / "starling-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for scratch files");
  folder_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Program::Program(int ranks, const Arguments& arguments, const fs::path& folder)
    : output_(folder / ".output"), errors_(folder / ".errors") {
  Arguments words;
  if (ranks > 0) words = {STARLING_MPIEXEC, "-n", std::to_string(ranks)};
  words.emplace_back(STARLING_PROGRAM);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  process_ = fork();
  if (process_ != 0) return;
  redirect(output_, STDOUT_FILENO);
  redirect(errors_, STDERR_FILENO);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  if (chdir(folder.c_str()) == 0) execv(pointers[0], pointers.data());
  _exit(127);
}

Program::~Program() {
  if (!collected_) end(true);
}

void Program::signal(int number) const { kill(process_, number); }

void Program::kill_ranks() const {
  for (const pid_t rank : children_of(process_)) kill(rank, SIGKILL);
}

void Program::kill_rank(std::size_t rank) const {
  const auto ranks = children_of(process_);  // in the order in which mpirun has started them
  if (rank < ranks.size()) kill(ranks[rank], SIGKILL);
}

void Program::kill_everything() {
  if (ended()) return;
  // Ranks without a parent become children of this process, which can then wait for them.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  kill_ranks();
  kill(process_, SIGKILL);
  waitpid(process_, &status_, 0);
  collected_ = true;
  for (auto orphans = children_of(getpid()); !orphans.empty(); orphans = children_of(getpid())) {
    for (const pid_t orphan : orphans) {
      kill(orphan, SIGKILL);
      waitpid(orphan, nullptr, 0);
    }
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

bool Program::ended() {
  if (!collected_) collected_ = waitpid(process_, &status_, WNOHANG) == process_;
  return collected_;
}

Outcome Program::wait(double seconds) {
  const auto start = std::chrono::steady_clock::now();
  bool timed_out = false;
  while (!ended()) {
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() > seconds) {
      timed_out = true;
      end(false);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const int code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  return {code, timed_out, read_file(output_), read_file(errors_)};
}

void Program::end(bool collect) {
  kill_ranks();
  kill(process_, SIGKILL);
  if (collect) waitpid(process_, &status_, 0);
}

Impatience::Impatience() { setenv(seconds_granted, "0", 1); }

Impatience::~Impatience() { unsetenv(seconds_granted); }

Outcome run(int ranks, const Arguments& arguments, const fs::path& folder, double seconds) {
  return Program(ranks, arguments, folder).wait(seconds);
}

}  // namespace starling::test
