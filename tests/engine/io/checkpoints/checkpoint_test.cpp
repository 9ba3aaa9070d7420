// Checkpoints: what goes in comes out on any split, damage is noticed, and a failure costs nothing older.
#include "engine/io/checkpoints/checkpoint.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <functional>
#include <limits>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/io/small_disk.hpp"

namespace starling {
namespace {

using testing_support::Folder;
using testing_support::on_root;
using testing_support::sentence_of;
using testing_support::SmallDisk;

/// One rank's rows of a made-up state in which every value tells its row, component and step.
struct MadeUpRows {
  MadeUpRows(const Communicator& communicator, std::int64_t total, std::int64_t step)
      : block(rows_of(total, communicator)) {
    for (std::int64_t row = block.first; row < block.first + block.count; ++row) {
      for (int c = 0; c < 2; ++c) position.push_back(std::sin(static_cast<double>(row * 2 + c + step)));
      image.push_back(static_cast<std::int32_t>(row - step));
      origin.push_back(row * (std::int64_t{1} << 40) + step);
    }
    columns = {{"position", 2, std::span<const double>(position)},
               {"image", 1, std::span<const std::int32_t>(image)},
               {"origin", 1, std::span<const std::int64_t>(origin)}};
  }
  MadeUpRows(const MadeUpRows&) = delete;
  MadeUpRows& operator=(const MadeUpRows&) = delete;

  RowBlock block;
  std::vector<double> position;
  std::vector<std::int32_t> image;
  std::vector<std::int64_t> origin;
  std::vector<Column> columns;
};

void write(CheckpointStore& store, const Communicator& communicator, std::int64_t total, std::int64_t step) {
  const MadeUpRows rows(communicator, total, step);
  store.write({step, "job = active\n", {{"sum", 0.1 * static_cast<double>(step)}}, total, rows.columns});
}

void expect_state(const LoadedCheckpoint& loaded, const Communicator& communicator, std::int64_t total,
                  std::int64_t step) {
  const MadeUpRows rows(communicator, total, step);
  EXPECT_EQ(loaded.step, step);
  EXPECT_EQ(loaded.deck, "job = active\n");
  EXPECT_EQ(loaded.state.at("sum").get<double>(), 0.1 * static_cast<double>(step));
  EXPECT_EQ(loaded.rows, rows.block);
  EXPECT_EQ(loaded.column<double>("position"), rows.position);
  EXPECT_EQ(loaded.column<std::int32_t>("image"), rows.image);
  EXPECT_EQ(loaded.column<std::int64_t>("origin"), rows.origin);
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& item : std::filesystem::directory_iterator(folder)) names.push_back(item.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void flip_a_bit(const std::filesystem::path& file, std::int64_t offset) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekg(offset);
  const auto byte = static_cast<char>(stream.get() ^ 16);
  stream.seekp(offset);
  stream.put(byte);
}

class Checkpoints : public testing::Test {
 protected:
  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
};

TEST_F(Checkpoints, RowsAreSplitEvenlyAndCompletely) {
  for (const std::int64_t total : {0, 1, 2, 3, 4, 5, 1000003}) {
    const RowBlock block = rows_of(total, world);
    EXPECT_EQ(world.sum(block.count), total);
    EXPECT_EQ(block.first, world.exclusive_prefix_sum(block.count));
    EXPECT_LE(world.maximum(block.count) - block.count, 1);
  }
}

TEST_F(Checkpoints, ComeBackAsTheyWere) {
  for (const std::int64_t total : {1, 2, 3, 7, 1000}) {
    CheckpointStore store(world, folder.path() / std::to_string(total), 2);
    write(store, world, total, 40);
    const auto loaded = store.load_latest();
    EXPECT_TRUE(loaded.warnings.empty());
    expect_state(loaded, world, total, 40);
  }
}

TEST_F(Checkpoints, OneRanksFileIsReadByAllAndTheOtherWayRound) {
  const Communicator alone = world.split(world.rank());
  const auto mine = folder.path() / std::to_string(world.rank());
  CheckpointStore shared(world, folder.path() / "shared", 2);
  write(shared, world, 101, 3);
  CheckpointStore single(alone, mine, 2);
  write(single, alone, 101, 3);
  world.barrier();
  // The files of one rank and of many are the same bytes.
  EXPECT_EQ(read_text_file(folder.path() / "shared" / "000000000003.h5"), read_text_file(mine / "000000000003.h5"));
  expect_state(CheckpointStore(world, folder.path() / "0", 2).load_latest(), world, 101, 3);
  expect_state(CheckpointStore(alone, folder.path() / "shared", 2).load_latest(), alone, 101, 3);
}

TEST_F(Checkpoints, StateKeepsEveryDouble) {
  const std::vector<double> values{
      -0.0,      5e-324, 0.1, 1e308, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(),
      16777217.0};
  CheckpointStore store(world, folder.path(), 1);
  store.write({1, "", {{"values", values}, {"large", std::numeric_limits<std::int64_t>::min()}}, 0, {}});
  const auto loaded = store.load_latest();
  EXPECT_EQ(loaded.state.at("large").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = loaded.state.at("values").at(i).get<double>();
    if (std::isnan(values[i])) {
      EXPECT_TRUE(std::isnan(value));
    } else {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(values[i]));
    }
  }
}

TEST_F(Checkpoints, TheLastFewAreKept) {
  CheckpointStore store(world, folder.path(), 2);
  for (const std::int64_t step : {10, 20, 30, 40}) write(store, world, 50, step);
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"000000000030.h5", "000000000040.h5", "manifest.json"}));
  expect_state(store.load_latest(), world, 50, 40);
}

TEST_F(Checkpoints, OneAtTheSameStepReplacesTheOther) {
  CheckpointStore store(world, folder.path(), 1);
  for (int repeat = 0; repeat < 3; ++repeat) {
    write(store, world, 50, 10);
    EXPECT_EQ(names_in(folder.path()).size(), 2U);
    expect_state(store.load_latest(), world, 50, 10);
  }
}

TEST_F(Checkpoints, DamagedOnesAreNamedAndTheOneBeforeIsUsed) {
  const std::vector<std::pair<std::string, std::function<void(const std::filesystem::path&)>>> damages{
      {"checksum", [](const auto& file) { flip_a_bit(file, 3000); }},
      {"checksum", [](const auto& file) { flip_a_bit(file, 0); }},
      {"bytes instead of", [](const auto& file) { std::filesystem::resize_file(file, 100); }},
      {"bytes instead of", [](const auto& file) { std::filesystem::resize_file(file, 0); }},
      {"missing", [](const auto& file) { std::filesystem::remove(file); }},
  };
  for (const auto& [expected, damage] : damages) {
    CheckpointStore store(world, folder.path(), 3);
    for (const std::int64_t step : {10, 20, 30}) write(store, world, 500, step);
    on_root(world, [&, &spoil = damage] { spoil(folder.path() / "000000000030.h5"); });
    const auto loaded = store.load_latest();
    expect_state(loaded, world, 500, 20);
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_NE(loaded.warnings[0].find("000000000030.h5"), std::string::npos) << loaded.warnings[0];
    EXPECT_NE(loaded.warnings[0].find(expected), std::string::npos) << loaded.warnings[0];
    store.discard_after(20);
    EXPECT_TRUE(store.load_latest().warnings.empty());
  }
}

TEST_F(Checkpoints, NoneUsableIsAFailureThatNamesThem) {
  CheckpointStore store(world, folder.path(), 2);
  EXPECT_NE(sentence_of([&] { (void)store.load_latest(); }).find("no checkpoint in"), std::string::npos);
  write(store, world, 500, 1);
  write(store, world, 500, 2);
  on_root(world, [&] {
    flip_a_bit(folder.path() / "000000000001.h5", 2500);
    flip_a_bit(folder.path() / "000000000002.h5", 2500);
  });
  const auto sentence = sentence_of([&] { (void)store.load_latest(); });
  EXPECT_NE(sentence.find("000000000001.h5"), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("000000000002.h5"), std::string::npos) << sentence;
}

TEST_F(Checkpoints, ForeignFilesAreRefused) {
  CheckpointStore store(world, folder.path(), 2);
  for (const std::string text : {"", "{", "[]", "{\"format\": \"other\"}", "{\"format\": \"starling checkpoints\"}"}) {
    on_root(world, [&] { write_file_atomically(folder.path() / "manifest.json", text); });
    const auto sentence = sentence_of([&] { (void)store.load_latest(); });
    EXPECT_NE(sentence.find("not a list of Starling checkpoints"), std::string::npos) << text << sentence;
  }
}

TEST_F(Checkpoints, LeftoversAreIgnoredAndThenRemoved) {
  CheckpointStore store(world, folder.path(), 3);
  write(store, world, 50, 10);
  on_root(world, [&] {
    write_file_atomically(folder.path() / "000000000020.h5.part", "killed while writing");
    write_file_atomically(folder.path() / "000000000020.h5", "killed before the manifest");
    write_file_atomically(folder.path() / "manifest.json.part", "killed");
    write_file_atomically(folder.path() / "notes.txt", "the user's");
  });
  expect_state(store.load_latest(), world, 50, 10);
  write(store, world, 50, 20);
  write(store, world, 50, 30);
  store.discard_after(10);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "000000000020.h5.part"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "000000000030.h5"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "notes.txt"));
  expect_state(store.load_latest(), world, 50, 10);
}

TEST_F(Checkpoints, AFullDiskIsASentenceAndTheOlderOneStays) {
  const SmallDisk disk(world, folder.path(), "2m");
  if (!disk.mounted()) GTEST_SKIP() << "only root can mount a small file system";
  CheckpointStore store(world, folder.path(), 3);
  write(store, world, 500, 10);
  const auto too_large = sentence_of([&] { write(store, world, 200000, 20); });
  EXPECT_NE(too_large.find("No space left"), std::string::npos) << too_large;
  expect_state(store.load_latest(), world, 500, 10);
  disk.fill();
  const auto full = sentence_of([&] { write(store, world, 500, 20); });
  EXPECT_NE(full.find("No space left"), std::string::npos) << full;
  expect_state(store.load_latest(), world, 500, 10);
}

TEST_F(Checkpoints, AFolderThatCannotBeWrittenIsASentence) {
  on_root(world, [&] { write_file_atomically(folder.path() / "file", "in the way"); });
  CheckpointStore store(world, folder.path() / "file", 3);
  const auto sentence = sentence_of([&] { write(store, world, 500, 20); });
  EXPECT_NE(sentence.find("cannot create the folder"), std::string::npos) << sentence;
}

TEST_F(Checkpoints, MismatchedColumnsAreRefusedOnAllRanks) {
  CheckpointStore store(world, folder.path(), 3);
  const MadeUpRows rows(world, 50, 1);
  const auto sentence = sentence_of([&] { store.write({1, "", {}, 51, rows.columns}); });
  EXPECT_NE(sentence.find("position"), std::string::npos) << sentence;
}

}  // namespace
}  // namespace starling
