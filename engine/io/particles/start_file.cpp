// Telling start files apart, and what all of them need: finite positions and a digest.
#include "engine/io/particles/start_file.hpp"

#include <array>
#include <cmath>
#include <cstring>

#include "engine/failure.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/particles/start_rows.hpp"
#include "engine/io/particles/start_trajectory.hpp"

namespace starling {
namespace {

StartFrame read_checkpoint(const Communicator& communicator, const hdf5::File& file, std::int64_t frame) {
  if (frame != 0 && frame != -1) {
    fail(ExitCode::bad_input, "the checkpoint '{}' has one frame: there is no frame {}", file.path().string(), frame);
  }
  StartFrame start;
  start.step = file.read_integer("/", "step");
  start.rows = rows_of(file.read_integer("/", "rows"), communicator);
  start.deck = file.read_text("/deck");
  start.origin = BoxOrigin::corner;
  if (!file.has("/particles/position")) {
    fail(ExitCode::bad_input, "the checkpoint '{}' is not of particles in space", file.path().string());
  }
  int components = 0;
  const auto read = [&]<class T>(const std::string& name, std::vector<T>& values) {
    const std::string path = "/particles/" + name;
    components = 0;
    if (file.has(path)) values = read_rows<T>(file, path, std::nullopt, start.rows, components);
  };
  read("position", start.position);
  start.dimension = components;
  read("image", start.image);
  read("activity", start.activity);
  start.activity_components = components;
  read("species", start.species);
  return start;
}

hdf5::File open(const Communicator& communicator, const std::filesystem::path& path) {
  try {
    return hdf5::File::open(communicator, path, hdf5::Access::each_alone);
  } catch (const Failure&) {
    // Below 0 where nothing could be read.
    if (H5Fis_hdf5(path.c_str()) != 0) throw;
    fail(ExitCode::bad_input,
         "'{}' is not an HDF5 file: scripts/to_h5md.py makes one of GSD, extended XYZ and LAMMPS dumps", path.string());
  }
}

StartFrame read_any(const Communicator& communicator, const std::filesystem::path& path, std::int64_t frame) {
  const auto file = open(communicator, path);
  if (file.has_attribute("/", "format") && file.read_text_attribute("/", "format") == "starling checkpoint") {
    return read_checkpoint(communicator, file, frame);
  }
  if (file.has("/particles") && file.has("/h5md")) return read_start_trajectory(communicator, file, frame);
  fail(ExitCode::bad_input, "'{}' is neither an H5MD trajectory nor a checkpoint of Starling's", path.string());
}

/// Missing segments of a trajectory read as NaN.
void require_finite(const StartFrame& start) {
  for (std::size_t k = 0; k < start.position.size(); ++k) {
    if (std::isfinite(start.position[k])) continue;
    const auto row = static_cast<std::int64_t>(k / static_cast<std::size_t>(start.dimension));
    fail(ExitCode::bad_input, "the position of particle {} in '{}' is not finite; is a file of its segments missing?",
         start.id.empty() ? start.rows.first + row : start.id[static_cast<std::size_t>(row)], start.file.string());
  }
}

/// Of all ranks' rows: sums of the rows' hashes, so that no division among ranks changes it.
std::uint64_t digest_of(const Communicator& communicator, const StartFrame& start) {
  std::array<std::int64_t, 2> sums{};
  std::vector<char> row;
  const auto add = [&](const auto& values, std::int64_t k) {
    const auto width = values.size() / static_cast<std::size_t>(start.rows.count);
    const std::size_t bytes = width * sizeof(values[0]);
    const std::size_t size = row.size();
    row.resize(size + bytes);
    if (bytes > 0) std::memcpy(row.data() + size, values.data() + static_cast<std::size_t>(k) * width, bytes);
  };
  for (std::int64_t k = 0; k < start.rows.count; ++k) {
    row.clear();
    add(start.position, k);
    add(start.image, k);
    add(start.species, k);
    add(start.id, k);
    add(start.activity, k);
    const std::uint64_t hash = hash_number(row.data(), row.size(), static_cast<std::uint64_t>(start.rows.first + k));
    // Halves, whose sums over fewer than 2^31 particles stay exact.
    sums[0] += static_cast<std::int64_t>(hash >> 32);
    sums[1] += static_cast<std::int64_t>(hash & 0xffffffffU);
  }
  communicator.sum(std::span<std::int64_t>(sums));
  const std::array<std::int64_t, 4> all{start.rows.total, start.step, sums[0], sums[1]};
  const std::uint64_t digest = hash_number(all.data(), sizeof(all));
  return digest == 0 ? 1 : digest;
}

}  // namespace

StartFrame read_start_file(const Communicator& communicator, const std::filesystem::path& path, std::int64_t frame) {
  StartFrame start;
  try {
    start = read_any(communicator, path, frame);
  } catch (const Failure& failure) {
    // Every rank reads the same headers, so all of them are here with the same sentence.
    throw Failure(ExitCode::bad_input, failure.what(), FailureScope::every_rank);
  }
  start.file = path;
  communicator.together([&] { require_finite(start); });
  start.digest = digest_of(communicator, start);
  return start;
}

}  // namespace starling
