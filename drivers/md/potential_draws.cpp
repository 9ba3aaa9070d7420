// Reading n2p2's folders and samples.h5.
#include "drivers/md/potential_draws.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"
#include "engine/io/find_file.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "engine/potentials/potential_json.hpp"

namespace starling::md {
namespace {

constexpr const char* samples_key = "potential.samples";

std::filesystem::path folder_of(const Communicator& world, const Deck& deck) {
  std::string found = deck.folder;
  world.together([&] {
    if (!world.is_root()) return;
    for (const std::filesystem::path& folder :
         {std::filesystem::path(deck.folder), deck.file.parent_path() / deck.folder}) {
      if (!std::filesystem::is_directory(folder)) continue;
      found = folder.string();
      return;
    }
    fail_about("potential.file", "there is no folder {}", deck.folder);
  });
  return world.broadcast(found);
}

PotentialDraws read_one(const Communicator& world, const Deck& deck) {
  potentials::TrainedPotential trained = potentials::read_n2p2(world, folder_of(world, deck));
  PotentialDraws one;
  one.potential = trained.potential;
  one.draws = {{0, 0, trained.parameters}};
  return one;
}

hdf5::File open_samples(const Communicator& world, const Deck& deck) {
  const auto path = find_file(world, samples_key, deck.samples, deck.file);
  try {
    return hdf5::File::open(world, path, hdf5::Access::together);
  } catch (const Failure& failure) {
    throw Failure(ExitCode::bad_input,
                  fmt::format("{} = {}: is no HDF5 file, or damaged ({})", samples_key, deck.samples, failure.what()),
                  FailureScope::every_rank);
  }
}

/// The description of the target, which must be a potential's.
potentials::Potential described_potential(const hdf5::File& file, const Deck& deck) {
  const std::string place = fmt::format("{} = {}", samples_key, deck.samples);
  if (!file.has_attribute("/", "format") || file.read_text_attribute("/", "format") != "starling samples")
    fail(ExitCode::bad_input, "{}: is no samples.h5 of job = sgmcmc", place);
  if (!file.is_dataset("/target"))
    fail(ExitCode::bad_input, "{}: holds no potential: its target is another, or the program that wrote it was older",
         place);
  const std::string text = file.read_text("/target");
  if (!nlohmann::json::accept(text)) fail(ExitCode::bad_input, "{}: the description of its target is damaged", place);
  const nlohmann::json target = nlohmann::json::parse(text);
  if (!target.is_object() || !target.contains("potential"))
    fail(ExitCode::bad_input, "{}: the description of its target is damaged", place);
  if (target.value("whitened", false))
    fail(ExitCode::bad_input, "{}: its draws are of whitened parameters: sample without target.whitened_noise", place);
  if (file.has("/chains/rung"))
    fail(ExitCode::bad_input, "{}: its draws are of a ladder of temperatures, which are not taken", place);
  return potentials::potential_from_json(target.at("potential"), place);
}

/// The draws of one chain that are asked for, in ascending order.
std::vector<std::int64_t> wanted(const Deck& deck, std::int64_t draws) {
  std::vector<std::int64_t> list;
  for (std::int64_t at = draws - 1; at >= 0 && (deck.draws == 0 || std::cmp_less(list.size(), deck.draws));
       at -= deck.every)
    list.push_back(at);
  std::reverse(list.begin(), list.end());
  return list;
}

PotentialDraws read_samples(const Communicator& world, const Deck& deck) {
  const hdf5::File file = open_samples(world, deck);
  PotentialDraws all;
  all.posterior = true;
  const std::string place = fmt::format("{} = {}", samples_key, deck.samples);
  std::int64_t size = 0;
  world.together([&] {
    all.potential = described_potential(file, deck);
    // The energies' noise is a parameter where they are learned from.
    all.energies_learned = file.is_dataset("/posterior/log_energy_noise");
    size = potentials::layout_of(all.potential, 1.0).size();
    if (!file.is_dataset("/chains/parameters")) fail(ExitCode::bad_input, "{}: holds no draws", place);
  });
  const auto parameters = file.open_dataset("/chains/parameters");
  const hdf5::Shape shape = file.shape(parameters);
  world.together([&] {
    if (shape.size() != 3 || std::cmp_less(shape[2], size))
      fail(ExitCode::bad_input, "{}: its draws are not of the {} parameters of the potential that it describes", place,
           size);
  });
  const auto chains = static_cast<std::int64_t>(shape[0]);
  const std::vector<std::int64_t> list = wanted(deck, static_cast<std::int64_t>(shape[1]));
  for (std::int64_t chain = 0; chain < chains; ++chain) {
    std::int64_t lost = 0;
    for (const std::int64_t draw : list) {
      PotentialDraw& one =
          all.draws.emplace_back(PotentialDraw{chain, draw, std::vector<double>(static_cast<std::size_t>(size))});
      file.read(parameters, hdf5::Element::float64,
                {{static_cast<hsize_t>(chain), static_cast<hsize_t>(draw), 0}, {1, 1, static_cast<hsize_t>(size)}},
                one.parameters.data());
      if (std::all_of(one.parameters.begin(), one.parameters.end(), [](double w) { return std::isfinite(w); }))
        continue;
      all.draws.pop_back();
      ++lost;
    }
    all.left_out += lost;
    if (lost > 0)
      all.remarks.push_back(fmt::format("chain {} has diverged: {} of its {} draws are no numbers and are left out",
                                        chain, lost, list.size()));
  }
  world.together([&] {
    if (all.draws.empty()) fail(ExitCode::bad_input, "{}: holds no draw", place);
  });
  return all;
}

}  // namespace

PotentialDraws read_potential_draws(const Communicator& world, const Deck& deck) {
  PotentialDraws all = deck.samples.empty() ? read_one(world, deck) : read_samples(world, deck);
  HashedBytes bytes;
  bytes.add(potentials::to_json(all.potential).dump());
  for (const PotentialDraw& draw : all.draws) {
    bytes.add(draw.chain);
    bytes.add(draw.draw);
    bytes.add(std::span<const double>(draw.parameters));
  }
  all.hash = bytes.hash();
  return all;
}

}  // namespace starling::md
