// Finding a file that a deck names.
#pragma once

#include <filesystem>
#include <string>

#include "engine/comm/communicator.hpp"

namespace starling {

/// The file that a deck's `key` names: `file` as it stands if that exists (a relative path from the working directory),
/// else in the folder of `deck`. A bad_input Failure that begins with "key = file", and says where it was looked for, if
/// there is none or it is not a regular file. To be called where files are seen, such as on rank 0.
[[nodiscard]] std::filesystem::path find_file(const std::string& key, const std::string& file,
                                              const std::filesystem::path& deck);

/// Collective: the same for a communicator, of which rank 0 looks.
[[nodiscard]] std::filesystem::path find_file(const Communicator& communicator, const std::string& key,
                                              const std::string& file, const std::filesystem::path& deck);

}  // namespace starling
