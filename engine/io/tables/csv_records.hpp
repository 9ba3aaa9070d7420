// The records of a text of comma-separated values (RFC 4180), one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace starling {

/// Takes a text in UTF-8 apart. A record is a line, or more where quotes protect an end of line; a cell loses the blanks
/// around it and its quotes. Lines that begin with # are skipped, and so is a byte-order mark.
class CsvRecords {
 public:
  enum class Kind { cells, blank, end };
  using Cells = std::vector<std::string>;

  /// `name` and `key` are for messages. Fails with bad_input where the text holds a zero byte. The text must outlive this.
  CsvRecords(std::string_view text, std::string name, std::string key);

  /// The next record; `cells` become what stands in it, unless its line is blank. Fails with bad_input, naming the line,
  /// where a quote is not closed or text follows its end.
  Kind next(Cells& cells);

  /// Where the last record begins, from 1 on.
  [[nodiscard]] std::int64_t line() const { return line_; }
  /// "name:line".
  [[nodiscard]] std::string place() const;

 private:
  [[nodiscard]] std::size_t line_end() const;
  void skip_line();
  void skip_blanks();
  std::string take_cell();
  std::string take_quoted();
  bool take_comma();

  std::string_view rest_;
  std::string name_;
  std::string key_;
  std::int64_t line_ = 0;
  std::int64_t line_after_ = 1;
};

}  // namespace starling
