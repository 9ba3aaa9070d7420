// Checks that the decks of every job must pass.
#pragma once

#include <string>
#include <vector>

#include "tests/drivers/program.hpp"

namespace starling::test {

/// Every deck of inputs/<job> and its subfolders, which also hold sweeps (scripts/sweep.py), passes a dry run that says
/// `words` and writes nothing, those of `ready` among them.
void expect_decks_accepted(const std::string& job, const std::vector<std::string>& ready,
                           const std::vector<std::string>& words);

/// A dumped deck dumps the same.
void expect_same_dump(const std::string& deck);

/// docs/<file> is what the program prints of a job's keys.
void expect_current_reference(const std::string& job, const std::string& file);

}  // namespace starling::test
