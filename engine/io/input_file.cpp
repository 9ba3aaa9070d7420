// Looking for a file in the working directory, then beside the deck.
#include "engine/io/input_file.hpp"

#include "engine/deck/value.hpp"
#include "engine/runtime/failure.hpp"

namespace starling {

std::filesystem::path find_input_file(const std::string& key, const std::string& file,
                                      const std::filesystem::path& deck) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path beside = deck.parent_path() / file;
  fs::path path = fs::exists(file, error) || !fs::exists(beside, error) ? fs::path(file) : beside;
  if (!fs::exists(path, error)) {
    const std::string elsewhere =
        path.is_absolute()
            ? ""
            : fmt::format(", neither in the working directory nor beside the deck, as {}", shown(beside.string()));
    fail(ExitCode::bad_input, "{} = {}: there is no such file{}", key, shown(file), elsewhere);
  }
  if (!fs::is_regular_file(path, error)) fail(ExitCode::bad_input, "{} = {}: is not a file", key, shown(file));
  return path;
}

}  // namespace starling
