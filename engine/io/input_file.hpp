// Where a file that a deck names lies.
#pragma once

#include <filesystem>
#include <string>

namespace starling {

/// The path of `file`, which the deck's key `key` gives: from the working directory, or else from the folder of `deck`.
/// Fails with bad_input, naming the key and both places, where there is nothing; also where it is not a file. For one
/// process.
[[nodiscard]] std::filesystem::path find_input_file(const std::string& key, const std::string& file,
                                                    const std::filesystem::path& deck);

}  // namespace starling
