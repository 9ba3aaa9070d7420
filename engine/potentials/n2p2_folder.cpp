// n2p2's files in a folder.
#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/potentials/n2p2_files.hpp"

namespace starling::potentials {

TrainedPotential read_n2p2(const Communicator& world, const std::filesystem::path& folder) {
  N2p2Texts texts;
  std::string joined;
  world.together([&] {
    if (!world.is_root()) return;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      if (name == "input.nn" || name == "scaling.data" || (name.starts_with("weights.") && name.ends_with(".data"))) {
        joined += name + '\0' + read_text_file(entry.path()) + '\0';
      }
    }
    if (error) fail(ExitCode::bad_input, "{}: there is no such folder", folder.string());
  });
  joined = world.broadcast(std::move(joined));
  for (std::size_t at = 0; at < joined.size();) {
    const std::string name = joined.substr(at, joined.find('\0', at) - at);
    at += name.size() + 1;
    texts[name] = joined.substr(at, joined.find('\0', at) - at);
    at += texts[name].size() + 1;
  }
  return parse_n2p2(texts);
}

void write_n2p2(const std::filesystem::path& folder, const TrainedPotential& trained) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, text] : n2p2_texts(trained)) write_file_atomically(folder / name, text);
}

}  // namespace starling::potentials
