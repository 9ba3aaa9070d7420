// Tables: exact text, exact resumption, whole rows only.
#include "engine/io/tables/csv.hpp"

#include <gtest/gtest.h>

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

class Csv : public testing::Test {
 protected:
  void append(CsvTable& table, std::int64_t step, std::vector<double> row) { table.append(step, row); }

  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
  std::filesystem::path file = folder.path() / "observables.csv";
};

TEST_F(Csv, NumbersAreShortestAndUndefinedIsEmpty) {
  CsvTable table(world, file, {"a", "b"});
  append(table, 0, {0.1, std::numeric_limits<double>::quiet_NaN()});
  append(table, 100, {-1e-300, 3.0});
  append(table, 200, {std::numeric_limits<double>::infinity(), 1.0 / 3.0});
  const std::string expected = "step,a,b\n0,0.1,\n100,-1e-300,3\n200,inf,0.3333333333333333\n";
  EXPECT_EQ(table.bytes(), static_cast<std::int64_t>(expected.size()));
  world.barrier();
  EXPECT_EQ(read_text_file(file), expected);
}

TEST_F(Csv, ResumesAtARecordedRow) {
  std::int64_t recorded = 0;
  {
    CsvTable table(world, file, {"a"});
    append(table, 1, {1.0});
    table.sync();
    recorded = table.bytes();
    append(table, 2, {2.0});
    append(table, 3, {3.0});
  }
  on_root(world, [] {});
  {
    CsvTable table(world, file, {"a"}, recorded);
    EXPECT_EQ(table.bytes(), recorded);
    append(table, 2, {2.5});
  }
  on_root(world, [&] { EXPECT_EQ(read_text_file(file), "step,a\n1,1\n2,2.5\n"); });
}

TEST_F(Csv, RefusesWhatItCannotContinue) {
  const auto resume = [&](std::int64_t bytes) {
    return sentence_of([&] { const CsvTable table(world, file, {"a"}, bytes); });
  };
  EXPECT_NE(resume(10).find("cannot read"), std::string::npos);
  on_root(world, [&] { write_file_atomically(file, "step,a\n1,1\n"); });
  EXPECT_NE(resume(12).find("rows have been lost"), std::string::npos);
  EXPECT_NE(resume(10).find("not the table"), std::string::npos);
  EXPECT_NE(resume(0).find("not the table"), std::string::npos);
  EXPECT_EQ(resume(11), "(no failure)");
  on_root(world, [&] { write_file_atomically(file, "step,b\n1,1\n"); });
  EXPECT_NE(resume(11).find("not the table"), std::string::npos);
}

TEST_F(Csv, AFullDiskLeavesWholeRows) {
  const SmallDisk disk(world, folder.path(), "64k");
  if (!disk.mounted()) GTEST_SKIP() << "only root can mount a small file system";
  CsvTable table(world, file, {"a"});
  disk.fill();
  std::string sentence = "(no failure)";
  for (std::int64_t step = 0; step < 10000 && sentence == "(no failure)"; ++step) {
    sentence = sentence_of([&] { append(table, step, {0.1}); });
  }
  EXPECT_NE(sentence.find("No space left"), std::string::npos) << sentence;
  on_root(world, [&] {
    const std::string text = read_text_file(file);
    EXPECT_EQ(static_cast<std::int64_t>(text.size()), table.bytes());
    EXPECT_EQ(text.back(), '\n');
  });
}

}  // namespace
}  // namespace starling
