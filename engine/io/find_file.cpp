// Looking in the working directory, then beside the deck.
#include "engine/io/find_file.hpp"

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"

namespace starling {
namespace {

namespace fs = std::filesystem;

std::string in_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error);
  return error ? folder.string() : whole.string();
}

}  // namespace

fs::path find_file(const std::string& key, const std::string& file, const fs::path& deck) {
  std::error_code error;
  const fs::path beside = deck.parent_path() / file;
  fs::path path = fs::exists(file, error) || !fs::exists(beside, error) ? fs::path(file) : beside;
  if (!fs::exists(path, error)) {
    if (path.is_absolute()) fail(ExitCode::bad_input, "{} = {}: there is no such file", key, shown(file));
    fail(ExitCode::bad_input,
         "{} = {}: there is no such file, neither in the working directory nor beside the deck ({} and {})", key,
         shown(file), in_folder("."), in_folder(deck.parent_path()));
  }
  if (!fs::is_regular_file(path, error)) fail(ExitCode::bad_input, "{} = {}: is not a file", key, shown(file));
  return path;
}

fs::path find_file(const Communicator& communicator, const std::string& key, const std::string& file,
                   const fs::path& deck) {
  std::string path;
  communicator.together([&] {
    if (communicator.is_root()) path = find_file(key, file, deck).string();
  });
  return communicator.broadcast(path);
}

}  // namespace starling
