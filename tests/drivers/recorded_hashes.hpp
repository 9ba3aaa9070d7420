// Hashes of what runs leave, against those that tests/golden holds.
#pragma once

#include <string>

namespace starling::test {

/// "run part 0123456789abcdef", the XXH3 of the bytes, as a line.
std::string hash_line(const std::string& run, const std::string& part, const std::string& bytes);

/// Expects these lines, below one that says what they are of and which test wrote them, in tests/golden/`file`; with
/// STARLING_WRITE_GOLDEN=1 in the environment the file is written anew first.
void expect_recorded(const std::string& file, const std::string& what, const std::string& test,
                     const std::string& lines);

}  // namespace starling::test
