// The run's log: plain lines on rank 0's terminal, the same lines with their times in run.log.
#pragma once

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Rank 0 writes, the other ranks are silent; every rank may call.
class RunLog {
 public:
  explicit RunLog(const Communicator& communicator);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Collective: also writes to `path` from now on, beginning with the lines logged so far; fails on every rank with
  /// file_error if it cannot be opened. `append` keeps what a former part of the run has logged there.
  void open_file(const std::filesystem::path& path, bool append);

  template <class... Arguments>
  void info(fmt::format_string<Arguments...> line, Arguments&&... arguments) {
    if (terminal_) write(spdlog::level::info, fmt::format(line, std::forward<Arguments>(arguments)...));
  }

  /// As info(), with "warning: " before the line.
  template <class... Arguments>
  void warn(fmt::format_string<Arguments...> line, Arguments&&... arguments) {
    if (terminal_) write(spdlog::level::warn, "warning: " + fmt::format(line, std::forward<Arguments>(arguments)...));
  }

  /// Into run.log alone, where it is open: the sentence of a failure, which standard error shows too.
  void record(const std::string& line);

  /// Shows `text` in the terminal's last line, in place of the transient text before it; the next line of the log
  /// overwrites it. It never reaches run.log. For terminals only (on_terminal()).
  void show_transient(const std::string& text);
  void clear_transient();

  /// True on the rank that writes, rank 0.
  [[nodiscard]] bool is_speaker() const { return terminal_ != nullptr; }

  /// True on rank 0 if somebody watches: standard output is a terminal, also of an mpirun above this process.
  [[nodiscard]] bool on_terminal() const { return on_terminal_; }

 private:
  struct Line {
    spdlog::log_clock::time_point time;
    spdlog::level::level_enum level;
    std::string text;
  };

  void write(spdlog::level::level_enum level, const std::string& text);

  const Communicator& communicator_;
  std::shared_ptr<spdlog::logger> terminal_;  ///< only on rank 0
  std::shared_ptr<spdlog::logger> file_;      ///< only on rank 0, once opened
  std::vector<Line> lines_before_file_;
  bool on_terminal_ = false;
  bool transient_shown_ = false;
};

}  // namespace starling
