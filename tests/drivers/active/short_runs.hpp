// Short runs of every kind of system, whose bits the tests compare.
#pragma once

#include <string>
#include <vector>

#include "tests/drivers/program.hpp"

namespace starling::test {

/// A ready deck, made smaller and shorter.
struct ShortRun {
  std::string name;
  std::string deck;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory) const;
};

/// 400 steps with every kind of output.
[[nodiscard]] Arguments short_cadences();

[[nodiscard]] ShortRun short_run(const std::string& name, const std::string& deck, const Arguments& changes);

[[nodiscard]] const std::vector<ShortRun>& short_runs();

}  // namespace starling::test
