// Paths and parameters of all replicas in one file.
#include "drivers/jump/paths/pairs.hpp"

#include <numeric>

#include "drivers/jump/paths/path_record.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/hdf5.hpp"

namespace starling::jump {

namespace {

using hdf5::Element;
using hdf5::Shape;

/// Writes rows of numbers, this rank's after those of the ranks below; `inner` is the shape of a row.
template <class T>
void write_rows(hdf5::File& file, const Communicator& world, const std::string& name, const std::vector<T>& values,
                const Shape& inner = {}) {
  hsize_t width = 1;
  for (const hsize_t each : inner) width *= each;
  const auto own = static_cast<std::int64_t>(values.size() / width);
  Shape all{static_cast<hsize_t>(world.sum(own))};
  hdf5::Selection selection{{static_cast<hsize_t>(world.exclusive_prefix_sum(own))}, {static_cast<hsize_t>(own)}};
  for (const hsize_t each : inner) {
    all.push_back(each);
    selection.start.push_back(0);
    selection.count.push_back(each);
  }
  const hdf5::Handle dataset = file.create_dataset(name, hdf5::element_of<T>(), all);
  file.write(dataset, hdf5::element_of<T>(), selection, values.data());
}

/// Where the kept jumps of each row begin; the last rank has where they end.
std::vector<std::int64_t> offsets_of(const Communicator& world, const std::vector<std::int64_t>& kept) {
  std::vector<std::int64_t> offsets{
      world.exclusive_prefix_sum(std::accumulate(kept.begin(), kept.end(), std::int64_t{0}))};
  for (const std::int64_t count : kept) offsets.push_back(offsets.back() + count);
  if (world.rank() + 1 < world.size()) offsets.pop_back();
  return offsets;
}

void describe_file(hdf5::File& file, const Problem& problem, std::int64_t done, const std::string& deck) {
  file.write_attribute("/", "format", "starling pairs");
  file.write_attribute("/", "version", STARLING_VERSION);
  file.write_attribute("/", "model", problem.deck.model.name());
  file.write_attribute("/", "prior", problem.deck.prior.name());
  file.write_attribute("/", "seed", static_cast<std::int64_t>(problem.deck.seed));
  file.write_attribute("/", "replicas", problem.deck.replicas);
  file.write_attribute("/", "paths", problem.rows());
  file.write_attribute("/", "intervals", done);
  file.write_attribute("/", "jumps_kept", problem.deck.method->simulates()->jumps_kept);
  file.write_text("/deck", deck);
}

void write_pairs(const Problem& problem, Members& members, const std::filesystem::path& file, std::int64_t done,
                 const std::string& deck) {
  const Communicator& world = members.groups().world();
  PathRows rows;
  std::vector<double> parameters;
  // Groups and their members are in order, and a rank has either one member's share or whole members: rows stay in order.
  members.for_each([&](const Member& member, std::int64_t number) {
    dynamic_cast<const RecordedPaths&>(member).record(rows);
    if (!members.groups().group().is_root()) return;
    const std::vector<double> drawn = problem.parameters_of(number);
    parameters.insert(parameters.end(), drawn.begin(), drawn.end());
  });
  std::string names;
  for (const ModelParameter& each : problem.prior->parameters()) names += (names.empty() ? "" : " ") + each.name;
  std::string drawn_names;
  for (const std::size_t place : problem.prior->drawn())
    drawn_names += (drawn_names.empty() ? "" : " ") + problem.prior->parameters()[place].name;
  const Shape width = problem.width() > 1 ? Shape{static_cast<hsize_t>(problem.width())} : Shape{};
  Shape times{static_cast<hsize_t>(done)};
  times.insert(times.end(), width.begin(), width.end());
  constexpr std::int64_t headers = 8192;
  const std::int64_t bytes = 4 * (std::ssize(rows.start) + std::ssize(rows.seen) + std::ssize(rows.state)) +
                             8 * (2 * std::ssize(rows.jumps) + std::ssize(rows.time) + std::ssize(parameters) + 1);
  const std::filesystem::path aside = name_aside(file);
  auto open = hdf5::File::create(
      world, aside, world.sum(bytes) + std::ssize(names) + std::ssize(drawn_names) + std::ssize(deck) + headers);
  describe_file(open, problem, done, deck);
  open.write_text("/parameter_names", names);
  open.write_text("/drawn_names", drawn_names);
  write_rows(open, world, "/parameters", parameters, {static_cast<hsize_t>(problem.prior->parameters().size())});
  const SimulateSettings& settings = *problem.deck.method->simulates();
  const auto number = [&](double value) {
    return world.is_root() ? std::vector<double>{value} : std::vector<double>{};
  };
  write_rows(open, world, "/interval", number(settings.interval));
  write_rows(open, world, "/error", number(settings.error));
  write_rows(open, world, "/start", rows.start, width);
  write_rows(open, world, "/observed", rows.seen, times);
  write_rows(open, world, "/jumps", rows.jumps);
  write_rows(open, world, "/offsets", offsets_of(world, rows.kept));
  write_rows(open, world, "/jump_time", rows.time);
  write_rows(open, world, "/jump_state", rows.state, width);
  open.close();
  world.together([&] {
    if (world.is_root()) publish_file(aside, file);
  });
}

}  // namespace

Writer pairs_writer(const Problem& problem, Members& members, const RunFiles& files) {
  Writer writer{"pairs", {}};
  writer.at_end = true;
  writer.write = [&problem, &members, file = files.directory.file(pairs_file),
                  deck = files.resolved_deck](std::int64_t done) { write_pairs(problem, members, file, done, deck); };
  return writer;
}

}  // namespace starling::jump
