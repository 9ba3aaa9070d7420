// Damage done to network files, with or without a checksum that knows of it.
#pragma once

#include <cstdint>
#include <string>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// Another number of the file's format.
void set_network_format(const fs::path& file, std::int64_t format);

/// Replaces words of a text of the file by others of the same length.
void replace_in_text(const fs::path& file, const std::string& text, const std::string& from, const std::string& to);

/// Flips a bit of the first number of a dataset.
void flip_bit_of_number(const fs::path& file, const std::string& dataset);

/// Writes NaN over all doubles of a dataset of any file.
void poison(const fs::path& file, const std::string& dataset);

/// Removes a dataset.
void remove_dataset(const fs::path& file, const std::string& dataset);

/// Makes the checksum that of what the file holds now.
void reseal(const fs::path& file);

}  // namespace starling::test
