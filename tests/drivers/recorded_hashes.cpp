// One way to write and to compare them.
#include "tests/drivers/recorded_hashes.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

std::string hash_line(const std::string& run, const std::string& part, const std::string& bytes) {
  return fmt::format("{} {} {:016x}\n", run, part, XXH3_64bits(bytes.data(), bytes.size()));
}

void expect_recorded(const std::string& file, const std::string& what, const std::string& test,
                     const std::string& lines) {
  const fs::path path = fs::path(STARLING_SOURCE_DIR) / "tests/golden" / file;
  const std::string all =
      fmt::format("# XXH3 of what {} leave; tests/drivers/{} says how to write it anew.\n", what, test) + lines;
  if (std::getenv("STARLING_WRITE_GOLDEN") != nullptr) write_file(path, all);
  EXPECT_EQ(read_file(path), all);
}

}  // namespace starling::test
