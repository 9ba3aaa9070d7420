// RunLog on spdlog sinks, and the question whether somebody watches.
#include "engine/runtime/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace starling {
namespace {

bool is_under_launcher() {
  for (const char* const variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    if (std::getenv(variable) != nullptr) return true;
  }
  return false;
}

// Open MPI's mpirun hands its processes a pseudo-terminal even when its own output goes to a file, so its own output is
// what counts.
bool launcher_is_on_terminal() {
  std::error_code error;
  const auto output = std::filesystem::read_symlink(fmt::format("/proc/{}/fd/1", getppid()), error).string();
  return output.starts_with("/dev/pts/") || output.starts_with("/dev/tty");
}

bool somebody_watches() { return isatty(STDOUT_FILENO) != 0 && (!is_under_launcher() || launcher_is_on_terminal()); }

}  // namespace

RunLog::RunLog(const Communicator& communicator) : communicator_(communicator) {
  if (!communicator.is_root()) return;
  on_terminal_ = somebody_watches();
  terminal_ = std::make_shared<spdlog::logger>("terminal", std::make_shared<spdlog::sinks::stdout_sink_st>());
  terminal_->set_pattern("%v");
  terminal_->flush_on(spdlog::level::info);
}

RunLog::~RunLog() { clear_transient(); }

void RunLog::open_file(const std::filesystem::path& path, bool append) {
  communicator_.together([this, &path, append] {
    if (!terminal_) return;
    try {
      file_ = std::make_shared<spdlog::logger>(
          "file", std::make_shared<spdlog::sinks::basic_file_sink_st>(path.string(), !append));
    } catch (const spdlog::spdlog_ex& error) {
      fail(ExitCode::file_error, "cannot write the log: {}", error.what());
    }
    file_->set_pattern("%Y-%m-%d %H:%M:%S.%e  %v");
    file_->flush_on(spdlog::level::info);
    for (const Line& line : lines_before_file_) file_->log(line.time, spdlog::source_loc{}, line.level, line.text);
    lines_before_file_.clear();
  });
}

void RunLog::write(spdlog::level::level_enum level, const std::string& text) {
  clear_transient();
  const Line line{spdlog::log_clock::now(), level, text};
  terminal_->log(line.time, spdlog::source_loc{}, level, text);
  if (file_) {
    file_->log(line.time, spdlog::source_loc{}, level, text);
  } else {
    lines_before_file_.push_back(line);
  }
}

void RunLog::record(const std::string& line) {
  if (file_) file_->log(spdlog::level::err, line);
}

void RunLog::show_transient(const std::string& text) {
  if (!on_terminal_) return;
  std::printf("\r\033[K%s", text.c_str());
  std::fflush(stdout);
  transient_shown_ = true;
}

void RunLog::clear_transient() {
  if (!transient_shown_) return;
  std::fputs("\r\033[K", stdout);
  std::fflush(stdout);
  transient_shown_ = false;
}

}  // namespace starling
